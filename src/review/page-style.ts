/** What a pull request looks like around its Markdown. Colours are those of GitHub's light and dark themes. */
export const pageStyle = `
:root { --page: #ffffff; --box: #ffffff; --head: #f6f8fa; --line: #d1d9e0; --text: #1f2328; --muted: #59636e; --app: #0969da;
  --added: #dafbe1; --removed: #ffebe9; --success: #1a7f37; --failure: #cf222e; --neutral: #59636e; }
@media (prefers-color-scheme: dark) { :root { --page: #0d1117; --box: #0d1117; --head: #151b23; --line: #3d444d; --text: #f0f6fc;
  --muted: #9198a1; --app: #1f6feb; --added: #12261e; --removed: #25171c; --success: #3fb950; --failure: #f85149; --neutral: #9198a1; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text);
  font: 14px/1.5 -apple-system, BlinkMacSystemFont, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
main { max-width: 980px; margin: 0 auto; padding: 24px 16px 64px; }
header.page { border-bottom: 1px solid var(--line); margin-bottom: 24px; padding-bottom: 12px; }
header.page h1 { font-size: 26px; font-weight: 400; line-height: 1.25; margin: 0 0 4px; overflow-wrap: anywhere; }
header.page p { color: var(--muted); margin: 0; }
.timeline { position: relative; }
.timeline::before { content: ""; position: absolute; left: 72px; top: 0; bottom: 0; width: 2px; background: var(--line); }
.entry { position: relative; display: flex; gap: 16px; margin-bottom: 20px; }
.avatar { flex: 0 0 40px; height: 40px; border-radius: 50%; background: var(--muted); color: #fff; display: grid;
  place-items: center; font-weight: 600; font-size: 16px; }
.avatar.app { border-radius: 8px; background: var(--app); }
.box { flex: 1; min-width: 0; border: 1px solid var(--line); border-radius: 6px; background: var(--box); overflow: hidden; }
.head { background: var(--head); border-bottom: 1px solid var(--line); padding: 8px 16px; overflow-wrap: anywhere; }
.muted { color: var(--muted); }
.label { border: 1px solid var(--line); border-radius: 2em; color: var(--muted); font-size: 12px; margin: 0 2px 0 6px; padding: 0 7px; }
.state { display: inline-block; width: 10px; height: 10px; border-radius: 50%; margin-right: 8px; background: var(--neutral); }
.state.success { background: var(--success); } .state.failure { background: var(--failure); }
.markdown-body { padding: 16px; font-size: 14px; background: transparent; overflow-wrap: break-word; }
.markdown-body details > summary { cursor: pointer; margin-bottom: 8px; }
.markdown-body table { display: block; width: max-content; max-width: 100%; overflow: auto; }
.markdown-body td:first-child { white-space: nowrap; }
.markdown-body td code { overflow-wrap: anywhere; white-space: break-spaces; }
.markdown-body pre.mermaid { background: transparent; border: 1px solid var(--line); text-align: center; }
.markdown-body pre.mermaid svg { max-width: 100%; height: auto; }
.path { padding: 8px 16px; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.diff { overflow-x: auto; border-bottom: 1px solid var(--line); }
.diff table { border-collapse: collapse; width: 100%; font: 12px/20px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
.diff td { padding: 0 10px; white-space: pre; }
.diff td.number { width: 1%; min-width: 44px; text-align: right; color: var(--muted); user-select: none; }
.diff tr.added { background: var(--added); } .diff tr.removed { background: var(--removed); }
@media (max-width: 640px) {
  main { padding: 16px 8px 48px; } .timeline::before { display: none; } .entry { display: block; }
  .avatar { position: absolute; left: 10px; top: 7px; width: 24px; height: 24px; font-size: 12px; } .avatar.app { border-radius: 5px; }
  .head { padding-left: 44px; } .markdown-body { padding: 12px; } .diff td.number { min-width: 32px; padding: 0 5px; }
  .markdown-body pre.mermaid svg { max-width: none; }
}
`;

/** Draws a diagram once it can be seen: inside a closed fold it has no size. */
export const pageScript = `
mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', flowchart: { useMaxWidth: false },
  theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'default' });
const draw = (root) => {
  const nodes = [...root.querySelectorAll('pre.mermaid:not([data-processed])')].filter((node) => node.offsetParent !== null);
  if (nodes.length > 0) mermaid.run({ nodes, suppressErrors: true });
};
for (const fold of document.querySelectorAll('details')) fold.addEventListener('toggle', () => draw(fold));
draw(document);
`;
