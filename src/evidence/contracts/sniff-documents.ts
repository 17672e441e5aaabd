import type { ChangedFile } from '../../source/change.ts';
import type { Tree } from '../../source/tree.ts';
import type { DetectorContext } from '../detector.ts';
import { readEach } from '../graph/scan-sources.ts';
import { textOfReading } from '../read-texts.ts';
import { type AsyncapiSigns, asyncapiSigns } from './asyncapi/asyncapi-signs.ts';
import { mayBeContract, type SchemaSigns, schemaSigns } from './json-schema/is-schema-file.ts';
import { canBeContract, type DocumentSigns, documentSigns } from './openapi/document-names.ts';

/** What a text shows of itself, so that only files that may be contracts are read once more and parsed. */
export type Signs = DocumentSigns & SchemaSigns & AsyncapiSigns;

/** One side of a change: its JSON and YAML files by their path at that side; a reason for those not looked at. */
export type Sniffed = ReadonlyMap<string, Signs | { reason: string }>;

/** Bytes of one file. */
const largest = 8 * 1024 * 1024;
/** Bytes of different content looked at on one side: bounds time. */
const mostBytes = 256 * 1024 * 1024;

const known = new WeakMap<DetectorContext, Promise<{ base: Sniffed; head: Sniffed }>>();

/**
 * The signs of every changed JSON and YAML file that can be a contract by its name. Looks once per context and content,
 * whichever formats ask, and holds one text at a time.
 */
export function sniffDocuments(context: DetectorContext): Promise<{ base: Sniffed; head: Sniffed }> {
  const sniffed = known.get(context) ?? sniffBoth(context);
  known.set(context, sniffed);
  return sniffed;
}

async function sniffBoth({ change, base, head }: DetectorContext) {
  const files = change.files.filter(({ path, previousPath, unread }) => {
    return unread === undefined && (isNamed(path) || (previousPath !== null && isNamed(previousPath)));
  });
  const hasBase = ({ status }: ChangedFile) => status !== 'added' && status !== 'copied';
  return {
    base: await sniff(
      base,
      files.filter(hasBase).map(({ path, previousPath }) => previousPath ?? path),
    ),
    head: await sniff(
      head,
      files.filter(({ status }) => status !== 'removed').map(({ path }) => path),
    ),
  };
}

function isNamed(path: string): boolean {
  return canBeContract(path) || mayBeContract(path);
}

async function sniff(tree: Tree, paths: readonly string[]): Promise<Sniffed> {
  const byBlob = new Map<string, string[]>();
  for (const path of paths) {
    const entry = tree.entries.get(path);
    // Links and submodules have no content of their own.
    if (entry === undefined || !entry.mode.startsWith('100')) continue;
    const same = byBlob.get(entry.blob);
    if (same === undefined) byBlob.set(entry.blob, [path]);
    else same.push(path);
  }
  const found = new Map<string, Signs | { reason: string }>();
  let left = mostBytes;
  const firsts = [...byBlob.values()].map(([first]) => first!);
  await readEach(tree, firsts, (path, reading) => {
    const read = textOfReading(reading, largest);
    left -= 'text' in read ? read.text.length : 0;
    const signs =
      'reason' in read
        ? read
        : left < 0
          ? { reason: `more than ${mostBytes / 1024 / 1024} MiB of JSON and YAML changed: not read` }
          : signsOf(read.text);
    for (const each of byBlob.get(tree.entries.get(path)!.blob)!) found.set(each, signs);
  });
  return found;
}

function signsOf(text: string): Signs {
  return { ...documentSigns(text), ...schemaSigns(text), ...asyncapiSigns(text) };
}
