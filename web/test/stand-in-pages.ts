/** What the stand-in answers to the pages that are not the chat. */

const PAGES: Record<string, unknown> = {};

/** The recorded answer to a call, or undefined. */
export function otherPage(call: string): unknown {
  return PAGES[call];
}
