/** Checks of an AsyncAPI document beside those of its schemas. */
export type AsyncapiCheck =
  | 'binding-changed'
  | 'channel-added'
  | 'channel-address-changed'
  | 'channel-removed'
  | 'content-type-changed'
  | 'correlation-id-changed'
  | 'document-added'
  | 'document-removed'
  | 'headers-added'
  | 'headers-removed'
  | 'message-added'
  | 'message-removed'
  | 'operation-added'
  | 'operation-removed'
  | 'parameter-value-removed'
  | 'payload-added'
  | 'payload-removed'
  | 'schema-format-changed'
  | 'security-added'
  | 'security-changed'
  | 'server-added'
  | 'server-changed'
  | 'server-protocol-changed'
  | 'server-removed';

/** Who is hurt and the compatible way; nothing for checks that hurt nobody. */
export const asyncapiAdvice: Partial<Record<AsyncapiCheck, { consumer: string; wayOut: string }>> = {
  'binding-changed': {
    consumer: 'Who set up its client by the old bindings may not be served as before',
    wayOut: 'Add a channel with the new bindings beside the old one, and drop that once nobody uses it',
  },
  'channel-address-changed': {
    consumer: 'Who subscribes or publishes at the old address talks to nobody',
    wayOut: 'Serve both addresses until every client has moved',
  },
  'channel-removed': {
    consumer: 'Who subscribes or publishes there talks to nobody',
    wayOut: 'Mark the channel deprecated, and remove it once nobody uses it',
  },
  'content-type-changed': {
    consumer: 'Who reads or writes the old encoding can do so no more',
    wayOut: 'Give the new encoding a channel or a message of its own until every client has moved',
  },
  'correlation-id-changed': {
    consumer: 'Who matches answers to questions by the old place finds no id there',
    wayOut: 'Carry the id in both places until every client reads the new one',
  },
  'document-removed': {
    consumer: 'Who builds a client from the document has no description of it any more',
    wayOut: 'Keep the document as long as the application runs, and say in it what takes its place',
  },
  'headers-removed': {
    consumer: 'Who reads the headers finds them no longer promised',
    wayOut: 'Keep the headers until no reader uses them',
  },
  'message-removed': {
    consumer: 'Who handles the message gets it no more, or has it refused',
    wayOut: 'Mark the message deprecated, and remove it once nobody sends or handles it',
  },
  'operation-removed': {
    consumer: 'Who relied on it waits for messages that never come, or sends to nobody',
    wayOut: 'Mark the operation deprecated, and remove it once nobody relies on it',
  },
  'parameter-value-removed': {
    consumer: 'Who uses the value in the address talks to nobody',
    wayOut: 'Go on serving the value until nobody uses it',
  },
  'payload-removed': {
    consumer: 'Who reads the payload finds it no longer promised',
    wayOut: 'Keep the payload until no reader uses it',
  },
  'schema-format-changed': {
    consumer: 'Who generates code from the payload or decodes it by the old format can do so no more',
    wayOut: 'Give the new format a message of its own until every client has moved',
  },
  'security-added': {
    consumer: 'Who connects without credentials is refused',
    wayOut: 'Accept credentials before they are demanded, until every client sends them',
  },
  'security-changed': {
    consumer: 'Who connects by the old scheme is refused',
    wayOut: 'Accept both schemes until every client has moved',
  },
  'server-changed': {
    consumer: 'Who connects to the old address may reach nobody',
    wayOut: 'Keep the old address answering until every client has moved',
  },
  'server-protocol-changed': {
    consumer: 'Who connects by the old protocol can do so no more',
    wayOut: 'Offer the new protocol as a server of its own beside the old one',
  },
  'server-removed': {
    consumer: 'Who connects there may reach nobody',
    wayOut: 'Keep the server until no client connects to it',
  },
};
