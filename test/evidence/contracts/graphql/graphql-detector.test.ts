import { describe, expect, it } from 'vitest';
import { graphqlDetector } from '../../../../src/evidence/contracts/graphql/graphql-detector.ts';
import type { Evidence } from '../../../../src/evidence/evidence.ts';
import { gatherEvidence } from '../../../../src/evidence/gather-evidence.ts';
import { defaultSettings } from '../../../../src/settings/settings.ts';
import { inMemoryChange } from '../../in-memory-change.ts';
import { type Files, inMemoryTree } from '../../in-memory-tree.ts';

function detect(base: Files, head: Files, renames: Record<string, string> = {}): Promise<Evidence> {
  return gatherEvidence(
    {
      change: inMemoryChange(base, head, renames),
      base: inMemoryTree(base),
      head: inMemoryTree(head),
      settings: defaultSettings,
    },
    [graphqlDetector],
  );
}

function said({ facts }: Evidence): string[] {
  return facts.map(({ severity, data }) => `${severity} ${data['check']} ${data['element']}`);
}

const base = `
directive @internal on FIELD_DEFINITION
directive @live on QUERY
type Query {
  user(id: ID!, first: Int = 10): User
  search(filter: Filter): [Result!]!
}
interface Node { id: ID! }
type User implements Node {
  id: ID!
  name: String!
  nick: String @deprecated(reason: "use name")
  role: Role!
}
enum Role { ADMIN USER OLD @deprecated }
union Result = User | Team
type Team { name: String }
input Filter { text: String = "a" role: Role }
type Orphan { a: Int }
input Unused { a: Int }
`;
const edit = (from: string, to: string) => base.replace(from, to);

const cases: Record<string, [string, string[]]> = {
  'a field removed': [edit('  name: String!\n', ''), ['error FIELD_REMOVED User.name']],
  'a deprecated field removed': [
    edit(/ {2}nick.*\n/.exec(base)![0], ''),
    ['warning FIELD_REMOVED User.nick'],
  ],
  'a field with another type': [edit('name: String!', 'name: Int!'), ['error FIELD_TYPE_CHANGED User.name']],
  'a field that can be null': [edit('name: String!', 'name: String'), ['error FIELD_TYPE_CHANGED User.name']],
  'a required argument': [
    edit('id: ID!, first', 'id: ID!, site: ID!, first'),
    ['error FIELD_ARGUMENT_ADDED Query.user.site'],
  ],
  'an argument removed': [edit(', first: Int = 10', ''), ['error FIELD_ARGUMENT_REMOVED Query.user.first']],
  'an argument that must be given': [
    edit('filter: Filter)', 'filter: Filter!)'),
    ['error FIELD_ARGUMENT_TYPE_CHANGED Query.search.filter'],
  ],
  'another default': [edit('= 10', '= 20'), ['warning FIELD_ARGUMENT_DEFAULT_CHANGED Query.user.first']],
  'a required input field': [
    edit('input Filter {', 'input Filter { site: ID!'),
    ['error INPUT_FIELD_ADDED Filter.site'],
  ],
  'an input field removed': [edit('role: Role }', '}'), ['error INPUT_FIELD_REMOVED Filter.role']],
  'an input default changed': [
    edit('= "a"', '= "b"'),
    ['warning INPUT_FIELD_DEFAULT_VALUE_CHANGED Filter.text'],
  ],
  'an enum value removed': [edit('ADMIN USER', 'USER'), ['error ENUM_VALUE_REMOVED Role.ADMIN']],
  'a deprecated enum value removed': [edit(' OLD @deprecated', ''), ['warning ENUM_VALUE_REMOVED Role.OLD']],
  'a union member removed': [edit('User | Team', 'User'), ['error UNION_MEMBER_REMOVED Result.Team']],
  'an interface removed': [
    edit('User implements Node', 'User'),
    ['error OBJECT_TYPE_INTERFACE_REMOVED User'],
  ],
  'another kind of type': [
    edit('union Result = User | Team', 'interface Result { name: String }'),
    ['error TYPE_KIND_CHANGED Result'],
  ],
  'a directive of operations removed': [
    edit('directive @live on QUERY\n', ''),
    ['error DIRECTIVE_REMOVED @live'],
  ],
  'a directive of the schema removed': [
    edit('directive @internal on FIELD_DEFINITION\n', ''),
    ['note DIRECTIVE_REMOVED @internal'],
  ],
  'a value that becomes a list': [
    edit('role: Role }', 'role: [Role!] }'),
    ['warning INPUT_FIELD_TYPE_CHANGED Filter.role'],
  ],
  'a type that goes with the change of the field that led to it': [
    edit('filter: Filter', 'filter: String').replace(/input Filter.*\n/, ''),
    ['error FIELD_ARGUMENT_TYPE_CHANGED Query.search.filter', 'note TYPE_REMOVED Filter'],
  ],
  'a type that nothing led to': [edit('type Orphan { a: Int }\n', ''), ['note TYPE_REMOVED Orphan']],
  'a field that nothing led to': [
    edit('Orphan { a: Int', 'Orphan { b: Int'),
    ['note FIELD_ADDED Orphan.b', 'note FIELD_REMOVED Orphan.a'],
  ],
  'an input that nothing takes': [
    edit('Unused { a: Int }', 'Unused { a: Int! }'),
    ['note INPUT_FIELD_TYPE_CHANGED Unused.a'],
  ],
  'a type that goes with the field that led to it': [
    edit('  search(filter: Filter): [Result!]!\n', '')
      .replace('union Result = User | Team\ntype Team { name: String }\n', '')
      .replace('input Filter { text: String = "a" role: Role }\n', ''),
    [
      'error FIELD_REMOVED Query.search',
      'note TYPE_REMOVED Filter',
      'note TYPE_REMOVED Result',
      'note TYPE_REMOVED Team',
    ],
  ],
  'additions, as one note each': [
    `${base.replace('role: Role!', 'role: Role! a: Int b(c: Int): Int').replace('ADMIN', 'ADMIN GUEST').replace('first', 'last: Int, first')}
     type New { a: Int! } input NewInput { a: Int! }`,
    [
      'note ENUM_VALUE_ADDED Role.GUEST',
      'note FIELD_ADDED User',
      'note FIELD_ARGUMENT_ADDED Query.user.last',
      'note TYPE_ADDED New',
    ],
  ],
  'a field deprecated': [
    edit('name: String!', 'name: String! @deprecated'),
    ['note FIELD_DEPRECATION_ADDED User.name'],
  ],
};

const nearMisses: Record<string, string> = {
  descriptions: `"""All there is""" ${base.replace('name: String!', '"of the user" name: String!')}`,
  'order and white space': base
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')
    .replace('ADMIN USER', 'USER ADMIN'),
  'directives that are not defined': edit('name: String!', 'name: String! @shareable @tag(name: "x")'),
  'a definition that becomes an extension': base.replace(
    '  search(filter: Filter): [Result!]!\n}',
    '}\nextend type Query { search(filter: Filter): [Result!]! }',
  ),
  comments: `# type Old { a: Int }\n${base}`,
  'a link to a federation': `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])\n${base}`,
  'the roots by their names': `schema { query: Query }\n${base}`,
  'a reason for a deprecation': edit('use name', 'use the name'),
};

describe('graphqlDetector', () => {
  it.each(Object.entries(cases))('tells %s', async (_, [after, expected]) => {
    const evidence = await detect({ 'schema.graphql': base }, { 'schema.graphql': after });
    expect(said(evidence).sort()).toEqual(expected);
    expect(evidence.coverage.skipped).toEqual([]);
  });

  it.each(Object.entries(nearMisses))('leaves alone %s', async (_, after) => {
    const evidence = await detect({ 'schema.graphql': base }, { 'schema.graphql': after });
    expect(said(evidence)).toEqual([]);
    expect(evidence.coverage.skipped).toEqual([]);
  });

  it('doubts the end of a value that only answers hold', async () => {
    const only = base.replace(' role: Role }', ' }');
    const { facts } = await detect(
      { 'schema.graphql': only },
      { 'schema.graphql': only.replace('ADMIN USER', 'USER') },
    );
    expect(facts.map(({ severity, message }) => [severity, message])).toEqual([
      ['warning', expect.stringContaining('ADMIN')],
    ]);
  });

  it('places what is gone in the base and what changes in the head', async () => {
    const after = edit('  name: String!\n', '').replace('role: Role!', 'role: String!');
    const { facts } = await detect({ 'schema.graphql': base }, { 'schema.graphql': after });
    expect(facts).toMatchObject([
      { line: 11, side: 'LEFT', message: "Field 'name' was removed from object type 'User'" },
      {
        line: 12,
        side: 'RIGHT',
        data: { format: 'graphql', consumer: expect.stringMatching(/./), wayOut: expect.stringMatching(/./) },
      },
    ]);
  });

  it('puts one schema together of the files of a folder, and sees no change in a type that moves', async () => {
    const query = 'type Query { user: User }';
    const user = 'type User { id: ID!, at: DateTime }';
    const evidence = await detect(
      { 'api/query.graphqls': `${query}\n${user}`, 'api/more.graphqls': 'extend type User { a: Int }' },
      {
        'api/query.graphqls': query,
        'api/more.graphqls': 'extend type User { a: Int }',
        'api/user.graphqls': user,
      },
    );
    expect(evidence.facts).toEqual([]);
    expect(evidence.coverage.skipped).toEqual([]);
  });

  it('holds a dump apart from its sources', async () => {
    const files = {
      'schema.graphql': base,
      'src/user.graphql': 'type User { id: ID! }',
      'src/team.graphql': 'type Team { user: User }',
    };
    const evidence = await detect(files, { ...files, 'schema.graphql': edit('  name: String!\n', '') });
    expect(said(evidence)).toEqual(['error FIELD_REMOVED User.name']);
  });

  it('takes what moves between subgraphs for no break', async () => {
    const accounts =
      'type Query { me: User }\ntype User @key(fields: "id") { id: ID! name: String reviews: [Int] }';
    const reviews = 'type Query { top: Int }\ntype User @key(fields: "id") { id: ID! }';
    const evidence = await detect(
      { 'accounts/schema.graphql': accounts, 'reviews/schema.graphql': reviews },
      {
        'accounts/schema.graphql': accounts.replace(' reviews: [Int]', ''),
        'reviews/schema.graphql': reviews.replace('id: ID! }', 'id: ID! reviews: [Int] }'),
      },
    );
    expect(said(evidence).sort()).toEqual([
      'note FIELD_ADDED User.reviews',
      'note FIELD_REMOVED User.reviews',
    ]);
  });

  it('does not reach over the border of a package', async () => {
    const evidence = await detect(
      {
        'a/package.json': '{}',
        'b/package.json': '{}',
        'a/s.graphql': 'type A { b: B }',
        'b/s.graphql': 'type B { a: Int }',
      },
      {
        'a/package.json': '{}',
        'b/package.json': '{}',
        'a/s.graphql': 'type A { b: B }',
        'b/s.graphql': 'type B { a: Int! c: Int }',
      },
    );
    expect(said(evidence).every((one) => one.includes(' B.'))).toBe(true);
  });

  it('says that a type which is used and no longer defined was not compared', async () => {
    const evidence = await detect(
      { 'schema.graphql': 'type Query { a: A }\ntype A { b: Int }' },
      { 'schema.graphql': 'type Query { a: A }' },
    );
    expect(evidence.facts).toEqual([]);
    expect(evidence.coverage.skipped).toEqual([
      { path: 'schema.graphql', reason: 'A is used and no longer defined in the tree: not compared' },
    ]);
  });

  it('tells a schema that comes or goes once', async () => {
    expect(said(await detect({}, { 'schema.graphql': base }))).toEqual(['note SCHEMA_ADDED schema.graphql']);
    expect(said(await detect({ 'schema.graphql': base }, {}))).toEqual([
      'warning SCHEMA_REMOVED schema.graphql',
    ]);
  });

  it('follows a renamed file', async () => {
    const { facts } = await detect(
      { 'a.graphql': base },
      { 'api/b.graphql': edit('  name: String!\n', '') },
      { 'a.graphql': 'api/b.graphql' },
    );
    expect(facts).toMatchObject([{ path: 'a.graphql', line: 11, side: 'LEFT' }]);
  });

  it.each([
    ['operations of clients', 'user.graphql', 'query User { user(id: 1) {\n  type\n  name } }'],
    ['fixtures of tests', 'src/__fixtures__/schema.graphql', base],
    ["other people's schemas", 'vendor/schema.graphql', base],
  ])('leaves %s alone', async (_, path, text) => {
    const evidence = await detect({ [path]: text }, { [path]: text.replace('name', 'email') });
    expect(evidence.facts).toEqual([]);
    expect(evidence.coverage.skipped).toEqual([]);
  });

  it.each([
    [
      'malformed',
      'type Query {\n  a: \n}',
      'not readable as GraphQL: Syntax Error: Expected Name, found "}". (line 3)',
    ],
    ['templated', 'type Query {\n  {{ fields }}\n}', 'templated: not readable as GraphQL'],
    ['nested too deep', `type Query { a: ${'['.repeat(50_000)}Int`, 'nested too deep'],
  ])('puts a %s schema into coverage and says nothing about it', async (_, text, reason) => {
    const evidence = await detect({ 'schema.graphql': base }, { 'schema.graphql': text });
    expect(evidence.facts).toEqual([]);
    expect(evidence.coverage.skipped).toMatchObject([{ path: 'schema.graphql' }]);
    expect(evidence.coverage.skipped[0]!.reason).toContain(reason);
  });

  it('reads nothing when no document changed', async () => {
    const files = { 'schema.graphql': base, 'a.txt': 'a' };
    const trees = [inMemoryTree(files), inMemoryTree({ ...files, 'a.txt': 'b' })] as const;
    const change = inMemoryChange({ 'a.txt': 'a' }, { 'a.txt': 'b' });
    await gatherEvidence({ change, base: trees[0], head: trees[1], settings: defaultSettings }, [
      graphqlDetector,
    ]);
    expect(trees.flatMap(({ reads }) => reads)).not.toContain('schema.graphql');
  });

  it('tells the worst of many breaks of a file, and the number of the others', async () => {
    const many = Array.from({ length: 500 }, (_, at) => `f${at}: Int`).join('\n');
    const evidence = await detect(
      { 's.graphql': `type Query { a: Int\n${many} }` },
      { 's.graphql': 'type Query { a: Int }' },
    );
    expect(evidence.facts).toHaveLength(21);
    expect(evidence.facts.map(({ message }) => message)).toContain('480 more breaking changes in s.graphql');
  });

  it('names a changed document where its package has too many to be read', async () => {
    const others = Object.fromEntries(Array.from({ length: 3_001 }, (_, at) => [`q/${at}.graphql`, '#']));
    const files = { 'schema.graphql': base, ...others };
    const head = { ...files, 'schema.graphql': `${base}type More { a: Int }\n` };
    const { coverage } = await detect(files, head);
    expect(coverage.skipped).toEqual([
      {
        path: 'schema.graphql',
        reason: 'its package has more than 3000 GraphQL documents: the rest was not read',
        partial: true,
      },
    ]);
  });

  it('is not led astray by names of JavaScript', async () => {
    const before = 'type Query { constructor: __proto__ toString: Int }\ntype __proto__ { a: Int }';
    const after = before.replace(' toString: Int', '');
    expect(said(await detect({ 's.graphql': before }, { 's.graphql': after }))).toContain(
      'error FIELD_REMOVED Query.toString',
    );
  });
});
