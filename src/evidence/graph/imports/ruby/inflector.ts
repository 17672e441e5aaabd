/**
 * Zeitwerk's way from a file's name to a constant's: https://github.com/fxn/zeitwerk#file-structure. Acronyms (`HTML`)
 * by their lower-case form.
 */
export function camelize(name: string, acronyms: ReadonlyMap<string, string>): string {
  return name
    .split('_')
    .map((part) => acronyms.get(part) ?? part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

/** The path by which a constant would be required: `FooBar` is `foo_bar`. */
export function underscore(constant: string): string {
  return constant.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
}

/** What a constant and the path of its file have in common, acronyms or not. */
export function commonForm(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
