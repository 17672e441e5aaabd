/** What a text shows of being an AsyncAPI document. */
export interface AsyncapiSigns {
  /** Names its version of AsyncAPI near its start. */
  namesAsyncapi: boolean;
}

/** The signs of a JSON or YAML text, before it is parsed. */
export function asyncapiSigns(text: string): AsyncapiSigns {
  return { namesAsyncapi: /["']?asyncapi["']?\s{0,9}:\s{0,9}["']?[23]\./.test(text.slice(0, 200_000)) };
}
