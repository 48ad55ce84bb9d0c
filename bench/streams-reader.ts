/**
 * One reader of the stream bench: a socket on which one request is asked and every piece is kept with the instant at
 * which it came. What the pieces say is looked at only afterwards: the reader shares the machine with what it measures.
 */
import { connect } from 'node:net';
import { decodeTokens, monotonicMs } from './streams-token.ts';

/** The pieces of one response and when each came, monotonic ms. */
export interface Received {
  pieces: { atMs: number; bytes: Buffer }[];
}

export interface ReadResult {
  text: string;
  tokens: number;
  lost: number;
  doubled: number;
  /** How often an event's id did not follow the one before it. */
  badIds: number;
  /** The provider's own text ended and the stream said so. */
  whole: boolean;
  sessionId: string | null;
  /** When each token came and how old it was then, ms. */
  ages: { atMs: number; ageMs: number }[];
}

/** Asks and reads to the end of the connection. Rejects when it breaks or is refused. */
export function receive(url: string, body: object): Promise<Received> {
  const { hostname, port, pathname } = new URL(url);
  const payload = JSON.stringify(body);
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `host: ${hostname}:${port}`,
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(payload)}`,
    'connection: close',
  ];
  const received: Received = { pieces: [] };
  const shared = Buffer.allocUnsafe(64 * 1024);
  return new Promise((resolve, reject) => {
    const onread = {
      buffer: shared,
      callback: (length: number) => {
        const bytes = Buffer.from(shared.subarray(0, length));
        received.pieces.push({ atMs: monotonicMs(), bytes });
        if (bytes.subarray(-5).equals(LAST_CHUNK)) socket.destroy();
        return true;
      },
    };
    const socket = connect({ host: hostname, port: Number(port), onread });
    socket.on('error', reject);
    socket.on('close', () => resolve(received));
    socket.write(`${head.join('\r\n')}\r\n\r\n${payload}`);
  });
}

const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/** What a response said, ours or the provider's own. Throws when it was refused. */
export function understand({ pieces }: Received): ReadResult {
  const result: ReadResult = {
    text: '',
    tokens: 0,
    lost: 0,
    doubled: 0,
    badIds: 0,
    whole: false,
    sessionId: null,
    ages: [],
  };
  const body = bodyOf(pieces);
  let lastId = -1;
  let from = 0;
  for (let end = body.bytes.indexOf('\n\n'); end >= 0; end = body.bytes.indexOf('\n\n', from)) {
    const frame = body.bytes.toString('utf8', from, end);
    from = end + 2;
    // A heartbeat.
    if (frame.startsWith(':')) continue;
    const id = /^id: [^\n]*\.(\d+)\n/.exec(frame);
    if (id && Number(id[1]) !== (lastId += 1)) result.badIds += 1;
    takeData(result, frame.slice(frame.indexOf('data: ') + 6), body.cameAt(from));
  }
  return result;
}

function takeData(result: ReadResult, data: string, atMs: number): void {
  if (data === '[DONE]') return;
  const event = JSON.parse(data) as {
    type?: string;
    delta?: string;
    messageMetadata?: { sessionId: string };
    choices?: { delta: { content?: string }; finish_reason: string | null }[];
  };
  result.sessionId ??= event.messageMetadata?.sessionId ?? null;
  if (event.type === 'finish' || event.choices?.[0]?.finish_reason === 'stop') result.whole = true;
  const text = event.delta ?? event.choices?.[0]?.delta.content ?? '';
  result.text += text;
  for (const { place, ageMs } of decodeTokens(text, atMs)) {
    if (place < result.tokens) result.doubled += 1;
    else {
      result.lost += place - result.tokens;
      result.tokens = place + 1;
    }
    result.ages.push({ atMs, ageMs });
  }
}

/** Undoes the chunks of HTTP/1.1; `cameAt` tells when the byte before a place in the body had come. Asked in order. */
function bodyOf(pieces: Received['pieces']): { bytes: Buffer; cameAt(place: number): number } {
  const all = Buffer.concat(pieces.map((piece) => piece.bytes));
  const headEnd = all.indexOf('\r\n\r\n');
  const status = all.toString('latin1', 0, Math.max(0, headEnd)).split('\r\n')[0] ?? '';
  if (!status.startsWith('HTTP/1.1 200')) throw new Error(`The answer began "${status}"`);
  const parts: Buffer[] = [];
  /** Where each chunk ends, in the body and in what came. */
  const ends: { inBody: number; inAll: number }[] = [];
  let length = 0;
  for (let at = headEnd + 4; at < all.length; ) {
    const line = all.indexOf('\r\n', at);
    const size = Number.parseInt(all.toString('latin1', at, line), 16);
    if (!(size > 0)) break;
    parts.push(all.subarray(line + 2, line + 2 + size));
    length += size;
    ends.push({ inBody: length, inAll: line + 2 + size });
    at = line + 2 + size + 2;
  }
  return { bytes: Buffer.concat(parts), cameAt: clockOf(pieces, ends) };
}

function clockOf(
  pieces: Received['pieces'],
  ends: readonly { inBody: number; inAll: number }[],
): (place: number) => number {
  let chunk = 0;
  let piece = 0;
  let pieceEnd = pieces[0]?.bytes.length ?? 0;
  return (place) => {
    while (chunk < ends.length - 1 && ends[chunk]!.inBody < place) chunk += 1;
    const { inBody, inAll } = ends[chunk]!;
    while (piece < pieces.length - 1 && pieceEnd < inAll - (inBody - place)) {
      piece += 1;
      pieceEnd += pieces[piece]!.bytes.length;
    }
    return pieces[piece]!.atMs;
  };
}
