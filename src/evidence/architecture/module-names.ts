import type { NestedArchitecture } from '../../settings/architecture.ts';
import type { Settings } from '../../settings/settings.ts';
import { type CompiledArchitecture, compileArchitecture, moduleNameAt } from './compile-architecture.ts';
import { governingArchitecture } from './governing.ts';

/**
 * Names the module that the settings put a path in: the first of the governing settings file that fits, with what its
 * captures hold (`feature:orders`); below a folder with settings of its own the folder goes first
 * (`services/billing/domain`). Null where the settings name none: the layout may.
 */
export function moduleNames(
  settings: Pick<Settings, 'architecture' | 'nested'>,
): (path: string) => string | null {
  const governing = governingArchitecture(settings);
  const compiled = new Map<NestedArchitecture, CompiledArchitecture>();
  return (path) => {
    const source = governing(path);
    let architecture = compiled.get(source);
    if (architecture === undefined) {
      architecture = compileArchitecture(source);
      compiled.set(source, architecture);
    }
    return architecture.modules.length === 0 ? null : moduleNameAt(architecture, architecture.place(path));
  };
}
