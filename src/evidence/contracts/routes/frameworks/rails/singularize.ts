const irregular: Readonly<Record<string, string>> = { people: 'person', children: 'child', news: 'news' };

/** Enough of Rails' inflection to name the parameter of a nested resource; nobody but the reader sees it. */
export function singularize(name: string): string {
  const last = name.slice(name.lastIndexOf('_') + 1);
  if (Object.hasOwn(irregular, last)) return name.slice(0, -last.length) + irregular[last];
  if (/(?:ss|us|is)$/.test(name)) return name;
  if (name.endsWith('ies')) return `${name.slice(0, -3)}y`;
  if (/(?:sses|xes|ches|shes|uses)$/.test(name)) return name.slice(0, -2);
  return name.replace(/s$/, '');
}
