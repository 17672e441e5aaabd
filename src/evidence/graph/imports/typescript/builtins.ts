// Fixed, not asked of the running Node: the same tree has the same graph on every version.
const builtins = new Set(
  (
    'assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain ' +
    'events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl ' +
    'stream string_decoder sys timers tls trace_events tty url util v8 vm wasi worker_threads zlib'
  ).split(' '),
);

/** Whether a specifier means a module that Node brings, with or without `node:` and a subpath (`fs/promises`). */
export function isBuiltin(specifier: string): boolean {
  if (specifier.startsWith('node:')) return true;
  const slash = specifier.indexOf('/');
  // `punycode/` and the like ask for the package of that name.
  if (slash === specifier.length - 1) return false;
  return builtins.has(slash === -1 ? specifier : specifier.slice(0, slash));
}
