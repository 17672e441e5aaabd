import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const versions = { 'dependency-cruiser': '18.7.2', madge: '8.0.0', typescript: '5.9.3' };

/** Scripts of the tools that are measured beside ours. */
export interface PeerTools {
  dependencyCruiser: string;
  madge: string;
}

/**
 * Installs the tools, pinned, in a temporary folder that the next run finds again: a project should not carry them only to
 * be measured beside them. Null when they cannot be installed (no registry).
 */
export async function installPeerTools(progress: (text: string) => void): Promise<PeerTools | null> {
  const name = Object.entries(versions).map(([tool, version]) => `${tool}-${version}`);
  const folder = join(tmpdir(), 'architect-bench', name.join('_'));
  const modules = join(folder, 'node_modules');
  const tools = {
    dependencyCruiser: join(modules, 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs'),
    madge: join(modules, 'madge', 'bin', 'cli.js'),
  };
  const stands = () => Promise.all(Object.values(tools).map((tool) => access(tool)));
  try {
    await stands();
    return tools;
  } catch {
    progress(`installing ${name.join(', ')}`);
  }
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: versions }));
    await promisify(execFile)('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: folder,
    });
    await stands();
    return tools;
  } catch (error) {
    progress(`not installed: ${(error as Error).message.split('\n', 1)[0]}`);
    return null;
  }
}
