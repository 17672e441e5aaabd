/** An element of a changelog, whichever way it is written: XML, YAML or JSON. */
export interface ChangelogNode {
  /** Without a namespace's prefix. */
  name: string;
  attributes: Map<string, string>;
  children: ChangelogNode[];
  /** Its own text as it stands; empty when it has none. */
  text: string;
  /** 1-based, where it starts. */
  line: number;
  /** 1-based, where its text starts. */
  textLine: number;
}

/** Elements nested deeper than this are no changelog. */
export const deepest = 40;

/** The first child of that name. */
export function childOf(node: ChangelogNode, name: string): ChangelogNode | undefined {
  return node.children.find((child) => child.name === name);
}

/** A value that is an attribute in one notation and a child in another; null when neither is there. */
export function settingOf(node: ChangelogNode, name: string): string | null {
  return node.attributes.get(name) ?? childOf(node, name)?.text ?? null;
}
