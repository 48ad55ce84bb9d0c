/** Which addresses may become a link at all: the AWS console, over https, and nothing else. */

const CONSOLE_HOST = /^(?:[a-z0-9-]+\.)*console\.aws\.amazon\.com$/;

/** The address when it is one of the AWS console's own (https, no port, no credentials in it), else null. */
export function consoleLink(address: string | undefined): string | null {
  if (address === undefined || !URL.canParse(address)) return null;
  const url = new URL(address);
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return null;
  return CONSOLE_HOST.test(url.hostname) ? url.href : null;
}
