import type { Severity } from '../../evidence.ts';

interface Check {
  severity: Severity;
  consumer: string;
  wayOut: string;
}

const fails = 'operations that use it are refused by validation';
const deprecate =
  'mark it @deprecated with what to use instead, watch until no operation uses it, then remove it';

/** GraphQL Inspector's types of change that can hurt a consumer; those of them that it calls safe are notes. */
export const checks: Readonly<Record<string, Check>> = {
  FIELD_REMOVED: { severity: 'error', consumer: fails, wayOut: deprecate },
  TYPE_REMOVED: { severity: 'error', consumer: fails, wayOut: deprecate },
  TYPE_KIND_CHANGED: {
    severity: 'error',
    consumer: fails,
    wayOut: 'add a type of the new kind under another name, and move the fields to it one by one',
  },
  FIELD_TYPE_CHANGED: {
    severity: 'error',
    consumer: 'clients get another type, or null, than the one that they were generated for',
    wayOut: 'add a field with the new type under another name, and deprecate the old one',
  },
  FIELD_ARGUMENT_ADDED: {
    severity: 'error',
    consumer: 'operations that do not give the argument are refused by validation',
    wayOut: 'add the argument as optional or with a default',
  },
  FIELD_ARGUMENT_REMOVED: { severity: 'error', consumer: fails, wayOut: deprecate },
  FIELD_ARGUMENT_TYPE_CHANGED: {
    severity: 'error',
    consumer: 'operations with a variable or value of the old type are refused by validation',
    wayOut: 'add an argument with the new type under another name, and deprecate the old one',
  },
  FIELD_ARGUMENT_DEFAULT_CHANGED: {
    severity: 'warning',
    consumer: 'operations that leave the argument out get another result without a change of theirs',
    wayOut: 'keep the default, or add a field or an argument with the new behaviour',
  },
  INPUT_FIELD_ADDED: {
    severity: 'error',
    consumer: 'operations that do not give the field are refused by validation',
    wayOut: 'add the field as optional or with a default',
  },
  INPUT_FIELD_REMOVED: {
    severity: 'error',
    consumer: 'operations that give the field are refused by validation',
    wayOut: deprecate,
  },
  INPUT_FIELD_TYPE_CHANGED: {
    severity: 'error',
    consumer: 'operations with a value of the old type are refused by validation',
    wayOut: 'add a field with the new type under another name, and deprecate the old one',
  },
  INPUT_FIELD_DEFAULT_VALUE_CHANGED: {
    severity: 'warning',
    consumer: 'operations that leave the field out get another result without a change of theirs',
    wayOut: 'keep the default, or add a field with the new behaviour',
  },
  ENUM_VALUE_REMOVED: {
    severity: 'error',
    consumer: 'operations that give the value are refused, and clients that expect it never get it again',
    wayOut: deprecate,
  },
  UNION_MEMBER_REMOVED: {
    severity: 'error',
    consumer: 'operations with a fragment on the member are refused by validation',
    wayOut: 'stop returning the member first, and remove it when no operation names it',
  },
  OBJECT_TYPE_INTERFACE_REMOVED: {
    severity: 'error',
    consumer: 'operations that reach the type through the interface are refused or lose its values',
    wayOut: 'keep the interface until no operation reaches the type through it',
  },
  SCHEMA_QUERY_TYPE_CHANGED: root(),
  SCHEMA_MUTATION_TYPE_CHANGED: root(),
  SCHEMA_SUBSCRIPTION_TYPE_CHANGED: root(),
  DIRECTIVE_REMOVED: { severity: 'error', consumer: fails, wayOut: deprecate },
  DIRECTIVE_LOCATION_REMOVED: { severity: 'error', consumer: fails, wayOut: 'keep the location' },
  DIRECTIVE_ARGUMENT_REMOVED: { severity: 'error', consumer: fails, wayOut: deprecate },
  DIRECTIVE_ARGUMENT_ADDED: {
    severity: 'error',
    consumer: 'operations that do not give the argument are refused by validation',
    wayOut: 'add the argument as optional or with a default',
  },
  DIRECTIVE_ARGUMENT_TYPE_CHANGED: { severity: 'error', consumer: fails, wayOut: deprecate },
  DIRECTIVE_ARGUMENT_DEFAULT_VALUE_CHANGED: {
    severity: 'warning',
    consumer: 'operations that leave the argument out get another result without a change of theirs',
    wayOut: 'keep the default',
  },
};

/** Harmless changes that are told, by how they are said of their owner; several of one owner make one note. */
export const additions: Readonly<Record<string, string>> = {
  TYPE_ADDED: 'is added',
  FIELD_ADDED: 'gains',
  INPUT_FIELD_ADDED: 'gains',
  FIELD_ARGUMENT_ADDED: 'takes',
  ENUM_VALUE_ADDED: 'gains',
  UNION_MEMBER_ADDED: 'gains',
  FIELD_DEPRECATION_ADDED: 'deprecates',
  ENUM_VALUE_DEPRECATION_REASON_ADDED: 'deprecates',
};

/** What an addition asks of consumers; most ask nothing. */
export const caution: Readonly<Record<string, string>> = {
  ENUM_VALUE_ADDED: 'clients that go through all values without a default meet one that they do not know',
  UNION_MEMBER_ADDED: 'clients that go through all members without a default meet one that they do not know',
};

function root(): Check {
  return {
    severity: 'warning',
    consumer: 'fragments on the old root type, and operations of that kind when it is gone, are refused',
    wayOut: 'keep the root type and its name',
  };
}
