const statements =
  /^\s*(?:click|link|links|href|callback|accDescr|accTitle|style\s+\S+\s+.*url\(|@import)\b/i;

/**
 * The lines of a Mermaid diagram without what could act: links and calls on nodes, directives and front matter
 * (`%%{init`, `---`), pictures (`@{ img: … }`), and tags in labels other than line breaks.
 */
export function sanitiseMermaid(lines: readonly string[]): string[] {
  return lines
    .filter((line) => !statements.test(line) && !/^\s*%%/.test(line) && line.trim() !== '---')
    .map((line) => line.replaceAll('@{', '@ {').replace(/<(?!br\s{0,3}\/?>)(?=[A-Za-z/!?])/gi, '#lt;'));
}
