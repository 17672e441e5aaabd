import { JSDOM } from 'jsdom';

/** What Mermaid's own parser reads in a flowchart. Throws where it would show an error instead of a picture. */
export async function parseMermaid(text: string): Promise<{
  nodes: Map<string, string>;
  groups: { title: string; nodes: string[] }[];
  edges: { from: string; to: string; label: string; stroke: string; style: string }[];
}> {
  // Mermaid sanitises labels with the page's DOM, also when it only parses.
  const { window } = new JSDOM('');
  Object.assign(globalThis, { window, document: window.document });
  const { default: mermaid } = await import('mermaid');
  // The first parse registers the kinds of diagram.
  await mermaid.parse(text);
  const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
  const data = diagram.db as unknown as {
    getVertices(): Map<string, { text?: string }>;
    getSubGraphs(): { title: string; nodes: string[] }[];
    getEdges(): { start: string; end: string; text: string; stroke: string; style?: string[] }[];
  };
  return {
    nodes: new Map([...data.getVertices()].map(([id, { text: label }]) => [id, decode(label ?? id)])),
    groups: data.getSubGraphs().map(({ title, nodes }) => ({ title: decode(title), nodes })),
    edges: data.getEdges().map(({ start, end, text: label, stroke, style }) => ({
      from: start,
      to: end,
      label: decode(label),
      stroke,
      style: style?.join(';') ?? '',
    })),
  };
}

/** Mermaid keeps entities between these signs until it draws. */
function decode(label: string): string {
  return label.replace(/ﬂ°°(\d+)¶ß/g, (_, code) => String.fromCodePoint(Number(code)));
}
