import type { ChangedFile } from '../../../source/change.ts';
import { isVendored } from '../../../source/generated.ts';
import { isTestPath } from '../../../source/test-files.ts';

/** Data files that other tools own, by the start or end of the name: never a contract, and some of them large. */
const foreign =
  /(?:^|\/)(?:package|package-lock|npm-shrinkwrap|composer|tsconfig[^/]*|jsconfig|angular|nx|lerna|turbo|biome|renovate|vercel|firebase|deno|manifest|pnpm-lock|pnpm-workspace|docker-compose[^/]*|compose[^/]*|mkdocs|codecov|pubspec|chart|kustomization|values[^/]*)\.(?:json|ya?ml)$|[-.]lock\.(?:json|ya?ml)$|(?:^|\/)\.(?:github|gitlab|circleci|vscode|idea)\/|(?:^|\/)(?:locales?|i18n|translations|lang)\//i;
const data = /\.(?:json|ya?ml)$/i;
const documentName = /(?:^|[-_.])(?:openapi|open-api|oas[23]?|swagger)(?:$|[-_.])|^(?:openapi|swagger)/i;
const plainName =
  /^(?:api|apis|spec|schema|index|main|root|rest|public|private|internal|admin|v\d+)(?:[-_.][^/]*)?\.[^.]*$/i;
const documentFolder =
  /(?:^|\/)(?:api|apis|api-?specs?|api-?docs?|specs?|specifications?|openapi|open-api|oas|swagger|contracts?|api-contracts|schemas?|definitions?|docs?|reference)(?:\/|$)/i;

/** Whether a path can be that of an OpenAPI document or a part of one: JSON or YAML that no other tool owns. */
export function canBeContract(path: string): boolean {
  return data.test(path) && !foreign.test(path) && !isVendored(path) && !isTestPath(path);
}

/** Whether a path is by its name an OpenAPI document: one that is read although it did not change. */
export function isDocumentName(path: string): boolean {
  if (!canBeContract(path)) return false;
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  if (documentName.test(name)) return true;
  return slash > 0 && documentFolder.test(path.slice(0, slash)) && plainName.test(name);
}

/** Whether a path is by its folder a part of an OpenAPI document, which a root may refer to. */
export function isFragmentName(path: string): boolean {
  if (!canBeContract(path)) return false;
  return /(?:^|\/)(?:api-?specs?|api-contracts|specification|openapi|open-api|oas|swagger)\//i.test(path);
}

/** Changed files that can hold a contract at either side; links and submodules have no content of their own. */
export function isChangedContract({ path, previousPath, oldMode, newMode, unread }: ChangedFile): boolean {
  if (unread !== undefined || (newMode ?? oldMode)?.startsWith('100') === false) return false;
  return canBeContract(path) || (previousPath !== null && canBeContract(previousPath));
}

/** What a text shows of being an OpenAPI document or a part of one. */
export interface DocumentSigns {
  isDocument: boolean;
  /** May be a part that documents refer to. */
  isPart: boolean;
  /** Names its version of OpenAPI near its start. */
  namesOpenapi: boolean;
}

/** The signs of a JSON or YAML text, before it is parsed. */
export function documentSigns(text: string): DocumentSigns {
  const isDocument = looksLikeDocument(text);
  return {
    isDocument,
    isPart: !isDocument && looksLikeFragment(text),
    namesOpenapi: version.test(text.slice(0, 4096)),
  };
}

/** The key that every document has, with the version it goes by: a manifest names packages so, by other versions. */
const version = /(?:^|[{,])[ \t]*["']?(?:openapi|swagger)["']?[ \t]*:[ \t]*["']?[23]\.\d/m;

/**
 * Whether a text is by its first look a whole OpenAPI or Swagger document: the key that names the version at its top,
 * in YAML at the start of a line or in a flow map, in JSON anywhere. Who reads it makes sure.
 */
export function looksLikeDocument(text: string): boolean {
  return /^(?:["']?(?:openapi|swagger)["']?)[ \t]*:[ \t]*["']?\d/m.test(text) || inBraces(text);
}

function inBraces(text: string): boolean {
  return /^\s*\{/.test(text) && /["']?\b(?:openapi|swagger)["']?\s{0,20}:\s{0,20}["']?[23]\.\d/.test(text);
}

/** Whether a text may be a part that documents refer to: it holds members that paths, operations or schemas have. */
function looksLikeFragment(text: string): boolean {
  return /["'\s{,-](?:(?:\$ref|properties|allOf|oneOf|anyOf|responses|requestBody|operationId|enum)["']?\s{0,20}:|type["']?\s{0,20}:\s{0,20}["']?(?:string|object|array|integer|number|boolean)\b)/.test(
    ` ${text}`,
  );
}
