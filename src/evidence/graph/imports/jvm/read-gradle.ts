import { endOfString, endOfWord, isWordAt, skipTrivia } from '../scanning/skip.ts';

/** What resolving needs of a Gradle script, in Groovy or Kotlin. Projects are named as written: `:a:b`, `projects.aB`. */
export interface GradleScript {
  /** What `include` names, and the folder a project is given by `project(':a').projectDir = file('b')`. */
  includes: string[];
  folders: Map<string, string>;
  /** Projects this one depends on, by the project whose block names them: '' for the script's own. */
  dependencies: Map<string, string[]>;
  /** Groups of the artifacts it names. */
  groups: string[];
}

type Token = { kind: 'word' | 'string' | 'sign'; text: string };

const artifact = /^([\w.-]{1,200}):[\w.-]{1,200}(?:[:@]|$)/;
const longestString = 500;

/** Recognises what matters in a script by its tokens, in one pass: it is never run. What it computes stays unknown. */
export function readGradle(text: string): GradleScript {
  const tokens = tokenise(text);
  const script: GradleScript = { includes: [], folders: new Map(), dependencies: new Map(), groups: [] };
  let block = '';
  let blockDepth = 0;
  let depth = 0;
  function depend(on: string): void {
    const all = script.dependencies.get(block) ?? [];
    all.push(on);
    script.dependencies.set(block, all);
  }
  for (let at = 0; at < tokens.length; at++) {
    const { kind, text: word } = tokens[at]!;
    if (kind === 'sign') {
      if (word === '{') depth++;
      else if (word === '}' && --depth <= blockDepth) block = '';
    } else if (kind === 'string') {
      const found = artifact.exec(word);
      if (found !== null && !word.startsWith(':')) script.groups.push(found[1]!);
    } else if (word === 'include') {
      let next = at + 1;
      while (tokens[next]?.text === '(' || tokens[next]?.text === ',' || tokens[next]?.kind === 'string') {
        if (tokens[next]!.kind === 'string') script.includes.push(tokens[next]!.text);
        next++;
      }
      at = next - 1;
    } else if (word === 'group' && tokens[at + 1]?.text === ':' && tokens[at + 2]?.kind === 'string') {
      script.groups.push(tokens[at + 2]!.text);
    } else if (word === 'project' && tokens[at + 1]?.text === '(') {
      // `project(':a')`, `project(path: ':a', …)`, `project(path = ":a")`.
      const first = tokens[at + 2]?.text === 'path' ? at + 4 : at + 2;
      const path = tokens[first];
      if (path?.kind !== 'string') continue;
      const after = tokens[first + 1]?.text === ')' ? first + 2 : first + 1;
      const next = tokens[after]?.text;
      if (next === '{' && depth === 0) {
        block = path.text;
        blockDepth = depth;
      } else if (next === '.' && tokens[after + 1]?.text === 'projectDir') {
        const folder = tokens.slice(after + 2, after + 10).find((token) => token.kind === 'string');
        if (folder !== undefined) script.folders.set(path.text, folder.text);
      } else depend(path.text);
      at = after - 1;
    } else if (word === 'projects' && tokens[at + 1]?.text === '.') {
      const parts: string[] = [];
      while (tokens[at + 1]?.text === '.' && tokens[at + 2]?.kind === 'word') {
        parts.push(tokens[at + 2]!.text);
        at += 2;
      }
      depend(`projects.${parts.join('.')}`);
    }
  }
  return script;
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skipTrivia(text, 0);
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 34 /* " */ || code === 39 /* ' */) {
      const end = endOfString(text, at);
      if (end - at <= longestString) tokens.push({ kind: 'string', text: text.slice(at + 1, end - 1) });
      at = end;
    } else if (isWordAt(text, at)) {
      const end = endOfWord(text, at);
      tokens.push({ kind: 'word', text: text.slice(at, Math.min(end, at + longestString)) });
      at = end;
    } else tokens.push({ kind: 'sign', text: text[at++]! });
    at = skipTrivia(text, at);
  }
  return tokens;
}
