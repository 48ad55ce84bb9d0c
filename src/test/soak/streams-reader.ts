/** A client on the wire whose connection is cut where the test says, down to the byte. */
import { request as open } from 'node:http';

/** Where the connection is cut: after so many bytes of body, or so many ms after the request; null: not at all. */
export type Cut = { afterBytes: number } | { afterMs: number } | null;

export interface Leg {
  /** 0: the connection was cut before the head of the response came. */
  status: number;
  /** Whole events as they came, comments and [DONE] left out; half an event counts for nothing, as in any client. */
  events: string[];
  /** Of the last whole event. */
  lastEventId: string | null;
  /** [DONE] came. */
  done: boolean;
  /** The cut fell inside an event. */
  midEvent: boolean;
}

export interface LegRequest {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: object;
  /** Called once the first event is there. */
  onFirst?: (event: string) => void;
}

/** Reads a stream to its end or its cut. A connection that breaks ends the leg too; only a failed connect throws. */
export function readLeg(asked: LegRequest, cut: Cut = null): Promise<Leg> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    let bytes = 0;
    let status = 0;
    let told = false;
    const finish = (): void => {
      clearTimeout(timer);
      resolve({ status, ...readEvents(Buffer.concat(received)) });
    };
    const request = open(
      asked.url,
      {
        method: asked.method ?? 'GET',
        agent: false,
        headers: { ...(asked.body ? { 'content-type': 'application/json' } : {}), ...asked.headers },
      },
      (response) => {
        status = response.statusCode ?? 0;
        response.on('data', (data: Buffer) => {
          const room = cut && 'afterBytes' in cut ? cut.afterBytes - bytes : Infinity;
          received.push(data.subarray(0, Math.min(data.length, room)));
          bytes += received.at(-1)!.length;
          if (!told && asked.onFirst) {
            const [first] = readEvents(Buffer.concat(received)).events;
            told = first !== undefined;
            if (first !== undefined) asked.onFirst(first);
          }
          if (data.length >= room) request.destroy();
        });
        response.on('error', () => undefined);
        response.on('close', finish);
      },
    );
    const timer = setTimeout(() => request.destroy(), cut && 'afterMs' in cut ? cut.afterMs : 600_000);
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (status > 0) return;
      if (error.code === 'ECONNRESET') finish();
      else reject(error);
    });
    request.end(asked.body ? JSON.stringify(asked.body) : undefined);
  });
}

function readEvents(bytes: Buffer): Omit<Leg, 'status'> {
  const text = bytes.toString('latin1');
  const end = text.lastIndexOf('\n\n') + 2;
  const blocks = end < 2 ? [] : text.slice(0, end - 2).split('\n\n');
  const events = blocks.filter((block) => block.startsWith('id: '));
  return {
    events,
    lastEventId: events.length > 0 ? /^id: (\S+)/.exec(events.at(-1)!)![1]! : null,
    done: blocks.at(-1) === 'data: [DONE]',
    midEvent: end < text.length && text.length > 2,
  };
}

/** The `data` of an event as JSON; the bytes are kept as latin1, one character each. */
export function partOf(event: string): { type: string } & Record<string, unknown> {
  const data = event.slice(event.indexOf('\ndata: ') + '\ndata: '.length);
  return JSON.parse(Buffer.from(data, 'latin1').toString()) as { type: string } & Record<string, unknown>;
}
