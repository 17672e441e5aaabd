import type { Extract, GraphLanguage } from '../language.ts';
import { readProject } from './read-project.ts';
import { createCsharpResolver } from './resolve.ts';
import { scanCsharp } from './scan-csharp.ts';

/**
 * C#: a file's directives lead to the folders that hold the namespaces, or to the file of a type; a project file is a
 * node too, and its references lead to other project files.
 */
export const csharp: GraphLanguage = {
  prefix: 'dotnet',
  ecosystem: 'nuget',
  separator: '.',
  version: 2,
  classify(path) {
    if (/\.csx?$/i.test(path)) return { language: 'csharp', dialect: 'csharp' };
    return /\.csproj$/i.test(path) ? { language: 'csharp', dialect: 'csproj' } : null;
  },
  scan: (text, dialect) => (dialect === 'csproj' ? scanProject(text) : scanCsharp(text)),
  isManifest: (path) => /(?:\.csproj|(?:^|\/)directory\.build\.(?:props|targets))$/i.test(path),
  createResolver: createCsharpResolver,
};

const notations = { project: 'project ', package: 'package ', using: '' };

/** References of a project file as `project ..\Domain\Domain.csproj` and `package Serilog`. */
function scanProject(text: string): Extract {
  const imports = readProject(text).items.map(({ kind, name, line }) => ({
    specifier: notations[kind] + name,
    line,
    typeOnly: false,
  }));
  return { imports, declares: [] };
}
