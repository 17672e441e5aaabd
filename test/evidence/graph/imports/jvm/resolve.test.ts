import { describe, expect, test } from 'vitest';
import { jvm } from '../../../../../src/evidence/graph/imports/jvm/jvm.ts';
import type { Resolution } from '../../../../../src/evidence/graph/imports/language.ts';
import { cpuMilliseconds } from '../../../../cpu-milliseconds.ts';
import { timeRatio } from '../../../time-ratio.ts';

type Files = Record<string, string>;

function resolver(files: Files, unread: readonly string[] = []) {
  const all = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  const paths = new Set(all.map(([path]) => path));
  const sources = new Set([...paths].filter((path) => jvm.classify(path) !== null));
  const manifests = new Map(all.filter(([path]) => jvm.isManifest(path)));
  const declares = new Map<string, readonly string[]>();
  for (const path of sources) {
    const declared = jvm.scan(files[path]!, jvm.classify(path)!.dialect).declares;
    if (declared.length > 0 && !unread.includes(path)) declares.set(path, declared);
  }
  return jvm.createResolver({ paths, sources, manifests, declares });
}

/** A path, with a slash behind it for a folder; `java:name (imported)`, `builtin imported`, `ignored` or `?`. */
function show(to: Resolution): string {
  switch (to.kind) {
    case 'file':
      return to.path;
    case 'folder':
      return `${to.path}/`;
    case 'package':
      return `java:${to.name} (${to.imported})`;
    case 'builtin':
      return `builtin ${to.imported}`;
    case 'unresolved':
      return '?';
    default:
      return to.kind;
  }
}

function ask(files: Files, from: string, specifier: string): string {
  return show(resolver(files).resolve(from, specifier));
}

const java = 'src/main/java/com/acme';
const kotlin = 'src/main/kotlin/com/acme';

describe('what the tree declares', () => {
  const files: Files = {
    [`${java}/App.java`]: 'package com.acme; class App {}',
    [`${java}/orders/Order.java`]:
      'package com.acme.orders; public class Order { enum Status { OPEN } } class Line {}',
    [`${java}/orders/package-info.java`]: 'package com.acme.orders;',
    [`${java}/elsewhere/Moved.java`]: 'package com.acme.moved; class Moved {}',
    [`${kotlin}/money/money.kt`]:
      'package com.acme.money\nfun round() {}\nclass Money\nobject Zero { val x = 1 }',
    [`${kotlin}/money/to-text.kt`]: '@file:JvmName("Texts")\npackage com.acme.money\nfun Money.toText() = ""',
    [`${kotlin}/money/Round.kt`]: 'package com.acme.money\nfun ceil() {}',
    'src/main/java/module-info.java': 'module com.acme.shop { }',
    'src/main/kotlin/Top.kt': 'fun top() {}',
  };
  const from = `${java}/App.java`;
  test.each([
    ['com.acme.orders.Order', `${java}/orders/Order.java`],
    ['com.acme.orders.Order.Status', `${java}/orders/Order.java`],
    ['com.acme.orders.Order.Status.OPEN', `${java}/orders/Order.java`],
    ['com.acme.orders.Order.*', `${java}/orders/Order.java`],
    ['com.acme.orders.Order.Status.*', `${java}/orders/Order.java`],
    ['com.acme.orders.Line', `${java}/orders/Order.java`],
    ['com.acme.orders.*', `${java}/orders/`],
    ['com.acme.moved.Moved', `${java}/elsewhere/Moved.java`],
    ['com.acme.moved.*', `${java}/elsewhere/`],
    ['com.acme.elsewhere.*', '?'],
    ['com.acme.money.Money', `${kotlin}/money/money.kt`],
    ['com.acme.money.round', `${kotlin}/money/money.kt`],
    ['com.acme.money.Zero.x', `${kotlin}/money/money.kt`],
    ['com.acme.money.MoneyKt', `${kotlin}/money/money.kt`],
    ['com.acme.money.MoneyKt.round', `${kotlin}/money/money.kt`],
    ['com.acme.money.toText', `${kotlin}/money/to-text.kt`],
    ['com.acme.money.Texts.toText', `${kotlin}/money/to-text.kt`],
    ['com.acme.money.RoundKt', `${kotlin}/money/Round.kt`],
    ['com.acme.money.Missing', '?'],
    ['com.acme.orders.Missing.Inner', '?'],
    ['com.acme.Missing', '?'],
    ['com.acme.generated.Missing', '?'],
    ['com.acme.generated.*', '?'],
    ['com.acme.a.b.Far', 'java:com.acme.a (com.acme.a.b.Far)'],
    ['com.acme.*', 'ignored'],
    ['top', 'src/main/kotlin/Top.kt'],
    ['TopKt', 'src/main/kotlin/Top.kt'],
    ['missing', '?'],
    ['module com.acme.shop', 'src/main/java/module-info.java'],
    ['module java.sql', 'builtin java.sql'],
    ['module org.slf4j', 'java:org.slf4j (org.slf4j)'],
    ['', '?'],
    [`com.acme.${'a.'.repeat(5_000)}B`, '?'],
  ])('%s', (specifier, expected) => {
    const made = resolver(files);
    expect(show(made.resolve(from, specifier))).toBe(expected);
    expect(show(made.resolve(from, specifier))).toBe(expected);
  });

  test('a function shares its name with a package: below it lies the package', () => {
    const shared: Files = {
      'src/main/kotlin/a/b.kt': 'package a\nfun content() {}',
      'src/main/kotlin/a/content/C.kt': 'package a.content\nclass C',
    };
    expect(ask(shared, 'src/main/kotlin/x.kt', 'a.content')).toBe('src/main/kotlin/a/b.kt');
    expect(ask(shared, 'src/main/kotlin/x.kt', 'a.content.C')).toBe('src/main/kotlin/a/content/C.kt');
    expect(ask(shared, 'src/main/kotlin/x.kt', 'a.content.*')).toBe('src/main/kotlin/a/content/');
    expect(ask(shared, 'src/main/kotlin/x.kt', 'a.content.Missing')).toBe('?');
  });

  test('a file that could not be read stands where its path says', () => {
    const made = resolver({ [`${java}/Big.java`]: 'package com.acme; class Big {}' }, [`${java}/Big.java`]);
    expect(show(made.resolve('src/main/java/B.java', 'com.acme.Big'))).toBe(`${java}/Big.java`);
  });

  test('what stands in the tree in another language is neither third-party nor missing', () => {
    const mixed: Files = {
      'src/main/scala/com/acme/log/Log.scala': '',
      'src/test/groovy/com/acme/LogSpec.groovy': '',
      [`${java}/App.java`]: 'package com.acme; class App {}',
    };
    expect(ask(mixed, `${java}/App.java`, 'com.acme.log.Log')).toBe('ignored');
    expect(ask(mixed, `${java}/App.java`, 'com.acme.log.Log.level')).toBe('ignored');
    expect(ask(mixed, `${java}/App.java`, 'com.acme.log.InTheSameFile')).toBe('ignored');
    expect(ask(mixed, `${java}/App.java`, 'com.acme.log.*')).toBe('ignored');
    expect(ask(mixed, `${java}/App.java`, 'com.acme.LogSpec')).toBe('ignored');
    expect(ask(mixed, `${java}/App.java`, 'com.acme.Missing')).toBe('?');
  });
});

describe("the languages' own libraries", () => {
  test.each([
    ['java.util.List', 'builtin java.util.List'],
    ['java.util.*', 'builtin java.util'],
    ['javax.sql.DataSource', 'builtin javax.sql.DataSource'],
    ['javax.xml.parsers.SAXParser', 'builtin javax.xml.parsers.SAXParser'],
    ['javax.xml.XMLConstants', 'builtin javax.xml.XMLConstants'],
    ['javax.annotation.processing.Processor', 'builtin javax.annotation.processing.Processor'],
    ['javax.transaction.xa.XAResource', 'builtin javax.transaction.xa.XAResource'],
    ['jdk.jfr.Event', 'builtin jdk.jfr.Event'],
    ['sun.misc.Unsafe', 'builtin sun.misc.Unsafe'],
    ['com.sun.net.httpserver.HttpServer', 'builtin com.sun.net.httpserver.HttpServer'],
    ['org.w3c.dom.Node', 'builtin org.w3c.dom.Node'],
    ['kotlin.math.abs', 'builtin kotlin.math.abs'],
    ['javax.annotation.PostConstruct', 'java:javax.annotation (javax.annotation.PostConstruct)'],
    ['javax.persistence.Entity', 'java:javax.persistence (javax.persistence.Entity)'],
    ['javax.xml.bind.JAXB', 'java:javax.xml.bind (javax.xml.bind.JAXB)'],
    ['javax.transaction.UserTransaction', 'java:javax.transaction (javax.transaction.UserTransaction)'],
    ['javax.security.auth.message.A', 'java:javax.security.auth (javax.security.auth.message.A)'],
    ['jakarta.persistence.Entity', 'java:jakarta.persistence (jakarta.persistence.Entity)'],
    ['com.sun.jna.Native', 'java:com.sun.jna (com.sun.jna.Native)'],
    ['kotlinx.coroutines.launch', 'java:kotlinx.coroutines (kotlinx.coroutines.launch)'],
    ['javafx.stage.Stage', 'java:javafx.stage (javafx.stage.Stage)'],
  ])('%s', (specifier, expected) =>
    expect(ask({ 'A.java': 'class A {}' }, 'A.java', specifier)).toBe(expected),
  );

  test('what the tree declares comes first', () => {
    const files = { 'src/java/util/Own.java': 'package java.util; class Own {}' };
    expect(ask(files, 'A.java', 'java.util.Own')).toBe('src/java/util/Own.java');
    expect(ask(files, 'A.java', 'java.util.List')).toBe('builtin java.util.List');
  });
});

describe('third-party packages', () => {
  const source = { 'a/src/main/java/A.java': 'class A {}' };
  test.each([
    ['org.slf4j.Logger', 'org.slf4j'],
    ['com.google.common.collect.ImmutableList', 'com.google.common'],
    ['com.google.common.collect.Lists.newArrayList', 'com.google.common'],
    ['org.junit.*', 'org.junit'],
    ['okio.buffer', 'okio'],
    ['okio.*', 'okio'],
    ['lombok.Data', 'lombok'],
  ])('by its first segments: %s', (specifier, name) => {
    expect(ask(source, 'a/src/main/java/A.java', specifier)).toBe(
      `java:${name} (${specifier.replace(/\.\*$/, '')})`,
    );
  });

  const pom = (dependencies: string) =>
    `<project><groupId>com.acme</groupId><artifactId>a</artifactId>${dependencies}</project>`;
  const managed =
    '<dependencyManagement><dependencies><dependency><groupId>org.a.b.c.d</groupId><artifactId>x</artifactId></dependency></dependencies></dependencyManagement>';
  test.each<[string, Files]>([
    [
      'a pom',
      {
        'a/pom.xml': pom(
          '<dependencies><dependency><groupId>org.a.b.c.d</groupId><artifactId>x</artifactId></dependency></dependencies>',
        ),
      },
    ],
    ['a managed dependency', { 'pom.xml': pom(managed) }],
    [
      'a profile',
      {
        'pom.xml': pom(
          '<profiles><profile><dependencies><dependency><groupId> org.a.b.c.d </groupId><artifactId>x</artifactId></dependency></dependencies></profile></profiles>',
        ),
      },
    ],
    ['Gradle in Groovy', { 'a/build.gradle': "dependencies { implementation 'org.a.b.c.d:x:1.0' }" }],
    ['Gradle in Kotlin', { 'a/build.gradle.kts': 'dependencies { implementation("org.a.b.c.d:x") }' }],
    [
      'named parts',
      { 'a/build.gradle': "dependencies { compile group: 'org.a.b.c.d', name: 'x', version: '1' }" },
    ],
    [
      'a catalog',
      { 'gradle/libs.versions.toml': '[libraries]\nx = { module = "org.a.b.c.d:x", version = "1" }' },
    ],
    [
      'a catalog with parts',
      { 'gradle/libs.versions.toml': '[libraries]\nx = { group = "org.a.b.c.d", name = "x" }' },
    ],
    ['a catalog with a text', { 'gradle/libs.versions.toml': '[libraries]\nx = "org.a.b.c.d:x:1"' }],
  ])('by the longest declared group: %s', (_, manifests) => {
    const made = resolver({ ...source, ...manifests });
    expect(show(made.resolve('a/src/main/java/A.java', 'org.a.b.c.d.e.F'))).toBe(
      'java:org.a.b.c.d (org.a.b.c.d.e.F)',
    );
    expect(show(made.resolve('a/src/main/java/A.java', 'org.a.b.c.dd.E'))).toBe(
      'java:org.a.b (org.a.b.c.dd.E)',
    );
  });

  test('a declared group below a package of the tree is third-party', () => {
    const files: Files = {
      'src/main/java/com/acme/A.java': 'package com.acme; class A {}',
      'build.gradle': "dependencies { implementation 'com.acme.commons:x:1' }",
    };
    expect(ask(files, 'src/main/java/com/acme/A.java', 'com.acme.commons.X')).toBe(
      'java:com.acme.commons (com.acme.commons.X)',
    );
    expect(ask(files, 'src/main/java/com/acme/A.java', 'com.acme.other.X')).toBe('?');
  });
});

describe('names that several modules declare', () => {
  const main = (module: string) => `${module}/src/main/java/p/X.java`;
  const modules = ['app', 'core', 'far', 'near', 'other'];
  const sources: Files = Object.fromEntries(
    modules.filter((module) => module !== 'app').map((module) => [main(module), 'package p; class X {}']),
  );
  const from = 'app/src/main/java/q/Q.java';
  const withSources = (manifests: Files, without: readonly string[] = []): Files => {
    const files: Files = { ...sources, [from]: 'package q; class Q {}', ...manifests };
    for (const module of without) delete files[main(module)];
    return files;
  };
  const plain = Object.fromEntries(modules.map((module) => [`${module}/build.gradle`, '']));
  const mavenModule = (name: string, dependencies: string[] = [], head = '<groupId>g</groupId>') =>
    `<project>${head}<artifactId>${name}</artifactId><dependencies>${dependencies
      .map(
        (id) =>
          `<dependency><groupId>${id.split(':')[0]}</groupId><artifactId>${id.split(':')[1]}</artifactId></dependency>`,
      )
      .join('')}</dependencies></project>`;
  const poms = (app: string, near = mavenModule('near')): Files => ({
    ...Object.fromEntries(modules.map((name) => [`${name}/pom.xml`, mavenModule(name)])),
    'app/pom.xml': app,
    'near/pom.xml': near,
  });

  test.each<[string, Files, string]>([
    ['nothing is known: sorted order', withSources(plain), main('core')],
    ['the own module first', withSources({ ...plain, [main('app')]: 'package p; class X {}' }), main('app')],
    [
      'Gradle: project(…)',
      withSources({ ...plain, 'app/build.gradle': "dependencies { implementation project(':near') }" }),
      main('near'),
    ],
    [
      'Gradle: a path in the call',
      withSources({
        ...plain,
        'app/build.gradle': "dependencies { api project(path: ':near', configuration: 'x') }",
      }),
      main('near'),
    ],
    [
      'Gradle in Kotlin: a path',
      withSources({
        ...plain,
        'app/build.gradle.kts': 'dependencies { api(testFixtures(project(path = ":near"))) }',
      }),
      main('near'),
    ],
    [
      'Gradle: an accessor',
      withSources({ ...plain, 'app/build.gradle.kts': 'dependencies { api(projects.near) }' }),
      main('near'),
    ],
    [
      'Gradle: none in a comment',
      withSources({ ...plain, 'app/build.gradle': "// implementation project(':near')" }),
      main('core'),
    ],
    [
      'Gradle: nearest first',
      withSources(
        {
          ...plain,
          'app/build.gradle': "dependencies { api project(':near') }",
          'near/build.gradle': "dependencies { api project(':far') }",
        },
        ['near'],
      ),
      main('far'),
    ],
    [
      'Gradle: what the settings include, where they put it',
      withSources({
        ...plain,
        'settings.gradle': "include 'app', ':lib:x'\nproject(':lib:x').projectDir = file('near')",
        'app/build.gradle': "dependencies { api project(':lib:x') }",
      }),
      main('near'),
    ],
    [
      'Gradle: a module without a script of its own, described by the root',
      withSources({
        'settings.gradle': "include 'app', 'near', 'core',\n  'far'",
        'build.gradle': "project(':app') {\n  dependencies { api project(':near') }\n}\nproject(':far') { }",
      }),
      main('near'),
    ],
    [
      'Gradle: a script named after its project',
      withSources({ ...plain, 'app/app.gradle': "dependencies { api(project(':near')) }" }),
      main('near'),
    ],
    ['Maven: a dependency', withSources(poms(mavenModule('app', ['g:near']))), main('near')],
    ['Maven: of another group', withSources(poms(mavenModule('app', ['x:near']))), main('core')],
    [
      'Maven: the own group by a property',
      withSources(poms(mavenModule('app', [`${'$'}{project.groupId}:near`]))),
      main('near'),
    ],
    [
      'Maven: a group that is inherited',
      withSources(
        poms(
          mavenModule(
            'app',
            ['g:near'],
            '<parent><groupId>g</groupId><artifactId>root</artifactId></parent>',
          ),
          mavenModule('near', [], '<parent><groupId>g</groupId><artifactId>root</artifactId></parent>'),
        ),
      ),
      main('near'),
    ],
    [
      'Maven: a dependency that is inherited',
      withSources({
        ...poms(mavenModule('app', [], '<parent><groupId>g</groupId><artifactId>root</artifactId></parent>')),
        'pom.xml': mavenModule('root', ['g:near']),
      }),
      main('near'),
    ],
    [
      'Maven: parents in a circle',
      withSources(
        poms(
          mavenModule(
            'app',
            ['g:near'],
            '<groupId>g</groupId><parent><groupId>g</groupId><artifactId>app</artifactId></parent>',
          ),
        ),
      ),
      main('near'),
    ],
    [
      'Maven: a managed dependency is none',
      withSources(
        poms(
          mavenModule('app').replace(
            '<dependencies>',
            '<dependencyManagement><dependencies><dependency><groupId>g</groupId><artifactId>near</artifactId></dependency></dependencies></dependencyManagement><dependencies>',
          ),
        ),
      ),
      main('core'),
    ],
    [
      'malformed manifests count as empty',
      withSources({
        'app/pom.xml': '<project><artifactId>app</artifactId><depend',
        'near/pom.xml': '\0',
        'gradle/libs.versions.toml': '[[[',
        'core/build.gradle': '"""{{{(((',
      }),
      main('core'),
    ],
    [
      'names that are no names',
      withSources({
        ...plain,
        'settings.gradle': "include '__proto__', 'constructor', '../../outside'",
        'app/build.gradle.kts': 'api(projects.constructor); api(projects.toString)',
      }),
      main('core'),
    ],
  ])('%s', (_, files, expected) => expect(ask(files, from, 'p.X')).toBe(expected));

  test('a package leads to the folder of the module that a file with a name leads to', () => {
    const files = withSources({
      ...plain,
      'app/build.gradle': "dependencies { implementation project(':near') }",
    });
    expect(ask(files, from, 'p.*')).toBe('near/src/main/java/p/');
  });

  test('production code comes before the tests of other modules, whoever asks', () => {
    const files: Files = {
      'a/build.gradle': '',
      'b/build.gradle': '',
      'c/build.gradle': '',
      'a/src/test/java/p/X.java': 'package p; class X {}',
      'c/src/main/java/p/X.java': 'package p; class X {}',
    };
    for (const user of ['b/src/main/java/B.java', 'b/src/test/java/B.java', 'a/src/main/java/A.java']) {
      expect(ask(files, user, 'p.X')).toBe('c/src/main/java/p/X.java');
      expect(ask(files, user, 'p.*')).toBe('c/src/main/java/p/');
    }
    expect(ask(files, 'a/src/test/java/A.java', 'p.X')).toBe('a/src/test/java/p/X.java');
  });
});

describe('source sets of one module', () => {
  const kt = 'package p\nexpect class X';
  const multiplatform: Files = Object.fromEntries(
    ['commonMain', 'jvmMain', 'jsMain', 'jvmTest'].map((set) => [`m/src/${set}/kotlin/p/X.kt`, kt]),
  );
  const short: Files = Object.fromEntries(
    ['common/src', 'jvm/src', 'js/src', 'jvm/test'].map((set) => [`m/${set}/p/X.kt`, kt]),
  );
  const both: Files = {
    'm/src/main/java/p/X.java': 'package p; class X {}',
    'm/src/test/java/p/X.java': 'package p; class X {}',
  };
  test.each<[string, Files, string, string, string]>([
    ['the same set', multiplatform, 'm/src/jvmMain/kotlin/A.kt', 'p.X', 'm/src/jvmMain/kotlin/p/X.kt'],
    [
      'the same set of tests',
      multiplatform,
      'm/src/jvmTest/kotlin/A.kt',
      'p.X',
      'm/src/jvmTest/kotlin/p/X.kt',
    ],
    ['what a test is of', multiplatform, 'm/src/jsTest/kotlin/A.kt', 'p.X', 'm/src/jsMain/kotlin/p/X.kt'],
    [
      'else the common one',
      multiplatform,
      'm/src/nativeMain/kotlin/A.kt',
      'p.X',
      'm/src/commonMain/kotlin/p/X.kt',
    ],
    [
      'a package: the common one',
      multiplatform,
      'm/src/jvmMain/kotlin/A.kt',
      'p.*',
      'm/src/commonMain/kotlin/p/',
    ],
    ['short: the same set', short, 'm/jvm/src/A.kt', 'p.X', 'm/jvm/src/p/X.kt'],
    ['short: the same set of tests', short, 'm/jvm/test/A.kt', 'p.X', 'm/jvm/test/p/X.kt'],
    ['short: else the common one', short, 'm/posix/src/A.kt', 'p.X', 'm/common/src/p/X.kt'],
    ['short: a package', short, 'm/jvm/test/A.kt', 'p.*', 'm/common/src/p/'],
    ['production code sees no tests', both, 'm/src/main/java/A.java', 'p.X', 'm/src/main/java/p/X.java'],
    ['tests see their own first', both, 'm/src/test/java/A.java', 'p.X', 'm/src/test/java/p/X.java'],
    [
      'a package of tests leads to what they test',
      both,
      'm/src/test/java/A.java',
      'p.*',
      'm/src/main/java/p/',
    ],
    [
      'a package that only tests declare',
      { 'm/src/test/java/p/X.java': 'package p; class X {}' },
      'm/src/test/java/A.java',
      'p.*',
      'm/src/test/java/p/',
    ],
  ])('%s', (_, files, from, specifier, expected) => {
    expect(ask({ 'm/build.gradle.kts': '', ...files }, from, specifier)).toBe(expected);
  });

  test('the file that bears the name comes before one with a function of that name', () => {
    const files: Files = {
      'src/main/kotlin/p/Builders.kt': 'package p\nfun Order() = Order(1)',
      'src/main/kotlin/p/Order.kt': 'package p\nclass Order(val n: Int)',
    };
    expect(ask(files, 'src/main/kotlin/A.kt', 'p.Order')).toBe('src/main/kotlin/p/Order.kt');
    expect(ask(files, 'src/main/kotlin/A.kt', 'p.Order.n')).toBe('src/main/kotlin/p/Order.kt');
  });
});

describe('hostile trees', () => {
  const slow = { timeout: 30_000 };
  test('one name declared everywhere and imported from everywhere', slow, () => {
    const ratio = timeRatio((size) => {
      const modules = Math.ceil(size / 80);
      const paths = Array.from({ length: modules }, (_, at) => `m${at}/src/test/java/p/X.java`).sort();
      const manifests = new Map(
        paths.map((path, at) => [
          `m${at}/build.gradle`,
          `api(project(":m${at + 1}")); api(project(":m${at + 2}")) // ${path}`,
        ]),
      );
      const declares = new Map(paths.map((path) => [path, ['p.*', 'p.X']]));
      const input = {
        paths: new Set([...paths, ...manifests.keys()]),
        sources: new Set(paths),
        manifests,
        declares,
      };
      return () => {
        const made = jvm.createResolver(input);
        for (const path of paths) made.resolve(path.replace('test', 'main'), 'p.X');
      };
    });
    expect(ratio).toBeLessThan(2.7);
  });

  test('manifests take time in proportion to their length', slow, () => {
    const units = [
      'project(',
      'project(":a") {',
      'include "a",',
      'projects.',
      'a.',
      '"',
      '{',
      '}',
      '/*',
      'group: ',
      'project(":a").projectDir ',
    ];
    for (const unit of units) {
      const ratio = timeRatio((size) => {
        const manifests = new Map([['settings.gradle', unit.repeat(size / 10)]]);
        const input = {
          paths: new Set<string>(),
          sources: new Set<string>(),
          manifests,
          declares: new Map(),
        };
        return () => jvm.createResolver(input);
      });
      expect(ratio, unit).toBeLessThan(3);
    }
  });

  test.each(['<a>', '<project>', '<dependency>', '<!--', '<![CDATA[', '&a;'])(
    'a pom of %s',
    (unit) => {
      const ratio = timeRatio((size) => {
        const manifests = new Map([['pom.xml', `<project>${unit.repeat(size / 4)}`]]);
        const input = {
          paths: new Set<string>(),
          sources: new Set<string>(),
          manifests,
          declares: new Map(),
        };
        return () => jvm.createResolver(input);
      });
      expect(ratio).toBeLessThan(3);
    },
    20_000,
  );

  test.each(['\0', '<', '<a ', '</a>', '\u0001', 'a=<b c '])(
    'a pom that is broken all through: %j',
    (unit) => {
      const filler = (size: number) => unit.repeat(size / unit.length);
      const pom = '<project><groupId>org.acme</groupId><artifactId>a</artifactId>';
      const manifests = new Map([
        ['pom.xml', `${pom}${filler(500_000)}`],
        ['b/pom.xml', `${pom}${filler(1_048_576)}`],
      ]);
      const start = cpuMilliseconds();
      jvm.createResolver({ paths: new Set(), sources: new Set(), manifests, declares: new Map() });
      // To its end each took half a second to three.
      expect(cpuMilliseconds() - start).toBeLessThan(300);
    },
  );

  test('equal poms cost no more than one', () => {
    const text = `<project>${'<a/>'.repeat(50_000)}</project>`;
    const manifests = new Map(Array.from({ length: 200 }, (_, at) => [`m${at}/pom.xml`, text]));
    const start = cpuMilliseconds();
    jvm.createResolver({ paths: new Set(), sources: new Set(), manifests, declares: new Map() });
    expect(cpuMilliseconds() - start).toBeLessThan(3_000);
  }, 60_000);
});
