import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';

/* The floor for a tool that reads git's objects: `git cat-file` writes every blob of a list, which is dropped. Words: repository, list of ids. */
const [repository = '', list = ''] = process.argv.slice(2);
const git = spawn('git', ['--git-dir', repository, 'cat-file', '--batch', '--buffer'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
createReadStream(list).pipe(git.stdin);
let bytes = 0;
for await (const chunk of git.stdout) bytes += (chunk as Buffer).length;
process.stdout.write(`${bytes}\n`);
