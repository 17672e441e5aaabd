import type { DefaultKind } from '../../schema-operation.ts';
import { defaultKindOfSql } from '../default-kind.ts';
import { isFalse, isNone, isTrue, type PythonValue, textOfValue } from '../python/python-value.ts';

/** What the database sees of a field of a model. */
export interface DjangoField {
  kind: 'column' | 'relation' | 'many-to-many';
  /** Of the column; null when it cannot be told. */
  type: string | null;
  nullable: boolean;
  default: DefaultKind;
  /** The database itself keeps the default. */
  keepsDefault: boolean;
  unique: boolean;
  indexed: boolean;
  primary: boolean;
  /** `db_column`. */
  column: string | null;
  /** Of a relation: the model it points to, lower case; null when computed. */
  to: string | null;
  /** The database holds the relation's constraint. */
  constrained: boolean;
  /** A many-to-many relation through a model of its own has no table of its own. */
  through: boolean;
  dbTable: string | null;
}

/** Columns by the names of Django's fields, as Postgres has them. */
const types = new Map([
  ['TextField', 'text'],
  ['IntegerField', 'integer'],
  ['PositiveIntegerField', 'integer'],
  ['BigIntegerField', 'bigint'],
  ['PositiveBigIntegerField', 'bigint'],
  ['SmallIntegerField', 'smallint'],
  ['PositiveSmallIntegerField', 'smallint'],
  ['AutoField', 'integer'],
  ['SmallAutoField', 'smallint'],
  ['BigAutoField', 'bigint'],
  ['BooleanField', 'boolean'],
  ['NullBooleanField', 'boolean'],
  ['FloatField', 'double precision'],
  ['DateField', 'date'],
  ['TimeField', 'time'],
  ['DateTimeField', 'timestamp with time zone'],
  ['DurationField', 'interval'],
  ['UUIDField', 'uuid'],
  ['JSONField', 'jsonb'],
  ['BinaryField', 'bytea'],
  ['GenericIPAddressField', 'inet'],
]);
/** Fields that are text of a limited length, with the length they have by default. */
const texts = new Map([
  ['CharField', null],
  ['EmailField', '254'],
  ['URLField', '200'],
  ['SlugField', '50'],
  ['FileField', '100'],
  ['ImageField', '100'],
  ['FilePathField', '100'],
  ['CommaSeparatedIntegerField', null],
]);
const relations = /(?:ForeignKey|OneToOneField)$/;

/** Reads `models.CharField(max_length=50, null=True)`; null for what is no call. */
export function djangoField(value: PythonValue | undefined): DjangoField | null {
  if (value?.type !== 'call') return null;
  const name = value.name.slice(value.name.lastIndexOf('.') + 1);
  const named = (key: string) => value.named.get(key);
  const through = named('through');
  const relation = relations.test(name);
  const manyToMany = /ManyToManyField$/.test(name) || /TaggableManager$/.test(name);
  const oneToOne = /OneToOneField$/.test(name);
  const unique = isTrue(named('unique')) || oneToOne;
  const type = relation ? null : typeOf(name, value);
  const target = named('to') ?? value.args[0];
  return {
    kind: manyToMany ? 'many-to-many' : relation ? 'relation' : 'column',
    type,
    nullable: isTrue(named('null')) || name === 'NullBooleanField' || name === 'GeneratedField',
    default: defaultOf(name, value),
    keepsDefault: named('db_default') !== undefined,
    unique,
    indexed:
      !unique && (relation || name === 'SlugField' ? !isFalse(named('db_index')) : isTrue(named('db_index'))),
    primary: isTrue(named('primary_key')),
    column: textOfValue(named('db_column')),
    to: relation || manyToMany ? (textOfValue(target)?.toLowerCase() ?? null) : null,
    constrained: relation && !isFalse(named('db_constraint')),
    through: (through !== undefined && !isNone(through)) || /TaggableManager$/.test(name),
    dbTable: textOfValue(named('db_table')),
  };
}

function typeOf(name: string, value: PythonValue & { type: 'call' }): string {
  const plain = (key: string) => {
    const found = value.named.get(key);
    return found?.type === 'plain' && !isNone(found) ? found.text : null;
  };
  if (texts.has(name)) {
    const length = plain('max_length') ?? texts.get(name) ?? null;
    return value.named.get('max_length')?.type === 'name'
      ? 'varchar(?)'
      : length === null
        ? 'varchar'
        : `varchar(${length})`;
  }
  if (name === 'DecimalField')
    return `numeric(${plain('max_digits') ?? '?'},${plain('decimal_places') ?? '?'})`;
  const known = types.get(name);
  if (known !== undefined) return known;
  // A field of a library's or the project's own: its name, and what may size it.
  const sizes = ['max_length', 'max_digits', 'decimal_places'].flatMap((key) => plain(key) ?? []);
  return `${name.toLowerCase()}${sizes.length === 0 ? '' : `(${sizes.join(',')})`}`;
}

/** Django computes a default once and writes it to all rows: a constant for the database, whatever made it. */
function defaultOf(name: string, value: PythonValue & { type: 'call' }): DefaultKind {
  const kept = value.named.get('db_default');
  if (kept !== undefined) return keptDefault(kept);
  if (name === 'GeneratedField') return isTrue(value.named.get('db_persist')) ? 'volatile' : 'none';
  const given = value.named.get('default');
  if (given !== undefined)
    return isNone(given) || (given.type === 'name' && /NOT_PROVIDED$/.test(given.text)) ? 'none' : 'constant';
  if (isTrue(value.named.get('auto_now')) || isTrue(value.named.get('auto_now_add'))) return 'constant';
  if (/AutoField$/.test(name)) return 'volatile';
  if (!isTrue(value.named.get('blank')) || isTrue(value.named.get('null'))) return 'none';
  // Text that may be blank starts as ''; whether a field of a library's own is text, nobody can tell here.
  if (texts.has(name) || name === 'TextField') return 'constant';
  return types.has(name) || relations.test(name) || name === 'DecimalField' ? 'none' : 'unknown';
}

function keptDefault(value: PythonValue): DefaultKind {
  if (value.type !== 'call')
    return isNone(value)
      ? 'none'
      : value.type === 'plain' || value.type === 'string'
        ? 'constant'
        : 'unknown';
  if (/(?:^|\.)(?:Now|TransactionNow|Value)$/.test(value.name)) return 'constant';
  if (/RandomUUID$|Random$/.test(value.name)) return 'volatile';
  const template = textOfValue(value.args[0]);
  return /RawSQL$/.test(value.name) && template !== null ? defaultKindOfSql(template) : 'unknown';
}

/** The column of a field: `author_id` of the relation `author`. */
export function columnOf(name: string, field: DjangoField | null): string {
  return field?.column ?? (field?.kind === 'relation' ? `${name}_id` : name);
}
