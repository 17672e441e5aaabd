import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../../../src/evidence/data/schema-operation.ts';
import { splitStatements } from '../../../../src/evidence/data/sql/split-statements.ts';
import { timeRatio } from '../../time-ratio.ts';

/** Each statement as its line and its text, without the blanks around it. */
function split(text: string, dialect: Database | null = null): [number, string][] {
  return splitStatements(text, dialect).map(({ line, start, end }) => [line, text.slice(start, end)]);
}

describe('statements of a SQL text', () => {
  it.each<[string, string, Database | null, [number, string][]]>([
    [
      'semicolons and lines',
      'a;\n\n b\n c;',
      null,
      [
        [1, 'a'],
        [3, 'b\n c'],
      ],
    ],
    [
      'a last one without a semicolon',
      'a; b',
      null,
      [
        [1, 'a'],
        [1, 'b'],
      ],
    ],
    ['nothing but comments', '-- a;\n/* b; */\n', null, []],
    [
      'a comment of Postgres that a carriage return ends',
      '-- a;\rb;\nc -- d;\r\n;',
      'postgres',
      [
        [1, 'b'],
        [2, 'c'],
      ],
    ],
    [
      'a comment that may be one of Postgres',
      '-- a;\rb;\nc',
      null,
      [
        [1, 'b'],
        [2, 'c'],
      ],
    ],
    ['a comment of MySQL that goes on behind a carriage return', '-- a;\rb;\nc', 'mysql', [[2, 'c']]],
    ['a comment of SQLite likewise', '-- a;\rb;\nc', 'sqlite', [[2, 'c']]],
    [
      'a semicolon in a line comment',
      'a -- x;\n;b',
      null,
      [
        [1, 'a'],
        [2, 'b'],
      ],
    ],
    ['nested comments of Postgres', '/* /* ; */ ; */ a;', 'postgres', [[1, 'a']]],
    ['comments that do not nest in MySQL', '/* /* */ a;', 'mysql', [[1, 'a']]],
    [
      'doubled quotes',
      "a 'it''s;' b;c",
      null,
      [
        [1, "a 'it''s;' b"],
        [1, 'c'],
      ],
    ],
    [
      'a backslash in standard SQL',
      "a 'x\\'; b",
      'postgres',
      [
        [1, "a 'x\\'"],
        [1, 'b'],
      ],
    ],
    [
      'a backslash in MySQL',
      "a 'x\\';' ; b",
      'mysql',
      [
        [1, "a 'x\\';'"],
        [1, 'b'],
      ],
    ],
    [
      'an escape string of Postgres',
      "a E'x\\';' ; b",
      'postgres',
      [
        [1, "a E'x\\';'"],
        [1, 'b'],
      ],
    ],
    [
      'quoted names',
      'a ";" `;`; b',
      null,
      [
        [1, 'a ";" `;`'],
        [1, 'b'],
      ],
    ],
    [
      'a bracketed name of SQLite',
      'a [x y]; b',
      'sqlite',
      [
        [1, 'a [x y]'],
        [1, 'b'],
      ],
    ],
    [
      'dollar quotes',
      'do $x$ a; $y$; $x$; b',
      null,
      [
        [1, 'do $x$ a; $y$; $x$'],
        [1, 'b'],
      ],
    ],
    [
      'parameters that are no dollar quotes',
      'a $1; b $1',
      'postgres',
      [
        [1, 'a $1'],
        [1, 'b $1'],
      ],
    ],
    [
      'a hash comment of MySQL',
      'a; # b;\nc',
      'mysql',
      [
        [1, 'a'],
        [2, 'c'],
      ],
    ],
    [
      'an operator of Postgres with a hash',
      "a #> '{b}'; c",
      'postgres',
      [
        [1, "a #> '{b}'"],
        [1, 'c'],
      ],
    ],
    [
      'a double dash without a blank in MySQL',
      'a --1; b',
      'mysql',
      [
        [1, 'a --1'],
        [1, 'b'],
      ],
    ],
    [
      'psql commands',
      '\\set x 1;\na;\n\\i y.sql\nb',
      'postgres',
      [
        [2, 'a'],
        [4, 'b'],
      ],
    ],
    [
      'COPY data',
      'copy a from stdin;\n1;\tb\n\\.\nc;',
      'postgres',
      [
        [1, 'copy a from stdin'],
        [4, 'c'],
      ],
    ],
    [
      'COPY from stdin without data',
      'copy a from stdin;\nb;',
      'postgres',
      [
        [1, 'copy a from stdin'],
        [2, 'b'],
      ],
    ],
    [
      'DELIMITER',
      'DELIMITER $$\na; b;\nEND$$\nDELIMITER ;\nc;',
      'mysql',
      [
        [2, 'a; b;\nEND'],
        [5, 'c'],
      ],
    ],
    [
      'a trigger with a body',
      'create trigger t begin update a set b = case when c then 1 end; delete from d; end; e',
      'sqlite',
      [
        [1, 'create trigger t begin update a set b = case when c then 1 end; delete from d; end'],
        [1, 'e'],
      ],
    ],
    [
      'a procedure with IF and LOOP',
      'create procedure p() begin if a then b; end if; while c do d; end while; end; e',
      'mysql',
      [
        [1, 'create procedure p() begin if a then b; end if; while c do d; end while; end'],
        [1, 'e'],
      ],
    ],
    [
      'a trigger of Postgres, which has no body',
      'create trigger t before insert on a execute function f(); b',
      'postgres',
      [
        [1, 'create trigger t before insert on a execute function f()'],
        [1, 'b'],
      ],
    ],
    [
      'columns with the words of routines',
      'create table t (function text, begin date); a',
      null,
      [
        [1, 'create table t (function text, begin date)'],
        [1, 'a'],
      ],
    ],
  ])('knows %s', (_, text, dialect, expected) => {
    expect(split(text, dialect)).toEqual(expected);
  });

  it('reads what only MySQL runs, and names with placeholders', () => {
    const placeholder = ['$', '{schema}'].join('');
    const words = splitStatements(`/*!40101 SET x */; select ${placeholder}.t`, null).map(({ tokens }) =>
      tokens.map(({ value }) => value).join(' '),
    );
    expect(words).toEqual(['SET x', `select ${placeholder} . t`]);
  });

  it.each([
    ["a 'b", "a ' that is never closed"],
    ['a $x$ b', 'a $x$ that is never closed'],
    ['a /* b', 'a comment that is never closed'],
    ['a {{ b }}', 'a template, not plain SQL'],
    ['{% if a %} b', 'a template, not plain SQL'],
    ['a <%= b %>', 'a template, not plain SQL'],
    ['create trigger t begin a;', 'a BEGIN without its END'],
  ])('says what is wrong with %s', (text, reason) => {
    expect(splitStatements(text)[0]!.broken).toBe(reason);
  });

  it.each([["a '{{b}}'"], ['a <% b'], ["select '{%'"]])('finds nothing wrong with %s', (text) => {
    expect(splitStatements(text)[0]!.broken).toBeNull();
  });

  it('starts counting at the line it is given', () => {
    expect(splitStatements('\na', null, 10)[0]!.line).toBe(11);
  });

  it('takes each token from its place in the text, in order', () => {
    const pieces = fc.constantFrom(
      "'",
      '"',
      '`',
      ';',
      '$$',
      '$a$',
      '/*',
      '*/',
      '--',
      '\n',
      '\\',
      'begin',
      'end',
      '#',
      '(',
      ' ',
      'create trigger',
      'E',
      'copy a from stdin',
      '[a]',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 40 }),
        fc.constantFrom('postgres', 'mysql', 'sqlite', null),
        (parts, dialect) => {
          const text = parts.join('');
          let before = 0;
          for (const { tokens } of splitStatements(text, dialect as Database | null)) {
            for (const token of tokens) {
              expect(token.start).toBeGreaterThanOrEqual(before);
              expect(token.end).toBeGreaterThan(token.start);
              expect(text.slice(0, token.start).split('\n').length).toBe(token.line);
              before = token.end;
            }
          }
        },
      ),
    );
  });

  it.each([
    ['quotes', "'"],
    ['comments', '/*'],
    ['different tags', '$a'],
    ['line breaks', '\n'],
    ['copies', 'copy a from stdin;\n'],
    ['triggers', 'create trigger t begin '],
  ])('takes time in step with its length: %s', (_, piece) => {
    expect(
      timeRatio((size) => {
        const text = piece.repeat(Math.ceil(size / piece.length));
        return () => splitStatements(text);
      }),
    ).toBeLessThan(3);
  });
});
