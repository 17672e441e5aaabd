import { describe, expect, it } from 'vitest';
import { type PageEntry, renderPage } from '../../src/review/render-page.ts';

/** What is used of a browser's document: the project has no types of the DOM. */
interface Element {
  textContent: string;
  attributes: Iterable<{ name: string; value: string }>;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Element | null;
  querySelectorAll(selector: string): Iterable<Element> & { length: number };
}
const library = 'jsdom';
const { JSDOM } = (await import(library)) as {
  JSDOM: new (html: string) => { window: { document: Element } };
};

async function show(markdown: string, some: Partial<PageEntry> = {}) {
  const entry: PageEntry = {
    kind: 'comment',
    author: 'dana',
    bot: false,
    action: 'commented',
    time: null,
    markdown,
    ...some,
  };
  const html = await renderPage({
    title: 'A <b>title</b>',
    subtitle: 'acme/shop#1',
    entries: [entry],
    mermaidScript: 'mermaid.js',
  });
  return { html, document: new JSDOM(html).window.document };
}

describe('renderPage', () => {
  it('shows Markdown as GitHub does', async () => {
    const { document } = await show(
      '### Verdict\n\n| a | b |\n|---|---|\n| x<br>y | 2 |\n\n<details open><summary><b>More</b></summary>\n\n- **in** the fold\n\n</details>\n\n<sub>small</sub>',
    );
    const body = document.querySelector('.markdown-body')!;
    expect(body.querySelector('h3')?.textContent).toBe('Verdict');
    expect(body.querySelector('td br')).not.toBeNull();
    expect(body.querySelector('details[open] > summary > b')?.textContent).toBe('More');
    expect(body.querySelector('details li strong')?.textContent).toBe('in');
    expect(body.querySelector('sub')?.textContent).toBe('small');
    expect(document.querySelector('h1')?.textContent).toBe('A <b>title</b>');
  });

  it('draws diagrams from text, and shows other code as it is', async () => {
    const { document } = await show(
      '```mermaid\nflowchart LR\n  a["<img src=x>"] --> b\n```\n\n```html\n<script>x</script>\n```',
    );
    expect(document.querySelector('pre.mermaid')?.textContent).toContain('a["<img src=x>"] --> b');
    expect(document.querySelector('pre:not(.mermaid) code')?.textContent).toBe('<script>x</script>');
    expect([...document.querySelectorAll('script[src]')].map((script) => script.getAttribute('src'))).toEqual(
      ['mermaid.js'],
    );
  });

  it.each([
    '<img src=x onerror=alert(1)>',
    '<script>alert(1)</script>',
    '<details ontoggle=alert(1) open>x</details>',
    '<a href="javascript:alert(1)">x</a>',
    '[x](javascript:alert(1))',
    '![x](https://evil.example/x.png)',
    '<b style="position:fixed" onclick=x>y</b>',
    '<!-- <script> -->\n<svg onload=x>',
    '</div></div></body><iframe src=x>',
    '<scr<script>ipt>alert(1)</script>',
  ])('lets nothing of %j act', async (markdown) => {
    const { document } = await show(markdown);
    const body = document.querySelector('.markdown-body')!;
    expect(body.querySelectorAll('img, script, iframe, svg, style, link, object')).toHaveLength(0);
    for (const element of body.querySelectorAll('*')) {
      for (const { name, value } of element.attributes) {
        expect(['href', 'rel', 'open', 'class', 'align']).toContain(name);
        expect(value).not.toMatch(/^javascript:/);
      }
    }
    expect(document.querySelectorAll('article')).toHaveLength(1);
  });

  it('shows the lines of the diff above an inline comment, as text', async () => {
    const { document } = await show('x', {
      kind: 'inline',
      place: {
        path: 'src/<a>.ts',
        lines: [
          { kind: 'removed', oldLine: 4, newLine: null, text: '<b>old</b>' },
          { kind: 'added', oldLine: null, newLine: 4, text: 'new' },
        ],
      },
    });
    expect(document.querySelector('.path')?.textContent).toBe('src/<a>.ts');
    expect(document.querySelector('tr.removed .code')?.textContent).toBe('-<b>old</b>');
    expect(document.querySelector('tr.added .code')?.textContent).toBe('+new');
  });

  it('gives the same bytes for the same input and loads nothing but the diagrams', async () => {
    const { html } = await show('x');
    expect((await show('x')).html).toBe(html);
    expect(html.match(/(?:src|href)="[^"]*"/g)).toEqual(['src="mermaid.js"']);
  });
});
