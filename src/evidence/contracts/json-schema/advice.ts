import type { SchemaCheck } from './schema-difference.ts';

/** Who is hurt by a kind of change, and the compatible way. */
interface Advice {
  consumer: string;
  wayOut: string;
}

const additive = 'Keep the old form valid beside the new one, and drop it once nobody uses it';
const newVersion =
  'Give the new form a name or a version of its own, and send both until every reader has moved';
const optionalFirst = 'Add it as optional with a default, and require it once every writer sends it';
const keepSending = 'Keep it, mark it deprecated, and remove it once no reader uses it';
const readersFirst = 'Let every reader handle it before the first document has it';
const stillAccept = 'Go on accepting the old values, and refuse them once no writer sends them';

const writersFail = 'Who writes documents that were valid before has them refused';
const readersFail = 'Who reads documents meets what the old schema ruled out';

/** By check, for those who write documents and those who read them; the checks that are left out take the entry of `*`. */
const advice: Record<'writers' | 'readers', Partial<Record<SchemaCheck | '*', Advice>>> = {
  writers: {
    '*': { consumer: writersFail, wayOut: additive },
    'additional-properties-closed': {
      consumer: 'Who sends a property that is not listed has the whole document refused',
      wayOut: 'List what writers send before further properties are refused',
    },
    'bound-tightened': { consumer: writersFail, wayOut: stillAccept },
    'enum-added': { consumer: writersFail, wayOut: stillAccept },
    'enum-value-removed': {
      consumer: 'Who still writes the value has the document refused',
      wayOut: stillAccept,
    },
    'property-made-required': {
      consumer: 'Who writes documents without it has them refused',
      wayOut: optionalFirst,
    },
    'property-removed': {
      consumer: 'Who still writes it has the document refused',
      wayOut: 'Go on accepting it, mark it deprecated, and remove it once no writer sends it',
    },
    'required-property-added': {
      consumer: 'Who writes documents by the old schema does not send it and is refused',
      wayOut: optionalFirst,
    },
    'union-member-removed': {
      consumer: 'Who still writes that form has the document refused',
      wayOut: stillAccept,
    },
  },
  readers: {
    '*': { consumer: readersFail, wayOut: newVersion },
    'bound-loosened': {
      consumer: 'Who stores or checks the value by the old bound cannot take all of the new ones',
      wayOut: readersFirst,
    },
    'enum-dropped': { consumer: 'Who decides by the listed values meets others', wayOut: readersFirst },
    'enum-value-added': {
      consumer: 'Who decides by the listed values meets one that it does not know',
      wayOut: readersFirst,
    },
    'property-no-longer-required': {
      consumer: 'Who reads it without asking whether it is there fails when it is missing',
      wayOut: 'Go on sending it until every reader can do without it',
    },
    'property-removed': { consumer: 'Who reads it finds nothing there any more', wayOut: keepSending },
    'union-member-added': {
      consumer: 'Who tells the forms apart meets one that it does not know',
      wayOut: readersFirst,
    },
  },
};

/** Who is hurt by a change of a schema and the way out, for the side that it hurts. */
export function adviceFor(check: SchemaCheck, whom: 'writers' | 'readers'): Advice {
  return advice[whom][check] ?? advice[whom]['*']!;
}
