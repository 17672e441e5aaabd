import { SaxesParser } from 'saxes';
import { type ChangelogNode, deepest } from './changelog-node.ts';

/**
 * The root element of an XML changelog, null when it is another document. Entities of a document's own are not
 * resolved. Throws an Error when it is no XML.
 */
export function readXml(text: string): ChangelogNode | null {
  const parser = new SaxesParser({ xmlns: false });
  const open: ChangelogNode[] = [];
  let root: ChangelogNode | null = null;
  let line = 1;
  parser.on('error', (error) => {
    // It would go on, and tell of an error at every character.
    throw error;
  });
  parser.on('opentagstart', () => {
    // It is told after the character behind the name, which may be the line's end.
    line = parser.column === 0 ? parser.line - 1 : parser.line;
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length >= deepest) throw new Error('nested too deeply');
    const node: ChangelogNode = {
      name: name.slice(name.indexOf(':') + 1),
      attributes: new Map(Object.entries(attributes)),
      children: [],
      text: '',
      line,
      textLine: parser.line,
    };
    root ??= node;
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  const addText = (value: string) => {
    const node = open.at(-1);
    if (node !== undefined) node.text += value;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  const read = root as ChangelogNode | null;
  return read?.name === 'databaseChangeLog' ? read : null;
}
