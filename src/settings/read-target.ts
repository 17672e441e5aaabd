import { nearestName } from './nearest-name.ts';

/**
 * The words that third-party targets begin with, one for each language whose imports are read. The languages say them
 * too (`GraphLanguage.prefix`); a test holds the two together, since settings know nothing of evidence.
 */
export const thirdPartyPrefixes = ['npm', 'python', 'go', 'java', 'dotnet', 'ruby', 'php', 'rust'] as const;

/** What a target of a rule means. `instance` is what a module's captures hold, joined by `:`; null for all of it. */
export type Target =
  | { kind: 'module'; module: string; instance: string | null }
  | { kind: 'glob'; glob: string }
  /** `name` as the code imports it; `*` for every package. */
  | { kind: 'package'; prefix: string; name: string }
  | { kind: 'unknown'; message: string };

/** Reads a target: a module's name, one instance of a module with captures, a third-party target, or a glob. */
export function readTarget(text: string, modules: ReadonlySet<string>): Target {
  if (modules.has(text)) return { kind: 'module', module: text, instance: null };
  const colon = text.indexOf(':');
  const head = text.slice(0, Math.max(0, colon));
  if (/^[A-Za-z][\w-]*$/.test(head)) {
    const rest = text.slice(colon + 1);
    if ((thirdPartyPrefixes as readonly string[]).includes(head)) return readPackage(head, rest);
    if (modules.has(head) && rest !== '') return { kind: 'module', module: head, instance: rest };
    const near = nearestName(head, [...thirdPartyPrefixes, ...modules]);
    const hint = near === null ? `known: ${thirdPartyPrefixes.join(', ')}` : `did you mean \`${near}:\`?`;
    return unknown(`\`${text}\`: unknown prefix \`${head}:\`; ${hint}`);
  }
  if (/[/*.?[{]/.test(text)) return { kind: 'glob', glob: text };
  const near = nearestName(text, [...modules]);
  return unknown(
    near === null
      ? `\`${text}\` is no module; name it under \`modules\`, or write a path such as \`src/${text}/**\``
      : `\`${text}\` is no module; did you mean \`${near}\`?`,
  );
}

function readPackage(prefix: string, name: string): Target {
  if (name === '') return unknown(`\`${prefix}:\` names nothing; write \`${prefix}:*\` for every package`);
  if (name !== '*' && /[*?{}]/.test(name)) {
    return unknown(
      `\`${prefix}:${name}\` must be a name, which stands for all below it too, or \`${prefix}:*\` for every package`,
    );
  }
  // Node's own library is imported with and without its scheme.
  return { kind: 'package', prefix, name: prefix === 'npm' ? name.replace(/^node:/, '') : name };
}

function unknown(message: string): Target {
  return { kind: 'unknown', message };
}
