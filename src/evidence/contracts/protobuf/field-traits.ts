import type { ProtoField, ProtoFile } from './proto-file.ts';

export type Presence = 'repeated' | 'required' | 'explicit' | 'implicit';

/**
 * Whether a field holds many values, must be set, knows whether it is set, or not: by its label and, in editions, by
 * `features.field_presence` of the field or its file (explicit unless said).
 */
export function presenceOf(field: ProtoField, file: ProtoFile): Presence {
  if (field.label === 'repeated' || field.type.startsWith('map<')) return 'repeated';
  if (field.label === 'required') return 'required';
  if (field.oneof !== null || field.label === 'optional' || file.syntax === 'proto2') return 'explicit';
  if (file.syntax === 'proto3') return 'implicit';
  const feature = 'features.field_presence';
  const presence = field.options.get(feature) ?? file.options.get(feature)?.value ?? 'EXPLICIT';
  if (presence === 'LEGACY_REQUIRED') return 'required';
  return presence === 'IMPLICIT' ? 'implicit' : 'explicit';
}

/** The field's name in JSON: what it says itself, else its name in lower camel case as protoc makes it. */
export function jsonNameOf(field: ProtoField): string {
  const own = field.options.get('json_name');
  if (own !== undefined) return own;
  return field.name.replace(/_+([a-zA-Z0-9])?/g, (_, next: string | undefined) => next?.toUpperCase() ?? '');
}
