// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Kotlin's templates are the subject.
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { jvm } from '../../../../../src/evidence/graph/imports/jvm/jvm.ts';
import { timeRatio } from '../../../time-ratio.ts';
import { openJvmOracle, type ReadByOracle } from './oracle.ts';

/** Imports as `specifier:line`. */
function imports(text: string, dialect: string): string[] {
  return jvm.scan(text, dialect).imports.map(({ specifier, line }) => `${specifier}:${line}`);
}

function declares(text: string, dialect: string): string[] {
  return jvm.scan(text, dialect).declares;
}

describe('paths', () => {
  test.each([
    ['a/B.java', { language: 'java', dialect: 'java' }],
    ['a/B.kt', { language: 'kotlin', dialect: 'kotlin' }],
    ['build.gradle.kts', { language: 'kotlin', dialect: 'kotlin-script' }],
    ['a/B.KTS', { language: 'kotlin', dialect: 'kotlin-script' }],
    ['a/b.scala', null],
    ['build.gradle', null],
  ])('%s', (path, expected) => expect(jvm.classify(path)).toEqual(expected));

  test.each([
    ['pom.xml', true],
    ['a/pom.xml', true],
    ['settings.gradle', true],
    ['a/build.gradle.kts', true],
    ['spring-core/spring-core.gradle', true],
    ['gradle/libs.versions.toml', true],
    ['a/xpom.xml', false],
    ['Cargo.toml', false],
    ['gradle.properties', false],
  ])('%s is a manifest: %s', (path, expected) => expect(jvm.isManifest(path)).toBe(expected));
});

describe('imports of Java', () => {
  test.each<[string, string, string[]]>([
    ['a type', 'import a.b.C;', ['a.b.C:1']],
    ['a member', 'import static a.b.C.m;', ['a.b.C.m:1']],
    ['a package', 'import a.b.*;', ['a.b.*:1']],
    ['all members', 'import static a.b.C.*;', ['a.b.C.*:1']],
    ['a module', 'import module java.base;', ['module java.base:1']],
    ['a package called module', 'import module.a.B;', ['module.a.B:1']],
    ['several on a line', 'import a.B;import a.C ; import a.D;', ['a.B:1', 'a.C:1', 'a.D:1']],
    ['over lines', 'package x;\n\nimport\n  a . /* here */ b\n .C // and there\n;', ['a.b.C:3']],
    ['CR LF', 'import a.B;\r\nimport a.C;\r\n', ['a.B:1', 'a.C:2']],
    ['a byte order mark', '\uFEFFimport a.B;', ['a.B:1']],
    ['letters that are no ASCII', 'import größe.Maß;', ['größe.Maß:1']],
    ['a dollar and digits', 'import a.B$1;', ['a.B$1:1']],
    ['behind an annotated package', '@NullMarked(x = "import n.o;")\npackage a;\nimport b.C;', ['b.C:3']],
    ['a stray semicolon', 'package a;;\nimport b.C;;', ['b.C:2']],
    ['a comment between', '/* import n.o; */ import a.B; // import n.o;\n/** import n.o; */', ['a.B:1']],
    ['none in a string', 'class A { String s = "import n.o;"; }', []],
    ['none in a text block', 'class A { String s = """\nimport n.o;\n"""; }', []],
    ['none in a body', 'class A { void importing() { import n.o; } }', []],
    ['none without its end', 'import a.B', []],
    ['none of a torn name', 'import a.;\nimport .b;\nimport a..b;\nimport c.D;', ['c.D:4']],
    ['none of a star within', 'import a.*.b;', []],
    ['a torn one before a whole one', 'import a.B\nimport c.D;', ['c.D:2']],
    ['none of a longer word', 'imports a.B;\nreimport a.C;', []],
  ])('%s', (_, text, expected) => expect(imports(text, 'java')).toEqual(expected));
});

describe('imports of Java that only comments use', () => {
  function typeOnly(text: string): string[] {
    return jvm.scan(text, 'java').imports.flatMap((one) => (one.typeOnly ? [one.specifier] : []));
  }

  test.each<[string, string, string[]]>([
    ['by Javadoc', 'import a.B;\nimport a.C;\n/** {@link B} */\nclass X { /** @see C */ C c; }', ['a.B']],
    ['by a comment', 'import a.B; // B\nclass X { /* B */ int b; // B\n }', ['a.B']],
    [
      'by a string or a text block',
      'import a.B; import a.C; class X { String s = "B", t = """\n C """; }',
      ['a.B', 'a.C'],
    ],
    ['by nothing', 'import static a.B.c; class X {}', ['a.B.c']],
    ['none in a header', 'import a.B; import a.C; class X<T extends B> extends a.D implements C {}', []],
    ['none in an annotation', 'import a.B; import a.C; @B(C.class) class X {}', []],
    ['none in a record', 'import a.B; record X(B b) {}', []],
    ['none in a body', 'import a.B; import static a.C.d; class X { { new B(); d(); } }', []],
    ['none in a later type', 'import a.B; class X {} class Y { B b; }', []],
    ['not as a part of a word', 'import a.B; class X { int aB, Bc, _B; }', ['a.B']],
    ['by a word that is no ASCII', 'import a.Maß; import a.Öl; class X { Öl x; }', ['a.Maß']],
    ['of a nested type', 'import a.B.C; import a.B.D; class X { D d; }', ['a.B.C']],
    ['none of a package or a module', 'import a.*; import static a.B.*; import module m; class X {}', []],
    ['none where annotations come first', '@A package p;\nimport b.A;\nimport b.C;\nclass X {}', []],
    ['none without a type', 'package p;\nimport b.A;', []],
  ])('%s', (_, text, expected) => expect(typeOnly(text)).toEqual(expected));
});

describe('what Java declares', () => {
  test.each<[string, string, string[]]>([
    ['nothing', '', []],
    ['a package', 'package a.b;', ['a.b.*']],
    ['a type in none', 'class A {}', ['A']],
    [
      'every kind of type',
      'package p; class A {} interface B {} enum C { X { } } record D(int class_) {} @interface E {}',
      ['p.*', 'p.A', 'p.B', 'p.C', 'p.D', 'p.E'],
    ],
    [
      'types behind the first',
      'package p;\npublic final class A {\n}\n\nclass B<T> {}\n',
      ['p.*', 'p.A', 'p.B'],
    ],
    [
      'modifiers and annotations',
      'package p; @X({"}", "class N"}) public sealed class A permits B {}',
      ['p.*', 'p.A'],
    ],
    ['a class literal in an annotation', 'package p; @X(Y.class) @Z class A {}', ['p.*', 'p.A']],
    ['no nested type', 'package p; class A { class N {} enum M {} }', ['p.*', 'p.A']],
    ['braces in strings', 'package p; class A { String s = "}\\"}"; } class B {}', ['p.*', 'p.A', 'p.B']],
    [
      'braces in characters',
      "package p; class A { char c = '}', d = '\\'', e = '\"'; } class B {}",
      ['p.*', 'p.A', 'p.B'],
    ],
    ['braces in comments', 'package p; class A { /* } */ // }\n } class B {}', ['p.*', 'p.A', 'p.B']],
    [
      'braces in text blocks',
      'package p; class A { String s = """\n } \\""" } "" } """; } class B {}',
      ['p.*', 'p.A', 'p.B'],
    ],
    ['a generic record', 'package p; record A<T>(T t) {}', ['p.*', 'p.A']],
    [
      'a method called record',
      'package p; class A {} record record() { return null; }',
      ['p.*', 'p.A', 'p.record'],
    ],
    ['a module', '@X open module a.b { requires c; exports a.b; }', ['module a.b']],
    ['no module of a variable', 'package p; class A { int module; }', ['p.*', 'p.A']],
  ])('%s', (_, text, expected) => expect(declares(text, 'java')).toEqual(expected));
});

describe('imports of Kotlin', () => {
  test.each<[string, string, string[]]>([
    ['a name', 'import a.b.C', ['a.b.C:1']],
    ['an alias', 'import a.b.C as D\nimport a.b.E as `in`\nimport a.F', ['a.b.C:1', 'a.b.E:2', 'a.F:3']],
    ['a package', 'import a.b.*', ['a.b.*:1']],
    ['backticks', 'import a.`in`.`object`.B', ['a.in.object.B:1']],
    ['semicolons', 'import a.B; import a.C;import a.D', ['a.B:1', 'a.C:1', 'a.D:1']],
    ['of the unnamed package', 'import foo', ['foo:1']],
    ['comments that nest', '/* /* import n.o */ import n.p */ import a.B /* x */ // import n.q', ['a.B:1']],
    [
      'a file annotation',
      '@file:JvmName("import n.o")\n@file:[A B("x")]\n\npackage a\n\nimport b.C',
      ['b.C:6'],
    ],
    ['words that may be names', 'import a.data.value.by.import.C', ['a.data.value.by.import.C:1']],
    ['CR LF', 'import a.B\r\nimport a.C\r\n', ['a.B:1', 'a.C:2']],
    ['none below a declaration', 'import a.B\nclass X\nval s = """\nimport n.o\n"""', ['a.B:1']],
    ['none of a torn name', 'import a.\n\nimport', []],
  ])('%s', (_, text, expected) => expect(imports(text, 'kotlin')).toEqual(expected));

  test('a script ends behind its imports, and nothing can import it', () => {
    const text = '#!/usr/bin/env kotlin\n@file:Import("x.kts")\nimport a.B\nval c = 1\nfun d() {}\n';
    expect(jvm.scan(text, 'kotlin-script')).toEqual({
      imports: [{ specifier: 'a.B', line: 3, typeOnly: false }],
      declares: [],
    });
  });
});

describe('what Kotlin declares', () => {
  test.each<[string, string, string[]]>([
    ['a package', 'package a.`in`.b', ['a.in.b.*']],
    [
      'every kind',
      'package p\nclass A\ninterface B\nobject C\nenum class D { X }\nannotation class E\nfun interface F { fun n() }\n' +
        'typealias G = Int\nfun h() {}\nval i = 1\nvar j = 2\ndata object K\nvalue class L(val n: Int)\nconst val m = 3',
      ['p.*', ...'ABCDEFGKLhijm'].map((name) => (name.includes('.') ? name : `p.${name}`)),
    ],
    [
      'receivers and type parameters',
      'fun <T> List<T>.foo() = 1\nval <K, V : Map<K, (V) -> K>> Map<K, V>.bar get() = 1',
      ['bar', 'foo'],
    ],
    [
      'receivers that may be null',
      'fun String?.a() {}\nval Foo<Bar?>?.b: Int get() = 1\nfun a.b.C.D.c() {}',
      ['a', 'b', 'c'],
    ],
    ['function types as receivers', 'fun (suspend (Int) -> Unit).a() {}\nfun ((A) -> B)?.b() {}', ['a', 'b']],
    ['annotated receivers', 'fun @Receiver("x") String.a() {}', ['a']],
    ['names in backticks', 'fun `a name with blanks`() {}\nclass `object`', ['a name with blanks', 'object']],
    ['context parameters', 'context(log: Log)\nfun a() {}', ['a']],
    [
      'no private function',
      'private fun a() {}\n@X private val b = 1\nfun c() {}\ninternal fun d() {}',
      ['c', 'd'],
    ],
    ['private types, for the file itself', 'private object A { const val B = 1 }', ['A']],
    [
      'privacy that ends',
      'class A private constructor()\nvar b = 1\n  private set\nfun c() {}',
      ['A', 'b', 'c'],
    ],
    [
      'no anonymous function',
      'val a = fun(x: Int) = x\nval b = fun String.(x: Int) = x\nval c = object : D {}',
      ['a', 'b', 'c'],
    ],
    ['no class literal', 'val a = B::class\nval c = D::class.java\nfun e() {}', ['a', 'c', 'e']],
    [
      'nothing in bodies',
      'class A { class N; fun m() { val x = 1 }; companion object { val y = 1 } }',
      ['A'],
    ],
    ['nothing in parameters', 'class A(val x: Int, var y: (Int) -> Unit = { val z = 1 })', ['A']],
    ['braces in strings', 'fun a() = "}"\nfun b() { "{" }\nfun c() {}', ['a', 'b', 'c']],
    [
      'braces in characters',
      "fun a() { '{' }\nfun b() { '\\'' }\nfun c() { '\"' }\nfun d() {}",
      ['a', 'b', 'c', 'd'],
    ],
    ['templates', 'val a = "${ if (x) "}" else "${ b("{") }" }"\nfun c() {}', ['a', 'c']],
    ['a string before a brace', 'val a = listOf("$b"){ "c" }\nval d = "e"{ }\nfun f() {}', ['a', 'd', 'f']],
    ['raw strings', 'val a = """ " "" \\ ${ b } } val n = 1 """"\nfun c() {}', ['a', 'c']],
    ['templates of several dollars', 'val a = $$"""{ ${ " } $${ b("}") } """\nfun c() {}', ['a', 'c']],
    ['comments that nest', 'fun a() { /* } /* */ } */ }\nfun b() {}', ['a', 'b']],
    [
      'delegates',
      'val a by lazy { val n = 1; n }\nclass B : C by d { val n = 1 }\nval e: F by g',
      ['B', 'a', 'e'],
    ],
    [
      'expected and actual',
      'expect class A\nactual typealias B = java.lang.C\nexpect fun d()',
      ['A', 'B', 'd'],
    ],
    ['the name that Java sees', '@file:JvmName("Orders")\npackage p\nfun a() {}', ['p.*', 'p.Orders', 'p.a']],
    [
      'the same in a list',
      '@file:[Suppress("x") JvmName(name = "Orders") JvmMultifileClass]\npackage p',
      ['p.*', 'p.Orders'],
    ],
    ['no name of a function for Java', 'package p\n@JvmName("other") fun a() {}', ['p.*', 'p.a']],
  ])('%s', (_, text, expected) => expect(declares(text, 'kotlin')).toEqual(expected));
});

describe('hostile input', () => {
  const dialects = ['java', 'kotlin', 'kotlin-script'];
  const openers = [
    '{',
    '(',
    '[',
    '<',
    '"',
    "'",
    '`',
    '"""',
    '/*',
    '/**/',
    '//',
    '@',
    '@A(',
    '"${',
    '"""${',
    '$',
    '$$"',
  ];
  const words = [
    'import ',
    'import a.',
    'package a.',
    'class ',
    'fun <',
    'fun (',
    'val @A(',
    'fun a.',
    'module a',
    'a.',
  ];
  const storms = [
    ...openers,
    ...words,
    '\n',
    ' ',
    '\0',
    '\uFFFD',
    'ñ',
    '\\',
    'import a/*',
    'fun `',
    'class A {}',
    '/* /*',
    'import a.B; class A { B ',
  ];
  // Other processes may disturb a measurement; what is quadratic is so every time.
  test.each(storms)('%j over and over takes time in proportion', (unit) => {
    // A script is read as the head of a Kotlin file is.
    for (const dialect of ['java', 'kotlin']) {
      for (const head of ['', 'class A { ']) {
        const ratio = timeRatio((size) => {
          const text = head + unit.repeat(Math.ceil(size / unit.length));
          return () => jvm.scan(text, dialect);
        });
        expect(ratio).toBeLessThan(2.7);
      }
    }
  });

  test('what is never closed hides what follows and harms nothing else', () => {
    expect(imports('import a.B;\n/* import n.o;', 'java')).toEqual(['a.B:1']);
    expect(imports('import a.B\n/* /* */ import n.o', 'kotlin')).toEqual(['a.B:1']);
    expect(declares('class A { String s = "\n } class B {}', 'java')).toEqual(['A', 'B']);
    expect(declares('fun a() { "${ \n }', 'kotlin')).toEqual(['a']);
  });

  test('a deep nest needs no deep stack', () => {
    for (const unit of ['{', '(', '"${', '/*']) {
      for (const dialect of dialects) {
        expect(() => jvm.scan(`class A ${unit.repeat(300_000)}`, dialect)).not.toThrow();
      }
    }
  });

  test('bytes that are no text', () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xfe, 0, 0xc3, 10]),
      Buffer.from('import a.B;\n'),
      Buffer.from([0x80]),
    ]);
    for (const dialect of ['java', 'kotlin'])
      expect(() => jvm.scan(bytes.toString('utf8'), dialect)).not.toThrow();
    expect(imports(bytes.toString('utf8'), 'java')).toEqual(['a.B:2']);
  });

  test('any text at all is read without an error, and extracts are bounded by it', () => {
    const parts = fc.constantFrom(
      ...openers,
      ...words,
      '}',
      ')',
      ']',
      '>',
      '*/',
      ';',
      '\n',
      ' ',
      '.*',
      '=',
      'private ',
    );
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 60 }), fc.constantFrom(...dialects), (units, dialect) => {
        const text = units.join('');
        const found = jvm.scan(text, dialect);
        expect(found.imports.length).toBeLessThanOrEqual(text.length / 7);
        expect(found.declares).toEqual([...found.declares].sort());
      }),
      { numRuns: 2_000 },
    );
  });

  test('a huge package is not repeated with each of its types', () => {
    const text = `package ${'a'.repeat(100_000)};${'class A{}'.repeat(1_000)}`;
    expect(declares(text, 'java')).toEqual([]);
    expect(
      declares(
        'class A1{}'.repeat(2) + Array.from({ length: 20_000 }, (_, at) => `class B${at}{}`).join(''),
        'java',
      ),
    ).toHaveLength(10_000);
  });
});

describe('beside a parser of the whole language', () => {
  const heads = {
    java: [
      'import a.b.C;',
      'import static a.b.C.m;',
      'import a.b.*;',
      'import static a.C.*;',
      'import a . b . D ;',
      '// import n.o;',
      '/* import n.o; */',
      '/** {@link n.O} */',
      'import a./* x */E;',
    ],
    kotlin: [
      'import a.b.C',
      'import a.b.C as D',
      'import a.b.*',
      'import a.`in`.E',
      '// import n.o',
      '/* /* import n.o */ */',
      'import a.F;',
    ],
  };
  const bodies = {
    java: [
      'public class A1 { String s = "import n.o; }"; char c = \'{\'; }',
      'interface A2<T extends Comparable<T>> { default void m() { /* } */ } }',
      'enum A3 { X { void m() { } }, Y; // }\n }',
      'record A4(int x, String... y) { A4 { if (x > 0) { } } }',
      '@interface A5 { String value() default "{"; }',
      '@Deprecated(since = "class N {") final class A6 { String t = """\n  } class N {\n  """; }',
      '/** {@link C} and {@link D} */ class A9 { C c; /* D */ }',
      'class A10 { String s = "C D E m"; void n() { m(); } }',
      '@E class A11 extends D { int Cm; }',
      'sealed interface A7 permits A8 { class Nested { class Deep { } } }',
      'final class A8 implements A7 { Runnable r = () -> { Class<?> c = A7.class; }; }',
    ],
    kotlin: [
      'class B1(val x: Int = 1) {\n  fun n() = "}"\n}',
      'interface B2<T : Comparable<T>> {\n  val n: Int\n}',
      'object B3 : B2<Int> {\n  override val n = 1\n}',
      'enum class B4 {\n  X { }, Y;\n  fun n() {}\n}',
      'fun <T> List<T>.b5(x: (T) -> Unit) { val n = "${x} {" }',
      'val b6: String = """ } val n = 1 ${"}"} """',
      'var b7 = 1\n    private set',
      'typealias B8 = (Int) -> Unit',
      'private fun b9() = 1',
      'internal fun String.b10(): Int { /* } */ return 1 }',
      'fun interface B11 {\n  fun n()\n}',
      "val b12 = object : Runnable {\n  override fun run() { val n = '{' }\n}",
      'data class B13(val a: Int, val b: () -> Unit = { val n = 1 })',
      'val Int.b14: Int get() = this',
      'val b15 by lazy { "x" }',
      'fun b16() = B3::class',
      'annotation class B17(val value: String)',
    ],
  };
  const oracles = new Map<string, (text: string) => ReadByOracle>();
  beforeAll(async () => {
    for (const language of ['java', 'kotlin'] as const) oracles.set(language, await openJvmOracle(language));
  });

  test.each(['java', 'kotlin'] as const)('generated %s reads the same', (language) => {
    const program = fc.record({
      packageName: fc.constantFrom('', 'p', 'p.q'),
      head: fc.array(fc.constantFrom(...heads[language]), { maxLength: 8 }),
      body: fc.uniqueArray(fc.constantFrom(...bodies[language]), { maxLength: 8 }),
      gap: fc.constantFrom('\n', '\n\n', '\r\n', '\n/* } */\n'),
    });
    let compared = 0;
    fc.assert(
      fc.property(program, ({ packageName, head, body, gap }) => {
        const clause = packageName === '' ? [] : [`package ${packageName}${language === 'java' ? ';' : ''}`];
        const text = `${[...clause, ...head, ...body].join(gap)}\n`;
        const wanted = oracles.get(language)!(text);
        if (wanted.hasErrors) return;
        compared++;
        expect(imports(text, language)).toEqual(
          wanted.imports.map(([specifier, line]) => `${specifier}:${line}`),
        );
        expect(declares(text, language)).toEqual(wanted.declares);
        const read = jvm.scan(text, language).imports;
        expect(read.map(({ typeOnly }) => typeOnly)).toEqual(wanted.isTypeOnly);
      }),
      { numRuns: 300 },
    );
    expect(compared).toBeGreaterThan(200);
  });
});
