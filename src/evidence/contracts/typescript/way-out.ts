const ways: Readonly<Record<string, string>> = {
  'export-removed':
    'Keep exporting it, marked @deprecated and built on what replaces it, until the next major version',
  'entry-removed':
    'Keep the entry, marked @deprecated and forwarding to the new one, until the next major version',
  'kind-changed':
    'Export the new thing under a new name, and the old one beside it until the next major version',
  'required-parameter-added':
    'Make the new parameter optional with the old behaviour as its default, or add an overload',
  'parameter-made-required': 'Keep it optional with the old behaviour as its default',
  'parameter-removed': 'Keep the parameter, ignored and marked @deprecated, until the next major version',
  'parameter-type-changed': 'Take the old type too, as a union or an overload',
  'return-type-changed':
    'Add a function with the new result, and keep the old one until the next major version',
  'type-changed': 'Add a new type beside the old one, or widen it in the direction that its users can take',
  'union-member-removed': 'Keep accepting the old value, and treat it as what replaces it',
  'member-removed': 'Keep the member, marked @deprecated, until the next major version',
  'member-made-optional': 'Keep it always there, or add a new type for where it may be missing',
  'member-made-required': 'Keep it optional with a default',
  'required-member-added': 'Make the new member optional with a default, or give it an implementation',
  'member-type-changed': 'Add a new member with the new type beside the old one',
  'enum-member-removed': 'Keep the member, marked @deprecated, until the next major version',
  'enum-value-changed': 'Add a new member with the new value beside the old one',
  'class-made-abstract': 'Make a new abstract class, and let the old one extend it',
  'constructor-hidden': 'Keep the constructor, marked @deprecated, and let it do what the factory does',
};

/** The compatible way for a kind of break, one sentence without a full stop. */
export function wayOutOf(check: string): string {
  return ways[check] ?? 'Keep the old form beside the new one until the next major version';
}
