// Longer names widen the picture until nothing in it can be read.
const longestLabel = 44;

/**
 * A name from a repository as a quoted Mermaid label. Letters, digits and a few harmless signs stand as they are,
 * everything else as Mermaid's numeric entity, so that no quote, bracket, backtick, tag or line feed can end the
 * label or begin Markdown; control and direction characters are dropped. Long names lose their middle.
 */
export function mermaidLabel(name: string): string {
  const clean = [...name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '')];
  const short =
    clean.length <= longestLabel
      ? clean
      : [...clean.slice(0, 14), '…', ...clean.slice(clean.length - (longestLabel - 15))];
  return `"${short.map(escapeCharacter).join('')}"`;
}

function escapeCharacter(character: string): string {
  return /[\p{L}\p{N} ./@,…+-]/u.test(character) ? character : `#${character.codePointAt(0)};`;
}
