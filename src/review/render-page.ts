import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { DiffLine } from '../source/change.ts';
import { escapeHtml, markdownToHtml } from './markdown-to-html.ts';
import { pageScript, pageStyle } from './page-style.ts';

/** One thing of a conversation, as GitHub would show it. */
export interface PageEntry {
  kind: 'description' | 'comment' | 'inline' | 'check' | 'issue';
  author: string;
  /** Whether the author is an App: shown as a label beside the name. */
  bot: boolean;
  /** Beside the author: `commented`, `opened issue #12`, `check run: success`. */
  action: string;
  /** As shown; null: no time. */
  time: string | null;
  markdown: string;
  /** Where an inline comment stands: the lines of the diff above it, the last one being its own. */
  place?: { path: string; lines: readonly DiffLine[] };
  /** Colours the mark of a check run. */
  conclusion?: 'success' | 'neutral' | 'failure';
}

export interface Page {
  title: string;
  /** Under the title, such as `acme/shop#12`. */
  subtitle: string;
  entries: readonly PageEntry[];
  /** Address or path of Mermaid's browser script (`mermaid.min.js`); null: diagrams are shown as text. */
  mermaidScript: string | null;
}

/**
 * A conversation as one HTML page that looks like a pull request, light or dark as the browser asks. Nothing in it
 * runs but the diagrams' script; raw HTML of the Markdown is limited to what GitHub lets through.
 */
export async function renderPage({ title, subtitle, entries, mermaidScript }: Page): Promise<string> {
  const github = await readFile(
    fileURLToPath(import.meta.resolve('github-markdown-css/github-markdown.css')),
    'utf8',
  );
  const script =
    mermaidScript === null
      ? ''
      : `<script src="${escapeHtml(mermaidScript)}"></script>\n<script>${pageScript}</script>\n`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline' file: http: https:; img-src data:; font-src data:">
<title>${escapeHtml(title)}</title>
<style>${github.replaceAll('</', '<\\/')}</style>
<style>${pageStyle}</style>
</head>
<body>
<main>
<header class="page"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(subtitle)}</p></header>
<div class="timeline">
${entries.map(renderEntry).join('\n')}
</div>
</main>
${script}</body>
</html>
`;
}

function renderEntry(entry: PageEntry): string {
  const { kind, author, bot, action, time, markdown, place, conclusion } = entry;
  const label = bot ? '<span class="label">bot</span>' : '';
  const state =
    conclusion === undefined ? '' : `<span class="state ${conclusion}" aria-hidden="true"></span>`;
  const when = time === null ? '' : ` <span class="muted">${escapeHtml(time)}</span>`;
  return `<article class="entry ${kind}">
<div class="avatar ${bot ? 'app' : ''}" aria-hidden="true">${escapeHtml(initial(author))}</div>
<div class="box">
<div class="head">${state}<strong>${escapeHtml(author)}</strong>${label} <span class="muted">${escapeHtml(action)}</span>${when}</div>
${place === undefined ? '' : renderDiff(place)}<div class="markdown-body">${markdownToHtml(markdown)}</div>
</div>
</article>`;
}

function renderDiff({ path, lines }: { path: string; lines: readonly DiffLine[] }): string {
  const rows = lines.map(({ kind, oldLine, newLine, text }) => {
    const sign = kind === 'added' ? '+' : kind === 'removed' ? '-' : ' ';
    return `<tr class="${kind}"><td class="number">${oldLine ?? ''}</td><td class="number">${newLine ?? ''}</td><td class="code">${sign}${escapeHtml(text)}</td></tr>`;
  });
  return `<div class="path">${escapeHtml(path)}</div><div class="diff"><table>${rows.join('')}</table></div>\n`;
}

function initial(author: string): string {
  return (/[\p{L}\p{N}]/u.exec(author)?.[0] ?? '?').toUpperCase();
}
