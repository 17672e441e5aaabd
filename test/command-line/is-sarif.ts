import { createRequire } from 'node:module';
import Ajv from 'ajv-draft-04';

const schema = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');

/** Checks a document by the published schema of SARIF 2.1.0; `errors` says what is wrong with the last one. */
export const isSarif = new Ajv.default({
  strict: false,
  validateFormats: false,
  unicodeRegExp: false,
}).compile(schema);
