import { createHash } from 'node:crypto';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The job id of a delivery: its GUID, which GitHub makes a UUID. Anything else (a test tool's id) is hashed to
 * a UUID of version 8 (RFC 9562), so that the same id is the same job.
 */
export function toJobId(deliveryId: string): string {
  const id = deliveryId.toLowerCase();
  if (uuid.test(id)) return id;
  const hash = createHash('sha256').update(deliveryId).digest('hex');
  const variant = ((Number.parseInt(hash.charAt(16), 16) & 3) | 8).toString(16);
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}
