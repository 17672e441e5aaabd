import { isGenerated } from '../../../source/generated.ts';
import { isTestPath } from '../../../source/test-files.ts';
import type { Tree } from '../../../source/tree.ts';
import { grammarOf, parseCode } from '../../code/parse-code.ts';
import type { Detector } from '../../detector.ts';
import type { Fact, Skipped } from '../../evidence.ts';
import { isAside, readLayout } from '../../graph/layout.ts';
import { moduleNamer } from '../../graph/module-of.ts';
import { readTexts } from '../../read-texts.ts';
import { migrationFormats } from '../migration-formats.ts';
import { findModels } from './find-models.ts';
import { findWrites, mayWrite } from './find-writes.ts';
import type { TableUse } from './table-use.ts';

/** Sources searched for who else writes a table. */
const mostSources = 40_000;
const mostFacts = 10;
/** Migrations of one service that are searched for a table of its own. */
const mostMigrations = 2_000;

/** A table and a part of the system that writes it, with the first place where it does. */
interface Writer {
  module: string;
  /** Folder of the nearest manifest: what is built and deployed by itself. */
  service: string;
  path: string;
  use: TableUse;
}

/**
 * Who writes which table: a part of the system that begins to write, in SQL or with a model of its own, a table that
 * another part owns. Migrations, tests and examples are nobody's, and the tables of models whose names a framework
 * derives are not known.
 */
export const ownershipDetector: Detector = {
  name: 'table ownership',
  rules: [
    {
      id: 'data/second-writer',
      severity: 'warning',
      description: 'A second service or module begins to write a table',
    },
  ],
  async detect({ change, base, head }) {
    const none = { facts: [], coverage: { read: 0, skipped: [] } };
    const changed = change.files.filter(
      ({ path, previousPath }) => isSource(path) || isSource(previousPath ?? path),
    );
    if (changed.length === 0) return none;
    const skipped: Skipped[] = [];
    const before = await readUses(
      base,
      changed.map(({ path, previousPath }) => previousPath ?? path),
      skipped,
    );
    const after = await readUses(
      head,
      changed.map(({ path }) => path),
      skipped,
    );
    const known = new Set([...before.values()].flat().map(({ table }) => table));
    const candidates = new Set([...after.values()].flat().map(({ table }) => table));
    const moved = changed.some(({ status }) => status === 'removed' || status === 'renamed');
    // The same tables in the same files: nobody is new.
    if (candidates.size === 0 || (!moved && isSame(before, after)))
      return { ...none, coverage: { read: 0, skipped } };

    const rest = [...head.entries.keys()].filter((path) => isSource(path) && !after.has(path));
    if (rest.length > mostSources) {
      skipped.push({
        path: firstGain(before, after),
        reason: `more than ${mostSources} sources: who writes which table was not compared`,
        partial: true,
      });
      return { facts: [], coverage: { read: 0, skipped } };
    }
    // What cannot be read and did not change says nothing of the change.
    const others = await readUses(head, rest, [], new Set([...known, ...candidates]));
    const found = compareWriters(
      writersBy(new Map([...others, ...before]), [...base.entries.keys()]),
      writersBy(new Map([...others, ...after]), [...head.entries.keys()]),
      new Set(after.keys()),
    );
    const facts: Fact[] = [];
    for (const { table, owner, writer } of found.slice(0, mostFacts)) {
      if (!(await hasOwnTable(table, owner, writer, head))) facts.push(factOf(table, owner, writer));
    }
    return { facts, coverage: { read: rest.length, skipped } };
  },
};

function isSource(path: string): boolean {
  return (
    grammarOf(path) !== null &&
    !isTestPath(path) &&
    !isGenerated(path) &&
    !isAside(path) &&
    !/(?:^|[/_.-])(?:migrations?|migrate|seeds?|seeders?|scripts?|fixtures?|factories|versions)(?:[/_.-]|$)/i.test(
      path,
    ) &&
    !migrationFormats.some((format) => format.claims(path))
  );
}

function isSame(before: ReadonlyMap<string, TableUse[]>, after: ReadonlyMap<string, TableUse[]>): boolean {
  const keys = (uses: readonly TableUse[]) =>
    [...new Set(uses.map(({ table, kind }) => `${table} ${kind}`))].sort().join();
  return [...after].every(([path, uses]) => keys(uses) === keys(before.get(path) ?? []));
}

/** The first changed file that writes a table, or has a model of one, which it did not before. */
function firstGain(
  before: ReadonlyMap<string, readonly TableUse[]>,
  after: ReadonlyMap<string, readonly TableUse[]>,
): string {
  const keysOf = (uses: readonly TableUse[]) => uses.map(({ table, kind }) => `${table} ${kind}`);
  const paths = [...after.keys()].sort();
  const gains = paths.find((path) => {
    const known = new Set(keysOf(before.get(path) ?? []));
    return keysOf(after.get(path)!).some((key) => !known.has(key));
  });
  return gains ?? paths[0]!;
}

/** Uses by path; `only`: of these tables. Files without any are in it too when they could be read. */
async function readUses(
  tree: Tree,
  paths: readonly string[],
  skipped: Skipped[],
  only: ReadonlySet<string> | null = null,
): Promise<Map<string, TableUse[]>> {
  const found = new Map<string, TableUse[]>();
  const wanted = paths.filter(isSource);
  for (let at = 0; at < wanted.length; at += 2_000) {
    const texts = await readTexts(tree, wanted.slice(at, at + 2_000), skipped);
    for (const [path, text] of texts) {
      const uses = await usesOf(path, text, only, skipped);
      if (uses.length > 0 || only === null) found.set(path, uses);
    }
  }
  return found;
}

async function usesOf(
  path: string,
  text: string,
  only: ReadonlySet<string> | null,
  skipped: Skipped[],
): Promise<TableUse[]> {
  const isWanted = ({ table }: TableUse) => only === null || only.has(table);
  const uses = findModels(path, text).filter(isWanted);
  const grammar = grammarOf(path);
  if (grammar === null || !mayWrite(text)) return uses;
  const lower = text.toLowerCase();
  if (only !== null && ![...only].some((table) => lower.includes(table.slice(table.indexOf('.') + 1))))
    return uses;
  const parsed = await parseCode(text, grammar, findWrites);
  if (!parsed.ok) skipped.push({ path, reason: parsed.reason });
  return [...uses, ...(parsed.ok ? parsed.value.filter(isWanted) : [])];
}

/** By table, one for each module, the first by path. */
function writersBy(
  uses: ReadonlyMap<string, TableUse[]>,
  paths: readonly string[],
): Map<string, Map<string, Writer>> {
  const layout = readLayout(paths);
  const moduleOf = moduleNamer(paths);
  const writers = new Map<string, Map<string, Writer>>();
  for (const path of [...uses.keys()].sort()) {
    for (const use of uses.get(path) ?? []) {
      const module = moduleOf(path);
      const byModule = writers.get(use.table) ?? new Map<string, Writer>();
      writers.set(use.table, byModule);
      const known = byModule.get(module);
      // A model says more of who owns a table than a statement.
      if (known !== undefined && (known.use.kind === 'model' || use.kind === 'write')) continue;
      byModule.set(module, { module, service: layout.packageOf(layout.folderOf(path)), path, use });
    }
  }
  return writers;
}

function compareWriters(
  before: ReadonlyMap<string, ReadonlyMap<string, Writer>>,
  after: ReadonlyMap<string, ReadonlyMap<string, Writer>>,
  touched: ReadonlySet<string>,
): { table: string; owner: Writer; writer: Writer }[] {
  const found: { table: string; owner: Writer; writer: Writer }[] = [];
  for (const table of [...after.keys()].sort()) {
    const old = before.get(table);
    const now = after.get(table) as ReadonlyMap<string, Writer>;
    // Nobody's before is nobody's second; and writing that moved to another place is no more of it.
    if (old === undefined || now.size <= old.size) continue;
    const owner = ownerOf([...old.values()].filter(({ module }) => now.has(module)));
    if (owner === null) continue;
    for (const writer of now.values()) {
      if (old.has(writer.module) || !touched.has(writer.path)) continue;
      if (isWithin(writer.module, owner.module)) continue;
      // Its service has a model of that name itself: a table of its own that is called alike.
      const own = [...now.values()].some(
        ({ service, use }) => service === writer.service && service !== owner.service && use.kind === 'model',
      );
      if (!own) found.push({ table, owner, writer });
    }
  }
  return found;
}

/** Whether another service creates a table of that name in migrations of its own: two tables, not one. */
async function hasOwnTable(table: string, owner: Writer, writer: Writer, head: Tree): Promise<boolean> {
  if (writer.service === owner.service || writer.service === '') return false;
  const paths = [...head.entries.keys()].filter(
    (path) => path.startsWith(`${writer.service}/`) && migrationFormats.some((format) => format.claims(path)),
  );
  const texts = await readTexts(head, paths.slice(0, mostMigrations), []);
  const name = table.slice(table.lastIndexOf('.') + 1);
  return [...texts.values()].some(
    (text) => /create[_ ]?table/i.test(text) && text.toLowerCase().includes(name),
  );
}

/** Who has the model, else who writes it alone; of several nobody is the owner. */
function ownerOf(writers: readonly Writer[]): Writer | null {
  const models = writers.filter(({ use }) => use.kind === 'model');
  const [first, ...others] = models.length > 0 ? models : writers;
  return first === undefined || others.length > 0 ? null : first;
}

function isWithin(a: string, b: string): boolean {
  return a === '.' || b === '.' || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);
}

function factOf(table: string, owner: Writer, writer: Writer): Fact {
  const apart = owner.service !== writer.service;
  const what = writer.use.kind === 'model' ? 'has a model of' : 'writes';
  return {
    rule: 'data/second-writer',
    // Within one program it is a matter of order, between two of consistency and of who may change the table.
    severity: apart ? 'warning' : 'note',
    path: writer.path,
    line: writer.use.line,
    side: 'RIGHT',
    message: `${writer.module} ${what} the table ${table}, which ${owner.module} ${owner.use.kind === 'model' ? 'owns' : 'alone wrote until now'}`,
    data: {
      owner: owner.module,
      ownerPath: owner.path,
      services: apart ? [owner.service, writer.service] : [owner.service],
      table,
      wayOut: `Let ${owner.module} offer what is needed as a call or an event, and keep the table to itself`,
      writer: writer.module,
    },
  };
}
