import { below, folderOf } from '../../paths.ts';
import type { ModuleFiles } from './module-files.ts';
import type { Project, Projects } from './projects.ts';

/** Folders from which absolute imports are looked for: what `sys.path` would hold. */
export interface SourceRoots {
  /**
   * Those of a file in `folder`, best first: the one above its outermost package; of the projects around it,
   * nearest first, what their manifests say, `src` and their own folder; those of the nearest project's dependencies
   * in the tree; the tree's own.
   */
  of(folder: string): readonly string[];
  /** The folder and those above it that are no packages, nearest first: the first of them is a script's own. */
  above(folder: string): readonly string[];
  /** The only root of the tree that has a package of that name, folders of tests and examples apart; else null. */
  elsewhere(name: string): string | null;
}

const apart =
  /(?:^|\/)(?:tests?|testing|testdata|fixtures?|examples?|samples?|demos?|docs?|templates?)(?:\/|$)/i;

/** Finds the source roots of a tree's files by its packages and manifests. */
export function createSourceRoots(modules: ModuleFiles, projects: Projects): SourceRoots {
  const known = new Map<string, readonly string[]>();
  const ofProject = new Map<Project, readonly string[]>();
  const aboveKnown = new Map<string, readonly string[]>();

  function rootsOf(project: Project): readonly string[] {
    const found = ofProject.get(project) ?? [...project.roots, ...usualRoots(project.folder)];
    ofProject.set(project, found);
    return found;
  }

  function usualRoots(folder: string): string[] {
    // A module called `setup` within a package makes it no project.
    const own = folder === '' || !modules.isPackage(folder) ? [folder] : [];
    const src = below(folder, 'src');
    return modules.isNamespace(src) ? [src, ...own] : own;
  }

  function of(folder: string): readonly string[] {
    const answer = known.get(folder);
    if (answer !== undefined) return answer;
    const near = projects.around(folder);
    const root = modules.rootOf(folder);
    const nearest = near[0];
    const found = new Set([
      ...(root === null ? [] : [root]),
      ...near.flatMap(rootsOf),
      ...(nearest === undefined ? [] : projects.dependenciesOf(nearest).flatMap(rootsOf)),
      ...usualRoots(''),
    ]);
    known.set(folder, [...found]);
    return known.get(folder)!;
  }

  function above(folder: string): readonly string[] {
    const answer = aboveKnown.get(folder);
    if (answer !== undefined) return answer;
    const rest = folder === '' ? [] : above(folderOf(folder));
    const found = folder !== '' && modules.isPackage(folder) ? rest : [folder, ...rest];
    aboveKnown.set(folder, found);
    return found;
  }

  function elsewhere(name: string): string | null {
    const candidates = modules.rootsWith(name).filter((root) => !apart.test(root));
    return candidates.length === 1 ? candidates[0]! : null;
  }

  return { of, above, elsewhere };
}
