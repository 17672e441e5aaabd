import type { Architecture, Boundary, Layers } from './architecture.ts';
import { nearestName } from './nearest-name.ts';
import { readGlob } from './read-glob.ts';
import { readTarget, type Target } from './read-target.ts';

/** Something that each part allows and all together do not. `path` begins below `architecture`. */
export interface ArchitectureIssue {
  path: PropertyKey[];
  /** What is wrong and how to mend it, in one line. */
  message: string;
}

/** Names of parts that were wrong by themselves and are gone: who speaks of them is told so, and not that they never were. */
export interface WrongParts {
  modules: ReadonlySet<string>;
  rules: ReadonlySet<string>;
}

type Report = (path: PropertyKey[], message: string) => void;

/** What rules may speak of. */
interface Named {
  modules: Architecture['modules'];
  names: ReadonlySet<string>;
  wrong: WrongParts;
}

/**
 * Checks what holds between the parts of an architecture: names that are taken or unknown, forms of boundaries that say
 * too little or too much, globs, captures. The part that is to be left out is the first three segments of a path of
 * `modules`, the first two of any other.
 */
export function checkArchitecture(architecture: Architecture, wrong: WrongParts): ArchitectureIssue[] {
  const issues: ArchitectureIssue[] = [];
  const report: Report = (path, message) => issues.push({ path, message });
  checkModules(architecture.modules, report);
  const wrongModules = new Set([...wrong.modules, ...issues.map(({ path }) => String(path[1]))]);
  const modules = Object.fromEntries(
    Object.entries(architecture.modules).filter(([name]) => !wrongModules.has(name)),
  );
  const named = { modules, names: new Set(Object.keys(modules)), wrong: { ...wrong, modules: wrongModules } };

  const ruleNames = new Set<string>();
  const lists = { layers: architecture.layers, boundaries: architecture.boundaries };
  for (const [list, rules] of Object.entries(lists)) {
    for (const [at, { name }] of rules.entries()) {
      if (ruleNames.has(name)) {
        report([list, at, 'name'], `\`${name}\` is the name of another rule already: give each its own`);
      }
      ruleNames.add(name);
    }
  }
  for (const [at, rule] of architecture.layers.entries()) {
    checkLayers(rule, named, (path, message) => report(['layers', at, ...path], message));
  }
  for (const [at, rule] of architecture.boundaries.entries()) {
    checkBoundary(rule, named, (path, message) => report(['boundaries', at, ...path], message));
  }
  const allRules = new Set([...ruleNames, ...wrong.rules]);
  for (const [at, exception] of architecture.exceptions.entries()) {
    checkException(exception, allRules, (path, message) => report(['exceptions', at, ...path], message));
  }
  return issues;
}

function checkModules(modules: Architecture['modules'], report: Report): void {
  const owners = new Map<string, string>();
  for (const [name, { paths, public: open }] of Object.entries(modules)) {
    const captures = new Set<string>();
    for (const [at, glob] of paths.entries()) {
      const reading = readGlob(glob);
      const owner = owners.get(glob);
      if (!reading.ok) report(['modules', name, 'paths', at], `\`${glob}\` ${reading.message}`);
      else if (owner !== undefined) {
        report(
          ['modules', name, 'paths', at],
          `\`${glob}\` is of module \`${owner}\` already, and a file belongs to the first module that fits`,
        );
      } else for (const capture of reading.captures) captures.add(capture);
      owners.set(glob, name);
    }
    for (const [at, glob] of open.entries()) {
      const reading = readGlob(glob);
      const path = ['modules', name, 'public', at];
      if (!reading.ok) report(path, `\`${glob}\` ${reading.message}`);
      const strange = reading.ok && reading.captures.find((capture) => !captures.has(capture));
      if (strange)
        report(path, `\`{${strange}}\` is captured by none of the module's \`paths\`: write \`*\``);
    }
  }
}

const forms = '`from` with `deny`, `from` with `allow`, `independent`, or `protect` with or without `allow`';

function checkBoundary(rule: Boundary, named: Named, report: Report): void {
  const said = (['from', 'deny', 'allow', 'independent', 'protect'] as const).filter(
    (key) => rule[key] !== undefined,
  );
  const form = said.join();
  if (!['from,deny', 'from,allow', 'independent', 'protect', 'allow,protect'].includes(form)) {
    const what = said.length === 0 ? 'says nothing' : `says ${said.map((key) => `\`${key}\``).join(' and ')}`;
    const advice = form === 'from,deny,allow' ? '; write two boundaries' : '';
    report([], `${what}, but a boundary says one of ${forms}${advice}`);
    return;
  }
  const targets = new Map(
    said.map((key) => [
      key,
      (rule[key] ?? []).map((text, at) => {
        const allowed = {
          packages: key !== 'from' && key !== 'independent',
          captures: key === 'independent',
        };
        return checkTarget(text, allowed, named, (message) => report([key, at], message));
      }),
    ]),
  );
  const ofTree = targets.get('allow')?.findIndex((target) => target?.kind === 'package') ?? -1;
  if (rule.protect !== undefined && ofTree !== -1) {
    report(['allow', ofTree], 'a package imports nothing of the tree: name modules or paths');
  }
  const parts = targets.get('independent') ?? [];
  if (parts.length === 1 && parts[0] && !hasCaptures(parts[0], named)) {
    report(['independent'], 'needs several parts, or one with a capture such as `src/features/{name}/**`');
  }
  if (rule.via === undefined) return;
  const opened = [...parts, ...(targets.get('protect') ?? [])];
  if (opened.length === 0) report(['via'], '`via` goes with `independent` or `protect`: remove it');
  else if (opened.every((target) => target && !isOpen(target, named))) {
    report(
      ['via'],
      'none of its modules says what is `public`: write `public` beside the `paths` of a module',
    );
  }
}

function isOpen(target: Target, { modules }: Named): boolean {
  return target.kind === 'module' && (modules[target.module]?.public.length ?? 0) > 0;
}

function hasCaptures(target: Target, { modules }: Named): boolean {
  const globs =
    target.kind === 'glob'
      ? [target.glob]
      : target.kind === 'module' && target.instance === null
        ? (modules[target.module]?.paths ?? [])
        : [];
  return globs.some((glob) => {
    const reading = readGlob(glob);
    return reading.ok && reading.captures.length > 0;
  });
}

/** The target, or null when something is wrong with it and said. */
function checkTarget(
  text: string,
  allowed: { packages: boolean; captures: boolean },
  { modules, names, wrong }: Named,
  report: (message: string) => void,
): Target | null {
  if (wrong.modules.has(text) || wrong.modules.has('*')) {
    report(`\`${text}\` is wrong itself, so this rule is not in force: mend the module`);
    return null;
  }
  const target = readTarget(text, names);
  switch (target.kind) {
    case 'unknown':
      report(target.message);
      return null;
    case 'package':
      if (allowed.packages) return target;
      report(`\`${text}\` is not of the tree: name modules or paths here`);
      return null;
    case 'module': {
      if (target.instance === null || hasCaptures({ ...target, instance: null }, { modules, names, wrong })) {
        return target;
      }
      report(`\`${text}\`: module \`${target.module}\` captures nothing, so it has no such part`);
      return null;
    }
    case 'glob': {
      const reading = readGlob(target.glob);
      if (!reading.ok) report(`\`${text}\` ${reading.message}`);
      else if (reading.captures.length > 0 && !allowed.captures) {
        report(`\`${text}\`: a capture means nothing here; write \`*\`, or name a module that captures`);
      } else return target;
      return null;
    }
  }
}

function checkLayers(rule: Layers, named: Named, report: Report): void {
  const { order, in: container, exhaustive } = rule;
  if (exhaustive && container === undefined) {
    report(['exhaustive'], 'needs `in`, the folder whose files must all be in a layer');
  }
  if (container !== undefined) {
    const reading = readGlob(container);
    if (!reading.ok) report(['in'], `\`${container}\` ${reading.message}`);
  }
  const seen = new Set<string>();
  for (const [at, layer] of order.entries()) {
    for (const text of layer) {
      const wrong = (message: string) => report(['order', at], message);
      if (seen.has(text)) wrong(`\`${text}\` stands in \`order\` twice`);
      else if (container === undefined || named.names.has(text) || named.wrong.modules.has(text)) {
        checkTarget(text, { packages: false, captures: false }, named, wrong);
      } else {
        const reading = readGlob(text);
        if (!reading.ok) wrong(`\`${text}\` ${reading.message}`);
        else if (reading.captures.length > 0) {
          wrong(`\`${text}\`: captures go into \`in\`; write \`*\` here`);
        }
      }
      seen.add(text);
    }
  }
}

function checkException(
  { rule, from, to }: Architecture['exceptions'][number],
  rules: ReadonlySet<string>,
  report: Report,
): void {
  if (!rules.has(rule)) {
    const near = nearestName(rule, [...rules]);
    const hint = near === null ? `known: ${[...rules].join(', ') || 'none'}` : `did you mean \`${near}\`?`;
    report(['rule'], `no boundary or layers are called \`${rule}\`; ${hint}`);
  }
  for (const [key, path] of Object.entries({ from, to })) {
    if (/[*?{}]/.test(path)) {
      report([key], `\`${path}\`: an exception names one import, without the signs of a glob`);
    }
  }
}
