import { describe, expect, test } from 'vitest';
import { buildModuleGraph } from '../../../../../src/evidence/graph/build-module-graph.ts';
import { csharp } from '../../../../../src/evidence/graph/imports/csharp/csharp.ts';
import { cpuMilliseconds } from '../../../../cpu-milliseconds.ts';
import { inMemoryTree } from '../../../in-memory-tree.ts';
import { timeRatio } from '../../../time-ratio.ts';

/** What an import means: a path, `nuget:name`, `bcl`, `-` when it says nothing, `?` when it is not found. */
function resolver(files: Record<string, string>): (from: string, specifier: string) => string {
  const paths = new Set(Object.keys(files).sort());
  const sources = new Set([...paths].filter((path) => csharp.classify(path)));
  const manifests = new Map([...paths].filter(csharp.isManifest).map((path) => [path, files[path]!]));
  const declares = new Map(
    [...sources].map((path) => [path, csharp.scan(files[path]!, csharp.classify(path)!.dialect).declares]),
  );
  const made = csharp.createResolver({ paths, sources, manifests, declares });
  return (from, specifier) => {
    const to = made.resolve(from, specifier);
    if (to.kind === 'file' || to.kind === 'folder') return to.path;
    if (to.kind === 'package') return `nuget:${to.name}`;
    if (to.kind === 'builtin') return 'bcl';
    return to.kind === 'ignored' ? '-' : '?';
  };
}

const project = (...items: string[]) =>
  `<Project Sdk="Microsoft.NET.Sdk"><ItemGroup>${items
    .map((item) => {
      if (item.endsWith('proj')) return `<ProjectReference Include="${item}" />`;
      return item.endsWith('.App')
        ? `<FrameworkReference Include="${item}" />`
        : `<PackageReference Include="${item}" />`;
    })
    .join('')}</ItemGroup></Project>`;

const shop = {
  'Directory.Build.props': project('StyleCop.Analyzers', 'Newtonsoft.Json'),
  'src/Acme.Web/Acme.Web.csproj': project(
    '..\\Acme.Orders\\Acme.Orders.csproj',
    'Serilog',
    'xunit.v3',
    'Npgsql',
  ),
  'src/Acme.Web/Program.cs': 'namespace Acme.Web; class Program {}',
  'src/Acme.Web/Pages/Index.cs': 'namespace Acme.Web.Pages; class Index {}',
  'src/Acme.Web/Models/Row.cs': 'namespace Acme.Web.Models; class Row {}',
  'src/Acme.Web/Models/Deep/Cell.cs': 'namespace Acme.Web.Models; class Cell {}',
  'src/Acme.Web/Extensions.cs':
    'namespace Microsoft.Extensions.DependencyInjection { static class E {} }\nnamespace Npgsql { class X {} }',
  'src/Acme.Web/Shared/A/Tool.cs': 'namespace Acme.Tools; class Tool {}',
  'src/Acme.Web/Shared/B/Tool3.cs': 'namespace Acme.Tools; class Tool3 {}',
  'src/Acme.Web/Shared/B/Tool2.cs': 'namespace Acme.Tools; class Tool2 {}',
  'src/Acme.Orders/Acme.Orders.csproj': project(
    '../acme.core/ACME.Core.csproj',
    'System.Reactive',
    'Serilog.Sinks.File',
  ),
  'src/Acme.Orders/Order.cs': 'namespace Acme.Orders; class Order { class Line {} }',
  'src/Acme.Orders/Parts.cs': 'namespace Acme.Orders; partial class Basket {}',
  'src/Acme.Orders/Sub/Basket.cs': 'namespace Acme.Orders; partial class Basket {}',
  'src/Acme.Core/Acme.Core.csproj':
    '<Project><PropertyGroup><RootNamespace>Acme.Kernel</RootNamespace></PropertyGroup></Project>',
  'src/Acme.Core/Money.cs': 'namespace Acme.Core.Values; struct Money {}',
  'src/Acme.Core/Both.cs': 'namespace Acme.Both; class Core {}',
  'src/Acme.Aside/Acme.Aside.csproj': project(
    'Microsoft.AspNetCore.App',
    'Microsoft.EntityFrameworkCore.Sqlite',
  ),
  'src/Acme.Aside/Lib/Both.cs': 'namespace Acme.Both; class Aside {}',
  'src/Acme.Aside/Lib/Only.cs': 'namespace Acme.Only; class Here {}',
  'src/Acme.Aside/Global.cs': 'class Global {}',
  'src/Legacy/Legacy.fsproj': '',
};

describe('directives', () => {
  const ask = resolver(shop);
  test.each([
    // Where a namespace is: the project's own folder, one below, the common one of several, the fullest.
    ['src/Acme.Web/Program.cs', 'Acme.Orders', 'src/Acme.Orders'],
    ['src/Acme.Web/Program.cs', 'Acme.Web.Pages', 'src/Acme.Web/Pages'],
    ['src/Acme.Web/Program.cs', 'Acme.Web.Models', 'src/Acme.Web/Models'],
    ['src/Acme.Web/Pages/Index.cs', 'Acme.Tools', 'src/Acme.Web/Shared/B'],
    ['src/Acme.Web/Shared/A/Tool.cs', 'Acme.Tools', '-'],
    ['src/Acme.Web/Shared/A/Tool.cs', 'Acme.Web.Models', 'src/Acme.Web/Models'],
    // A folder around the file says nothing, nor do its own namespace and its parents.
    ['src/Acme.Web/Models/Deep/Cell.cs', 'Acme.Web.Models', '-'],
    ['src/Acme.Web/Shared/A/Tool.cs', 'Acme.Web', '-'],
    ['src/Acme.Web/Pages/Index.cs', 'Acme.Web', '-'],
    ['src/Acme.Web/Pages/Index.cs', 'Acme', '-'],
    ['src/Acme.Orders/Order.cs', 'Acme.Orders', '-'],
    // Of several projects: what is referenced, however far, before what is not.
    ['src/Acme.Web/Program.cs', 'Acme.Core.Values', 'src/Acme.Core'],
    ['src/Acme.Web/Program.cs', 'Acme.Both', 'src/Acme.Core'],
    ['src/Acme.Orders/Order.cs', 'Acme.Both', 'src/Acme.Core'],
    ['src/Acme.Aside/Global.cs', 'Acme.Both', 'src/Acme.Aside/Lib'],
    ['src/Acme.Web/Program.cs', 'Acme.Only', 'src/Acme.Aside/Lib'],
    // Types: nested, partial, without a namespace.
    ['src/Acme.Web/Program.cs', 'Acme.Orders.Order', 'src/Acme.Orders/Order.cs'],
    ['src/Acme.Web/Program.cs', 'Acme.Orders.Order.Line', 'src/Acme.Orders/Order.cs'],
    ['src/Acme.Web/Program.cs', 'Acme.Orders.Basket', 'src/Acme.Orders/Sub/Basket.cs'],
    ['src/Acme.Web/Program.cs', 'Global', 'src/Acme.Aside/Global.cs'],
    // Names relative to the namespace around.
    ['src/Acme.Web/Program.cs', 'Models in Acme.Web', 'src/Acme.Web/Models'],
    ['src/Acme.Web/Program.cs', 'Orders in Acme.Web.Sub', 'src/Acme.Orders'],
    ['src/Acme.Web/Program.cs', 'Acme.Orders in Acme.Web', 'src/Acme.Orders'],
    ['src/Acme.Web/Program.cs', 'System.Text in Acme.Web', 'bcl'],
    ['src/Acme.Web/Program.cs', 'Models', 'nuget:Models'],
    // What looks local and is not there.
    ['src/Acme.Web/Program.cs', 'Acme.Generated', '?'],
    ['src/Acme.Web/Program.cs', 'Acme.Orders.Gone', '?'],
    // Others' namespaces stay theirs, whoever adds types to them.
    [
      'src/Acme.Web/Program.cs',
      'Microsoft.Extensions.DependencyInjection',
      'nuget:Microsoft.Extensions.DependencyInjection',
    ],
    ['src/Acme.Web/Program.cs', 'Npgsql', 'nuget:Npgsql'],
    ['src/Acme.Web/Program.cs', 'Npgsql.Internal', 'nuget:Npgsql'],
    // The language's own library, unless a package says otherwise.
    ['src/Acme.Web/Program.cs', 'System', 'bcl'],
    ['src/Acme.Web/Program.cs', 'System.Collections.Generic', 'bcl'],
    ['src/Acme.Web/Program.cs', 'System.Reactive.Linq', 'bcl'],
    ['src/Acme.Orders/Order.cs', 'System.Reactive.Linq', 'nuget:System.Reactive'],
    ['src/Acme.Web/Program.cs', 'Microsoft.CSharp.RuntimeBinder', 'bcl'],
    ['src/Acme.Web/Program.cs', 'Systems.A.B', 'nuget:Systems.A'],
    // Packages: the longest declared name, else the first segments.
    ['src/Acme.Web/Program.cs', 'Serilog.Events', 'nuget:Serilog'],
    ['src/Acme.Orders/Order.cs', 'Serilog.Sinks.File.Deep', 'nuget:Serilog.Sinks.File'],
    ['src/Acme.Web/Program.cs', 'Serilog.Sinks.File', 'nuget:Serilog'],
    ['src/Acme.Web/Program.cs', 'Newtonsoft.Json.Linq', 'nuget:Newtonsoft.Json'],
    [
      'src/Acme.Web/Program.cs',
      'Microsoft.EntityFrameworkCore.Sqlite.Storage',
      'nuget:Microsoft.EntityFrameworkCore.Sqlite',
    ],
    ['src/Acme.Web/Program.cs', 'Microsoft.AspNetCore.Mvc.Filters', 'nuget:Microsoft.AspNetCore.Mvc'],
    ['src/Acme.Web/Program.cs', 'Xunit', 'nuget:Xunit'],
    ['src/Acme.Web/Program.cs', 'Polly.Retry.Deep', 'nuget:Polly.Retry'],
    ['src/Acme.Web/Program.cs', 'constructor.__proto__', 'nuget:constructor.__proto__'],
    ['src/Acme.Web/Program.cs', `A${'.a'.repeat(2000)}`, '?'],
    // Project files.
    ['src/Acme.Web/Acme.Web.csproj', 'package Serilog', 'nuget:Serilog'],
    ['src/Acme.Web/Acme.Web.csproj', 'package $(Name)', '-'],
    ['src/Acme.Web/Acme.Web.csproj', 'Acme.Orders', 'src/Acme.Orders'],
    [
      'src/Acme.Web/Acme.Web.csproj',
      'project ..\\Acme.Orders\\Acme.Orders.csproj',
      'src/Acme.Orders/Acme.Orders.csproj',
    ],
    [
      'src/Acme.Web/Acme.Web.csproj',
      'project ../acme.orders/ACME.orders.csproj',
      'src/Acme.Orders/Acme.Orders.csproj',
    ],
    [
      'src/Acme.Web/Acme.Web.csproj',
      'project $(Root)\\Acme.Core\\Acme.Core.csproj',
      'src/Acme.Core/Acme.Core.csproj',
    ],
    [
      'src/Acme.Web/Acme.Web.csproj',
      'project $(MSBuildThisFileDirectory)../Acme.Core/Acme.Core.csproj',
      'src/Acme.Core/Acme.Core.csproj',
    ],
    ['src/Acme.Web/Acme.Web.csproj', 'project $(A)$(B)', '?'],
    ['src/Acme.Web/Acme.Web.csproj', 'project ..\\**\\*.csproj', '?'],
    ['src/Acme.Web/Acme.Web.csproj', 'project ..\\Gone\\Gone.csproj', '?'],
    ['src/Acme.Web/Acme.Web.csproj', 'project ..\\..\\..\\Out.csproj', '?'],
    ['src/Acme.Web/Acme.Web.csproj', 'project ..\\Legacy\\Legacy.fsproj', '-'],
  ])('from %s: %s is %s', (from, specifier, expected) => expect(ask(from, specifier)).toBe(expected));
});

test('a tree that makes a package owns its namespaces', () => {
  const ask = resolver({
    'src/Npgsql/Npgsql.csproj': project(),
    'src/Npgsql/Connection.cs': 'namespace Npgsql; class Connection {}',
    'src/Http/Microsoft.AspNetCore.Http.csproj': project(),
    'src/Http/Context.cs': 'namespace Microsoft.AspNetCore.Http; class Context {}',
    'test/Test.csproj': project('Npgsql'),
    'test/Test.cs': 'class Test {}',
  });
  expect(ask('test/Test.cs', 'Npgsql')).toBe('src/Npgsql');
  expect(ask('test/Test.cs', 'Microsoft.AspNetCore.Http')).toBe('src/Http');
});

describe('project files that say little', () => {
  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a broken one', '<Project><PackageReference Include="A"'],
    ['bytes', Buffer.from([0, 0xff, 0xfe]).toString()],
    ['one that references itself', project('a.csproj', '..\\b\\b.csproj')],
  ])('%s', (_, text) => {
    const ask = resolver({
      ...(text === undefined ? {} : { 'a/a.csproj': text }),
      'b/b.csproj': project('..\\a\\a.csproj'),
      'a/A.cs': 'namespace A; class X {}',
      'b/B.cs': 'namespace B; class Y {}',
    });
    expect(ask('a/A.cs', 'B')).toBe('b');
    expect(ask('b/B.cs', 'A')).toBe('a');
    expect(ask('a/A.cs', 'Serilog.Events')).toBe('nuget:Serilog.Events');
  });

  test('projects that all reference one another take linear time per reference', () => {
    const ratio = timeRatio((size) => {
      const count = Math.ceil(Math.sqrt(size / 40));
      const items = Array.from({ length: count }, (_, at) => `..\\p${at}\\p${at}.csproj`);
      const files: Record<string, string> = {};
      for (let at = 0; at < count; at++) {
        files[`p${at}/p${at}.csproj`] = project(...items);
        files[`p${at}/a.cs`] = `namespace N.P${at}; class A {}`;
      }
      return () => {
        const ask = resolver(files);
        for (let at = 0; at < count; at++) ask(`p${at}/a.cs`, 'N.P0');
      };
    });
    expect(ratio).toBeLessThan(2.7);
  });
});

test('the graph holds files, folders of namespaces and project files', async () => {
  const { graph } = await buildModuleGraph(
    inMemoryTree({
      'src/Web/Web.csproj': project('..\\Domain\\Domain.csproj', 'Serilog'),
      'src/Web/Page.cs':
        'using System;\nusing Serilog.Core;\nusing Domain.Orders;\nusing O = Domain.Orders.Order;\nnamespace Web;\nclass Page {}',
      'src/Domain/Domain.csproj': project(),
      'src/Domain/Orders/Order.cs': 'namespace Domain.Orders;\nclass Order {}',
    }),
  );
  expect(graph.edges.map(({ from, to, line }) => `${from} -> ${to} ${line}`)).toEqual([
    'src/Web/Page.cs -> src/Domain/Orders 3',
    'src/Web/Page.cs -> src/Domain/Orders/Order.cs 4',
    'src/Web/Web.csproj -> src/Domain/Domain.csproj 1',
  ]);
  expect(graph.packages).toEqual([
    { name: 'Serilog', ecosystem: 'nuget', from: ['src/Web/Page.cs', 'src/Web/Web.csproj'] },
  ]);
  expect(graph.externals.map(({ imported, package: name }) => [imported, name])).toEqual([
    ['Serilog.Core', 'Serilog'],
    ['System', null],
    ['Serilog', 'Serilog'],
  ]);
  expect(graph.unresolved).toEqual([]);
});

describe('project files that are broken all through', () => {
  const head = '<Project>\n<ItemGroup>\n<PackageReference Include="Serilog" />\n';
  test.each(['<', '<a ', '</a>', '\u0001', 'a=<b c '])(
    '%j: what stands before counts, and quickly',
    (unit) => {
      const start = cpuMilliseconds();
      const { imports } = csharp.scan(`${head}${unit.repeat(500_000 / unit.length)}`, 'csproj');
      // To its end each took half a second to two.
      expect(cpuMilliseconds() - start).toBeLessThan(200);
      expect(imports).toEqual([{ specifier: 'package Serilog', line: 3, typeOnly: false }]);
    },
  );

  test('neither one with a NUL nor one that is longer than any is read', () => {
    const start = cpuMilliseconds();
    expect(csharp.scan(`${head}${'\0'.repeat(1_048_576)}`, 'csproj').imports).toEqual([]);
    expect(csharp.scan(`${head}${'<a/>'.repeat(262_144)}`, 'csproj').imports).toEqual([]);
    expect(cpuMilliseconds() - start).toBeLessThan(200);
  });
});

describe('many of what few have many of', () => {
  const range = (length: number) => Array.from({ length }, (_, at) => at);

  test('a namespace that thousands of projects declare and name', () => {
    const count = 12_000;
    const files: Record<string, string> = { 'x/x.csproj': project(), 'x/b.cs': '' };
    for (const at of range(count)) {
      files[`p${at}/a.csproj`] = '<Project />';
      files[`p${at}/a.cs`] = 'namespace N; class A {}';
    }
    for (const at of range(count)) files[`q${at}/a.csproj`] = '<Project />';
    const ask = resolver(files);
    const start = cpuMilliseconds();
    for (const at of range(count)) expect(ask(`q${at}/b.cs`, 'N')).toBe('p0');
    // Sorting and ranking them for each took 10 s.
    expect(cpuMilliseconds() - start).toBeLessThan(2_000);
    expect(ask('p7/b.cs', 'N')).toBe('-');
    expect(ask('x/b.cs', 'N')).toBe('p0');
  }, 60_000);

  test('a file that declares thousands of namespaces and names them', () => {
    const ratio = timeRatio((size) => {
      const names = range(size / 20);
      const text = names.map((at) => `namespace M${at} { class T {} }`).join('\n');
      const ask = resolver({ 's/b.cs': text, 't/c.cs': text });
      return () => {
        for (const at of names) ask('s/b.cs', `M${at}`);
      };
    });
    expect(ratio).toBeLessThan(3);
  });

  test('usings of a project, each of a namespace of its own', () => {
    const ratio = timeRatio((size) => {
      const names = range(size / 20);
      const usings = names.map((at) => `<Using Include="M${at}" />`).join('\n');
      const text = names.map((at) => `namespace M${at} { class T {} }`).join('\n');
      const tree = { 's/s.csproj': `<Project><ItemGroup>${usings}</ItemGroup></Project>`, 's/t/b.cs': text };
      return () => {
        const ask = resolver(tree);
        for (const { specifier } of csharp.scan(tree['s/s.csproj'], 'csproj').imports)
          ask('s/s.csproj', specifier);
      };
    });
    expect(ratio).toBeLessThan(3);
  });
});
