/** Settings that hold for every git we start; they win over whatever a repository's own configuration says. */
const ALWAYS: readonly (readonly [string, string])[] = [
  ['safe.directory', '*'],
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.attributesFile', '/dev/null'],
  ['core.pager', 'cat'],
  ['core.quotePath', 'true'],
  ['credential.helper', ''],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
];

/** What the machine says about its network: proxies and certificate authorities, never credentials. */
const NETWORK_VARIABLES = [
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
];

export interface GitEnvironmentOptions {
  /** The git directory; found from the working folder when left out. */
  gitDirectory?: string;
  /** More settings, as in `-c key=value`, but unseen in the list of processes. */
  config?: readonly (readonly [string, string])[];
  /** Transports that may be used, `:`-separated as in GIT_ALLOW_PROTOCOL; none when left out. */
  protocols?: string;
}

/**
 * The whole environment of a git process: nothing of the user's or the system's configuration, no prompts,
 * no lazy fetches, no optional locks, and no transport unless one is named.
 */
export function gitEnvironment(options: GitEnvironmentOptions = {}): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    GIT_PAGER: 'cat',
    GIT_ALLOW_PROTOCOL: options.protocols ?? 'none',
  };
  const passed = [
    'PATH',
    'TMPDIR',
    'SystemRoot',
    ...(options.protocols === undefined ? [] : NETWORK_VARIABLES),
  ];
  for (const name of passed) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  if (options.gitDirectory !== undefined) env['GIT_DIR'] = options.gitDirectory;
  const config = [...ALWAYS, ...(options.config ?? [])];
  env['GIT_CONFIG_COUNT'] = String(config.length);
  for (const [index, [key, value]] of config.entries()) {
    env[`GIT_CONFIG_KEY_${index}`] = key;
    env[`GIT_CONFIG_VALUE_${index}`] = value;
  }
  return env;
}
