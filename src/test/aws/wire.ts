/**
 * How AWS services write their answers. Values are plain objects; which XML or JSON they become depends on the
 * service's protocol.
 */

/** `query`: IAM, STS. `ec2`: EC2. `rest-xml`: S3, S3 Control. `rest-json`: GuardDuty, Access Analyzer. `json`: CloudTrail, Cost Explorer, SQS. */
export type Protocol = 'query' | 'ec2' | 'rest-xml' | 'rest-json' | 'json';

/** One HTTP answer. Status defaults to 200. */
export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** An answer of a query-protocol service: `<OpResponse><OpResult>…`; arrays become `<member>` lists. */
export function queryReply(operation: string, result: object | null): Reply {
  const inner = result === null ? '' : `<${operation}Result>${toXml(result, 'member')}</${operation}Result>`;
  return xmlBody(
    `<${operation}Response>${inner}<ResponseMetadata><RequestId>${REQUEST_ID}</RequestId></ResponseMetadata></${operation}Response>`,
  );
}

/** An answer of EC2: keys are EC2's wire names (`regionInfo`), arrays become `<item>` lists. */
export function ec2Reply(operation: string, result: object): Reply {
  return xmlBody(
    `<${operation}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>${REQUEST_ID}</requestId>${toXml(result, 'item')}</${operation}Response>`,
  );
}

/** An answer of a REST XML service; an array repeats its own element name, as S3 does. */
export function xmlReply(root: string, result: object, headers: Record<string, string> = {}): Reply {
  const reply = xmlBody(`<${root}>${toXml(result, null)}</${root}>`);
  return { ...reply, headers: { ...reply.headers, ...headers } };
}

/** An answer of a REST JSON or JSON 1.x service. Dates must already be in the service's own form. */
export function jsonReply(result: unknown, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(result) };
}

/** An error as the protocol writes it. */
export function errorReply(protocol: Protocol, code: string, message: string, status: number): Reply {
  const text = `<Code>${escapeXml(code)}</Code><Message>${escapeXml(message)}</Message>`;
  switch (protocol) {
    case 'query':
      return xmlBody(
        `<ErrorResponse><Error><Type>Sender</Type>${text}</Error><RequestId>${REQUEST_ID}</RequestId></ErrorResponse>`,
        status,
      );
    case 'ec2':
      return xmlBody(
        `<Response><Errors><Error>${text}</Error></Errors><RequestID>${REQUEST_ID}</RequestID></Response>`,
        status,
      );
    case 'rest-xml':
      return xmlBody(`<Error>${text}<RequestId>${REQUEST_ID}</RequestId></Error>`, status);
    case 'rest-json': {
      const reply = jsonReply({ message }, status);
      return { ...reply, headers: { ...reply.headers, 'x-amzn-errortype': code } };
    }
    case 'json':
      return jsonReply({ __type: code, message }, status);
  }
}

/** Objects and arrays as XML. `listElement` names array entries; null repeats the array's own key. undefined is left out. */
export function toXml(value: unknown, listElement: string | null): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return escapeXml(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  return Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .map(([key, entry]) => element(key, entry, listElement))
    .join('');
}

/** Repeats the key once per item instead of making a list, as maps need: `<entry>…</entry><entry>…</entry>`. */
export function repeated(items: readonly unknown[]): object {
  return { [REPEATED]: items };
}

const REPEATED = Symbol('repeated');

/** A slice of `items` and the token of the next one, if there is one. Tokens are opaque to clients. */
export function pageOf<Item>(
  items: readonly Item[],
  token: string | null | undefined,
  size: number,
): { items: Item[]; next: string | undefined } {
  const start = token ? Number(Buffer.from(token, 'base64url').toString().slice('from-'.length)) : 0;
  const end = start + Math.max(1, size);
  return {
    items: items.slice(start, end),
    next: end < items.length ? Buffer.from(`from-${end}`).toString('base64url') : undefined,
  };
}

function element(key: string, value: unknown, listElement: string | null): string {
  const items = (value as { [REPEATED]?: unknown[] } | null)?.[REPEATED];
  if (items) return items.map((item) => `<${key}>${toXml(item, listElement)}</${key}>`).join('');
  if (!Array.isArray(value)) return `<${key}>${toXml(value, listElement)}</${key}>`;
  const entries: unknown[] = value;
  if (listElement === null) return entries.map((entry) => `<${key}>${toXml(entry, null)}</${key}>`).join('');
  const inner = entries.map((entry) => `<${listElement}>${toXml(entry, listElement)}</${listElement}>`).join('');
  return `<${key}>${inner}</${key}>`;
}

function escapeXml(text: string): string {
  return text.replace(
    /[<>&"'\p{Cc}\p{Cs}]/gu,
    (character) => NAMED[character] ?? `&#x${character.codePointAt(0)!.toString(16)};`,
  );
}

const NAMED: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;', "'": '&apos;' };

const REQUEST_ID = '00000000-0000-4000-8000-000000000000';

function xmlBody(xml: string, status = 200): Reply {
  return {
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${xml}`,
  };
}
