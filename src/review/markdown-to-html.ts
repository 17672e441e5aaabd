import { Marked } from 'marked';

/** Tags that GitHub lets through and that need no attribute to mean something. */
const allowedTags = new Set(
  'b br code dd del details div dl dt em h4 h5 h6 hr i ins kbd li ol p pre s small span strong sub summary sup table tbody td th thead tr ul'.split(
    ' ',
  ),
);

const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => limitHtml(text),
    image: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      return /^(?:https?:|#)/i.test(href)
        ? `<a href="${escapeHtml(href)}" rel="nofollow noreferrer">${text}</a>`
        : text;
    },
    code({ text, lang }) {
      if (lang === 'mermaid') return `<pre class="mermaid">${escapeHtml(text)}</pre>\n`;
      return `<pre><code>${escapeHtml(text)}</code></pre>\n`;
    },
  },
});

/** GitHub-flavoured Markdown as HTML: no images, no comments, no attributes, only tags that GitHub lets through. */
export function markdownToHtml(markdown: string): string {
  return marked.parse(markdown, { async: false });
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Raw HTML with comments dropped, allowed tags kept bare (`open` of `details` stays), and the rest as text. */
function limitHtml(html: string): string {
  return html
    .split(/(<!--(?:[^-]|-(?!->))*(?:-->)?|<\/?[A-Za-z][^<>]{0,500}>)/)
    .map((piece) => {
      if (piece.startsWith('<!--')) return '';
      const tag = /^<(\/?)([A-Za-z][A-Za-z0-9]{0,20})(\s[^<>]*)?\/?>$/.exec(piece);
      const name = tag?.[2]?.toLowerCase() ?? '';
      if (tag === null || !allowedTags.has(name)) return piece.replace(/</g, '&lt;').replace(/>/g, '&gt;');
      return `<${tag[1]}${name}${name === 'details' && /\sopen\b/.test(tag[3] ?? '') ? ' open' : ''}>`;
    })
    .join('');
}
