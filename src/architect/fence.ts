import { createHmac } from 'node:crypto';

/**
 * Puts text from outside between tags that it cannot imitate. The nonce is HMAC(secret, source and content): nobody
 * without the secret can write the closing tag, yet equal content gives equal bytes, so that caches hold.
 * `source` is a word of ours (`diff`, `title`); names from the repository belong into `text`.
 */
export function fence(secret: string, source: string, text: string): string {
  const nonce = createHmac('sha256', secret)
    .update(source)
    .update('\0')
    .update(text)
    .digest('hex')
    .slice(0, 32);
  return `<untrusted source="${source}" nonce="${nonce}">\n${text}\n</untrusted nonce="${nonce}">`;
}
