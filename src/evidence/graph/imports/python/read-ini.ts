/**
 * Sections of an INI file as Python's configparser reads them: keys in lower case, further lines of a value indented.
 * What fits no rule is passed over; a key given twice has its last value.
 */
export function readIni(text: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section = new Map<string, string>();
  let lines: string[] = [];
  let key: string | null = null;
  function close(): void {
    if (key !== null) section.set(key, lines.join('\n'));
    key = null;
  }
  for (const line of text.split('\n')) {
    const plain = line.trim();
    if (plain === '' || plain.startsWith('#') || plain.startsWith(';')) continue;
    if (/^\s/.test(line)) {
      if (key !== null) lines.push(plain);
      continue;
    }
    close();
    if (plain.startsWith('[') && plain.endsWith(']')) {
      const name = plain.slice(1, -1);
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      continue;
    }
    const at = plain.search(/[=:]/);
    if (at < 1) continue;
    key = plain.slice(0, at).trim().toLowerCase();
    lines = [plain.slice(at + 1).trim()];
  }
  close();
  return sections;
}
