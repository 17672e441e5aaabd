/** Inclusive. */
export interface NumberRange {
  from: number;
  to: number;
}

export interface ProtoField {
  name: string;
  number: number;
  /** As written (`string`, `Money`, `.orders.v1.Money`), `map<string, Money>`, or a group's message name. */
  type: string;
  label: 'optional' | 'required' | 'repeated' | '';
  isGroup: boolean;
  oneof: string | null;
  /** Of its own only, by name as written: `deprecated`, `json_name`, `(validate.rules).string.min_len`. */
  options: ReadonlyMap<string, string>;
  /** 1-based. */
  line: number;
}

/** What numbers and names a message or an enum will not use again. */
export interface Reserved {
  ranges: NumberRange[];
  names: Set<string>;
}

export interface ProtoMessage {
  /** With its package and the messages around it. */
  fullName: string;
  line: number;
  fields: ProtoField[];
  oneofs: { name: string; line: number }[];
  reserved: Reserved;
  extensionRanges: NumberRange[];
  options: ReadonlyMap<string, string>;
}

export interface ProtoEnumValue {
  name: string;
  number: number;
  options: ReadonlyMap<string, string>;
  line: number;
}

export interface ProtoEnum {
  fullName: string;
  line: number;
  values: ProtoEnumValue[];
  reserved: Reserved;
  options: ReadonlyMap<string, string>;
}

export interface ProtoMethod {
  name: string;
  request: string;
  response: string;
  clientStreaming: boolean;
  serverStreaming: boolean;
  options: ReadonlyMap<string, string>;
  line: number;
}

export interface ProtoService {
  fullName: string;
  line: number;
  methods: ProtoMethod[];
  options: ReadonlyMap<string, string>;
}

/** A field that a file adds to a message of another. */
export interface ProtoExtension {
  /** The message as written. */
  extendee: string;
  /** Where it is declared: package or message. */
  scope: string;
  field: ProtoField;
}

/** What one .proto file declares; messages and enums nested in messages stand beside them. */
export interface ProtoFile {
  path: string;
  package: string;
  packageLine: number | null;
  /** `proto2`, `proto3`, or the edition: `2023`. */
  syntax: string;
  syntaxLine: number | null;
  imports: string[];
  options: ReadonlyMap<string, { value: string; line: number }>;
  messages: ProtoMessage[];
  enums: ProtoEnum[];
  services: ProtoService[];
  extensions: ProtoExtension[];
}
