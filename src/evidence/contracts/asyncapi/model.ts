import type { DocumentNode } from '../json-schema/document-store.ts';

/** From the application's point of view; `describes` for a channel without operations, `reply` is its answer to one. */
export type Action = 'sends' | 'receives' | 'sends replies' | 'receives replies' | 'describes';

/** What versions 2 and 3 of AsyncAPI have in common. */
export interface AsyncapiModel {
  servers: Map<string, Server>;
  /** By address with its parameters' names left out. */
  channels: Map<string, Channel>;
}

export interface Server {
  name: string;
  at: DocumentNode;
  /** Host, port and path in lower case, without the protocol. */
  host: string;
  protocol: string;
  security: Security;
  bindings: string;
}

/** The schemes of which one is asked for, with their types (empty where not known); empty: none is. */
export type Security = ReadonlyMap<string, string>;

export interface Channel {
  /** Its key in a document of version 3, its address in one of version 2. */
  name: string;
  address: string;
  at: DocumentNode;
  /** Allowed values of parameters in the order of the address; null when any is. */
  parameters: (string[] | null)[];
  operations: Map<Action, Operation>;
  bindings: string;
}

export interface Operation {
  action: Action;
  at: DocumentNode;
  messages: Message[];
  security: Security;
  bindings: string;
}

export interface Message {
  name: string;
  /** Every name it goes by: of its reference, its key, its id, its title. */
  names: string[];
  /** Otherwise its payload stands for its name. */
  isNamed: boolean;
  at: DocumentNode;
  payload: DocumentNode | null;
  headers: DocumentNode | null;
  schemaFormat: string | null;
  contentType: string | null;
  correlation: string | null;
  bindings: string;
}
