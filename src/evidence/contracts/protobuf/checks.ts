import type { Severity } from '../../evidence.ts';

/** What one check says whenever it is met; buf's name is its key. */
interface Check {
  /** Errors break what is on the wire, or calls; warnings break generated code, JSON, or what is unlikely. */
  severity: Severity;
  consumer: string;
  wayOut: string;
}

const compile = 'consumers that use it no longer compile against the newly generated code';

/** buf's breaking rules as they are judged here; rules of its that follow from others of one change are not repeated. */
export const checks = {
  FIELD_NO_DELETE_UNLESS_NUMBER_RESERVED: {
    severity: 'error',
    consumer:
      'readers lose the value, and a later field with the same number would be read as this one in old messages',
    wayOut:
      'mark the field deprecated, wait until nobody reads it, then remove it and reserve its number and name in the same change',
  },
  FIELD_NO_DELETE_UNLESS_NAME_RESERVED: {
    severity: 'warning',
    consumer:
      'readers of JSON and of text format lose the value, and its name can come back with another meaning',
    wayOut: 'reserve the name beside the number',
  },
  FIELD_NO_DELETE: {
    severity: 'warning',
    consumer: `${compile}, and they read its default from new messages`,
    wayOut: 'mark the field deprecated for a release before it is removed and reserved',
  },
  FIELD_WIRE_COMPATIBLE_TYPE: {
    severity: 'error',
    consumer: 'consumers with the old definition read garbage or fail, as the bytes mean something else',
    wayOut:
      'add a field with a new number and the new type, write both, and remove the old one when nobody reads it',
  },
  FIELD_WIRE_JSON_COMPATIBLE_TYPE: {
    severity: 'warning',
    consumer:
      'consumers of JSON meet another type, values that do not fit are cut, and generated code changes',
    wayOut:
      'add a field with a new number and the new type, write both, and remove the old one when nobody reads it',
  },
  FIELD_SAME_TYPE: {
    severity: 'warning',
    consumer: `${compile}; what is on the wire stays readable`,
    wayOut: 'keep the type and add a field with the new one',
  },
  FIELD_SAME_NAME: {
    severity: 'warning',
    consumer: `${compile}, and consumers of JSON do not find the field under its new name`,
    wayOut: 'keep the name, or add a field with the new name and a new number and write both for a while',
  },
  FIELD_SAME_JSON_NAME: {
    severity: 'warning',
    consumer: 'consumers of JSON do not find the field under its new name',
    wayOut: 'keep json_name as it is',
  },
  FIELD_WIRE_COMPATIBLE_CARDINALITY: {
    severity: 'error',
    consumer:
      'consumers with the old definition misread the field, as lists of numbers are packed and single values are not',
    wayOut: 'add a repeated or single field with a new number and fill both',
  },
  FIELD_WIRE_JSON_COMPATIBLE_CARDINALITY: {
    severity: 'error',
    consumer:
      'consumers of JSON meet a list where a value was, or the other way, and only one of several values is kept',
    wayOut: 'add a repeated or single field with a new number and fill both',
  },
  FIELD_SAME_CARDINALITY: {
    severity: 'warning',
    consumer:
      'generated code gains or loses the way to ask whether the field is set; what is on the wire stays readable',
    wayOut: 'leave the presence as it is, or announce it with a release of the generated code',
  },
  FIELD_SAME_ONEOF: {
    severity: 'warning',
    consumer: `${compile}, and only one field of a oneof keeps its value`,
    wayOut: 'leave the field where it is and add a new one to the oneof',
  },
  FIELD_SAME_DEFAULT: {
    severity: 'warning',
    consumer: 'consumers with the old definition read another value where the field is not set',
    wayOut: 'keep the default and set the value explicitly',
  },
  MESSAGE_SAME_REQUIRED_FIELDS: {
    severity: 'error',
    consumer: 'messages of the one side, without the field, are refused by the other',
    wayOut: 'add fields as optional, and check in code what must be there',
  },
  MESSAGE_NO_DELETE: {
    severity: 'error',
    consumer: compile,
    wayOut: 'mark it deprecated, wait until nobody uses it, then remove it',
  },
  MESSAGE_NO_REMOVE_STANDARD_DESCRIPTOR_ACCESSOR: {
    severity: 'warning',
    consumer: 'generated code loses the accessor that consumers call',
    wayOut: 'leave the option unset',
  },
  ENUM_NO_DELETE: {
    severity: 'error',
    consumer: compile,
    wayOut: 'mark it deprecated, wait until nobody uses it, then remove it',
  },
  ENUM_VALUE_NO_DELETE_UNLESS_NUMBER_RESERVED: {
    severity: 'error',
    consumer:
      'consumers that still send or store it are not understood, and a later value with the same number would be taken for it',
    wayOut: 'mark the value deprecated, then remove it and reserve its number and name in the same change',
  },
  ENUM_VALUE_NO_DELETE_UNLESS_NAME_RESERVED: {
    severity: 'warning',
    consumer:
      'consumers of JSON send a name that is no longer understood, and it can come back with another meaning',
    wayOut: 'reserve the name beside the number',
  },
  ENUM_VALUE_NO_DELETE: {
    severity: 'warning',
    consumer: compile,
    wayOut: 'mark the value deprecated for a release before it is removed and reserved',
  },
  ENUM_VALUE_SAME_NAME: {
    severity: 'warning',
    consumer: `${compile}, and consumers of JSON send or meet another name`,
    wayOut: 'keep the old name as an alias with option allow_alias',
  },
  ENUM_FIRST_VALUE_SAME: {
    severity: 'warning',
    consumer: 'consumers with the old definition read another value where the field is not set',
    wayOut: 'keep the first value first',
  },
  ONEOF_NO_DELETE: {
    severity: 'warning',
    consumer: compile,
    wayOut: 'keep the oneof with its fields, and add new ones beside it',
  },
  EXTENSION_NO_DELETE: {
    severity: 'error',
    consumer: `${compile}, and its number can come back with another meaning`,
    wayOut: 'mark it deprecated, wait until nobody uses it, then remove it',
  },
  EXTENSION_MESSAGE_NO_DELETE: {
    severity: 'warning',
    consumer: 'extensions of others with these numbers are no longer valid',
    wayOut: 'keep the range',
  },
  RESERVED_MESSAGE_NO_DELETE: {
    severity: 'warning',
    consumer:
      'old messages and consumers still use what was reserved, and can misread what comes in its place',
    wayOut: 'keep what is reserved, and take the next free number',
  },
  RESERVED_ENUM_NO_DELETE: {
    severity: 'warning',
    consumer:
      'old messages and consumers still use what was reserved, and can misread what comes in its place',
    wayOut: 'keep what is reserved, and take the next free number',
  },
  SERVICE_NO_DELETE: {
    severity: 'error',
    consumer: 'calls to it are answered with UNIMPLEMENTED',
    wayOut: 'mark it deprecated and serve it until no calls come any more',
  },
  RPC_NO_DELETE: {
    severity: 'error',
    consumer: 'calls to it are answered with UNIMPLEMENTED',
    wayOut: 'mark it deprecated and serve it until no calls come any more',
  },
  RPC_SAME_REQUEST_TYPE: {
    severity: 'error',
    consumer: 'the server reads requests of old clients as another message',
    wayOut: 'add a method with the new request, and serve both until the old one is not called any more',
  },
  RPC_SAME_RESPONSE_TYPE: {
    severity: 'error',
    consumer: 'old clients read the response as another message',
    wayOut: 'add a method with the new response, and serve both until the old one is not called any more',
  },
  RPC_SAME_CLIENT_STREAMING: {
    severity: 'error',
    consumer:
      'old clients send one request where a stream is expected, or the other way, and generated code changes',
    wayOut: 'add a method that streams beside the one that does not',
  },
  RPC_SAME_SERVER_STREAMING: {
    severity: 'error',
    consumer:
      'old clients expect one response where a stream comes, or the other way, and generated code changes',
    wayOut: 'add a method that streams beside the one that does not',
  },
  RPC_SAME_IDEMPOTENCY_LEVEL: {
    severity: 'warning',
    consumer: 'clients and proxies that retry, cache or use GET by the old level do so wrongly',
    wayOut: 'add a method with the new level',
  },
  FILE_NO_DELETE: {
    severity: 'error',
    consumer: 'consumers that import the file, or call what it declares, no longer build',
    wayOut: 'mark what it declares as deprecated, wait until nobody uses it, then remove it',
  },
  FILE_SAME_PACKAGE: {
    severity: 'error',
    consumer: 'calls by the old package are answered with UNIMPLEMENTED, and all generated names change',
    wayOut: 'add the new package beside the old one and serve both',
  },
  FILE_SAME_SYNTAX: {
    severity: 'warning',
    consumer: 'defaults, presence and unknown enum values are treated otherwise than before',
    wayOut: 'move to an edition with features that keep the behaviour',
  },
  FILE_SAME_OPTION: {
    severity: 'warning',
    consumer: 'generated code moves or changes its names, so consumers have to change their imports',
    wayOut: 'keep the option until the next major version of the generated code',
  },
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof checks;
