import type { Declaration, Member, Parameter, Signature } from './declaration.ts';
import { unionOf } from './read-declaration.ts';

/** One difference that a user of an exported name can notice. */
export interface Difference {
  check: string;
  /** The member or parameter, or empty for the name itself. */
  part: string;
  /** What happened, to be read after the name: `requires the parameter b`. */
  what: string;
  breaking: boolean;
  /** 1-based at head, or at base where what changed is gone. */
  line: number;
  side: 'LEFT' | 'RIGHT';
}

/**
 * What differs between two declarations of one name for those who call, read, construct or extend it. Types are compared
 * as texts: a union that grows or shrinks in the harmless direction is harmless, any other change of a type counts as a
 * break, and a type that is left to inference on either side says nothing. `inherits` says whether the head has a member
 * from what it extends, or may have.
 */
export function compareDeclarations(
  name: string,
  base: Declaration,
  head: Declaration,
  inherits: (member: string) => boolean,
): Difference[] {
  const at = { line: head.line, side: 'RIGHT' as const };
  if (base.kind === 'function' && head.kind === 'function') {
    return compareOverloads(base.signatures, head.signatures, '', at);
  }
  if (base.kind === 'class' && head.kind === 'class') {
    const abstract = !base.abstract && head.abstract;
    return [
      ...(abstract
        ? [broken('class-made-abstract', '', 'can no longer be constructed: it is abstract now', at)]
        : []),
      ...compareConstructors(base.constructors, head.constructors, at),
      ...compareMembers(base.members, head.members, 'class', inherits),
    ];
  }
  if (base.kind === 'object' && head.kind === 'object') {
    return compareMembers(base.members, head.members, isInput(name) ? 'input' : 'output', inherits);
  }
  if (base.kind === 'enum' && head.kind === 'enum') return compareEnums(base.members, head.members, at);
  if (base.kind === 'alias' && head.kind === 'alias') return compareAliases(base.types, head.types, at);
  if (base.kind === 'value' && head.kind === 'value') {
    return compareTypes(base.type, head.type, 'output')
      ? [broken('type-changed', '', `changes its type from ${brief(base.type)} to ${brief(head.type)}`, at)]
      : [];
  }
  if (base.kind === head.kind || isSameUse(base, head)) return [];
  return [broken('kind-changed', '', `was ${articled(base)} and is ${articled(head)} now`, at)];
}

type Place = Pick<Difference, 'line' | 'side'>;

function broken(check: string, part: string, what: string, at: Place): Difference {
  return { check, part, what, breaking: true, ...at };
}

function harmless(check: string, part: string, what: string, at: Place): Difference {
  return { check, part, what, breaking: false, ...at };
}

/** An interface and an alias are used alike; a typed constant may well hold the function that it was before. */
function isSameUse(base: Declaration, head: Declaration): boolean {
  const types = ['object', 'alias'];
  const values = ['function', 'value'];
  return [types, values].some((kinds) => kinds.includes(base.kind) && kinds.includes(head.kind));
}

function articled({ kind }: Declaration): string {
  const names = {
    function: 'a function',
    class: 'a class',
    object: 'an interface',
    enum: 'an enum',
    alias: 'a type',
    value: 'a constant',
    namespace: 'a namespace',
  };
  return names[kind];
}

/** Types whose values users make and hand over, by the names that people give them. */
function isInput(name: string): boolean {
  // What a library has made of an input is its own output.
  if (/^(?:sanitized|resolved|normali[sz]ed|parsed|computed)/i.test(name)) return false;
  if (/(?:response|result|output|reply|event)s?$/i.test(name)) return false;
  if (/^(?:Admin|Store|I)?(?:Create|Update|Upsert|Patch)[A-Z]/.test(name)) return true;
  return /(?:payload|options|opts|config|configuration|props|params|parameters|args|arguments|input|request|settings|init)$/i.test(
    name,
  );
}

/** Every signature that could be called must still be callable; each is held against the one that fits best. */
function compareOverloads(
  base: readonly Signature[],
  head: readonly Signature[],
  part: string,
  at: Place,
): Difference[] {
  const differences: Difference[] = [];
  for (const [index, signature] of base.entries()) {
    const candidates = [head[index], ...head].filter((one) => one !== undefined);
    const results = candidates.map((one) => compareSignatures(signature, one, part, at));
    const best = results.find((all) => !all.some(({ breaking }) => breaking)) ?? results[0];
    differences.push(...(best ?? []));
  }
  return differences;
}

function compareConstructors(
  base: readonly Signature[] | null,
  head: readonly Signature[] | null,
  at: Place,
): Difference[] {
  if (base === null) return [];
  if (head === null)
    return [broken('constructor-hidden', 'constructor', 'can no longer be constructed from outside', at)];
  // Without one of its own a class has its parent's, or one that takes nothing.
  if (base.length === 0 || head.length === 0) return [];
  return compareOverloads(base, head, 'constructor', at);
}

function compareSignatures(base: Signature, head: Signature, part: string, at: Place): Difference[] {
  const found: Difference[] = [];
  const on = part === '' ? '' : ` in ${part}`;
  for (const [index, parameter] of head.parameters.entries()) {
    const before = base.parameters[index] ?? restOf(base);
    const name = parameter.name === '' ? `parameter ${index + 1}` : `the parameter ${parameter.name}`;
    if (before === undefined) {
      found.push(
        parameter.optional
          ? harmless('optional-parameter-added', part, `takes ${name}${on}, which may be left out`, at)
          : broken('required-parameter-added', part, `requires ${name}${on}`, at),
      );
      continue;
    }
    if (before.optional && !parameter.optional) {
      found.push(
        broken('parameter-made-required', part, `requires ${name}${on}, which could be left out`, at),
      );
    }
    if (before.rest === parameter.rest && compareTypes(before.type, parameter.type, 'input')) {
      found.push(
        broken(
          'parameter-type-changed',
          part,
          `takes ${name}${on} as ${brief(parameter.type)}, not ${brief(before.type)}`,
          at,
        ),
      );
    }
  }
  for (const [index, parameter] of base.parameters.entries()) {
    if (index < head.parameters.length || restOf(head) !== undefined) continue;
    const name = parameter.name === '' ? `parameter ${index + 1}` : `the parameter ${parameter.name}`;
    found.push(broken('parameter-removed', part, `no longer takes ${name}${on}`, at));
  }
  if (compareTypes(base.returns, head.returns, 'output')) {
    found.push(
      broken(
        'return-type-changed',
        part,
        `returns ${brief(head.returns)}${on}, not ${brief(base.returns)}`,
        at,
      ),
    );
  }
  return found;
}

function restOf({ parameters }: Signature): Parameter | undefined {
  const last = parameters.at(-1);
  return last?.rest ? last : undefined;
}

/** `input`: users make such objects; `output`: users read them; `class`: users read and extend. */
function compareMembers(
  base: readonly Member[],
  head: readonly Member[],
  use: 'input' | 'output' | 'class',
  inherits: (member: string) => boolean,
): Difference[] {
  const found: Difference[] = [];
  const now = new Map(head.map((member) => [member.name, member]));
  const before = new Set(base.map(({ name }) => name));
  for (const old of base) {
    const member = now.get(old.name);
    if (member === undefined) {
      if (inherits(old.name)) continue;
      found.push(
        broken('member-removed', old.name, `no longer has ${old.name}`, { line: old.line, side: 'LEFT' }),
      );
      continue;
    }
    const at = { line: member.line, side: 'RIGHT' as const };
    if (use === 'input' && old.optional && !member.optional) {
      found.push(
        broken('member-made-required', old.name, `requires ${old.name}, which could be left out`, at),
      );
    }
    if (use !== 'input' && !old.optional && member.optional) {
      found.push(
        broken('member-made-optional', old.name, `may lack ${old.name}, which was always there`, at),
      );
    }
    if (old.signatures.length > 0 && member.signatures.length > 0) {
      found.push(...compareOverloads(old.signatures, member.signatures, old.name, at));
    } else if (compareTypes(old.type, member.type, use === 'input' ? 'input' : 'output')) {
      found.push(
        broken(
          'member-type-changed',
          old.name,
          `changes ${old.name} from ${brief(old.type)} to ${brief(member.type)}`,
          at,
        ),
      );
    }
  }
  for (const member of head) {
    if (before.has(member.name)) continue;
    const at = { line: member.line, side: 'RIGHT' as const };
    const needed = use === 'class' ? member.abstract : use === 'input' && !member.optional;
    found.push(
      needed
        ? broken('required-member-added', member.name, `requires ${member.name}`, at)
        : harmless('member-added', member.name, `gains ${member.name}`, at),
    );
  }
  return found;
}

function compareEnums(
  base: readonly { name: string; value: string | null; line: number }[],
  head: readonly { name: string; value: string | null; line: number }[],
  at: Place,
): Difference[] {
  const now = new Map(head.map((member) => [member.name, member]));
  const before = new Set(base.map(({ name }) => name));
  return [
    ...base.flatMap(({ name, value, line }): Difference[] => {
      const member = now.get(name);
      if (member === undefined) {
        return [broken('enum-member-removed', name, `no longer has ${name}`, { line, side: 'LEFT' })];
      }
      if (value === null || member.value === null || value === member.value) return [];
      return [
        broken('enum-value-changed', name, `changes the value of ${name}`, {
          line: member.line,
          side: 'RIGHT',
        }),
      ];
    }),
    ...head.flatMap(({ name, line }) =>
      before.has(name) ? [] : [harmless('enum-member-added', name, `gains ${name}`, { ...at, line })],
    ),
  ];
}

/** Of a union of literals the members count; any other type is a text that is the same or is not. */
function compareAliases(base: readonly string[], head: readonly string[], at: Place): Difference[] {
  const gone = base.filter((type) => !head.includes(type));
  const added = head.filter((type) => !base.includes(type));
  if (gone.length === 0 && added.length === 0) return [];
  const isUnion = base.length > 1 || head.length > 1;
  if (!isUnion) {
    // What a name stands for takes reading other files to know.
    return isOpaque(base[0] ?? '') || isOpaque(head[0] ?? '')
      ? []
      : [broken('type-changed', '', `changes from ${brief(base[0] ?? '')} to ${brief(head[0] ?? '')}`, at)];
  }
  if (gone.length === 0)
    return [harmless('union-member-added', '', `allows ${brief(added.join(' | '))} too`, at)];
  // One that went while another came is as well a new name of the same.
  return gone.every(isLiteral) && added.length === 0
    ? [broken('union-member-removed', '', `no longer allows ${brief(gone.join(' | '))}`, at)]
    : [];
}

function isLiteral(type: string): boolean {
  return /^(?:'[^']*'|-?\d[\d.]*|true|false)$/.test(type);
}

/** Whether a type takes reading others to know what it comes to. */
function isOpaque(type: string): boolean {
  return !/^(?:string|number|boolean|bigint|symbol|void|null|undefined|never|Date|'[^']*'|-?\d[\d.]*)$/.test(
    type,
  );
}

/** Whether a change of type can break: users hand over an `input`, and read an `output`. */
function compareTypes(base: string | null, head: string | null, use: 'input' | 'output'): boolean {
  if (base === null || head === null || base === head) return false;
  const before = unionOf(base);
  const now = unionOf(head);
  if (isAny(before) || isAny(now)) return false;
  const gone = before.filter((type) => !now.includes(type));
  const added = now.filter((type) => !before.includes(type));
  if (gone.length === 0) return use === 'output';
  if (added.length === 0) return use === 'input';
  // Two names may stand for one type, renamed or written in another way; only what is built in says what it is.
  if ([...gone, ...added].every((type) => !isOpaque(type))) return true;
  return gone.length === 1 && added.length === 1 && wraps(gone[0] as string, added[0] as string);
}

function isAny(types: readonly string[]): boolean {
  return types.some((type) => type === 'any' || type === 'unknown');
}

/** Whether one is the other in a promise or in an array: as clear a break as there is. */
function wraps(a: string, b: string): boolean {
  const inside = (type: string) => [`Promise < ${type} >`, `Array < ${type} >`, `${type} [ ]`];
  return inside(a).includes(b) || inside(b).includes(a);
}

function brief(type: string | null): string {
  const text = (type ?? 'something else')
    .replace(/ ?([<>[\](),.;]) ?/g, '$1')
    .replace(/,/g, ', ')
    .replace(/ ?(\||&|=>) ?/g, ' $1 ');
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
