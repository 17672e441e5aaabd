/** Where the `.ts`, `.mjs`, `.tsx`, … at the end of a path begins; minus one when it ends otherwise. */
export function scriptEnding(path: string): number {
  let at = path.length - 1;
  if (path.charCodeAt(at) === 120 /* x */) at--;
  if (path.charCodeAt(at) !== 115 /* s */) return -1;
  const language = path.charCodeAt(--at);
  if (language !== 116 /* t */ && language !== 106 /* j */) return -1;
  const kind = path.charCodeAt(at - 1);
  if (kind === 99 /* c */ || kind === 109 /* m */) at--;
  return path.charCodeAt(at - 1) === 46 /* . */ ? at - 1 : -1;
}
