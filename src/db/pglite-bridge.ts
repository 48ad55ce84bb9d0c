/**
 * Lets postgres.js speak to an in-process PGlite through its `socket` option: nothing listens, one driver serves both
 * databases. PGlite runs one protocol batch at a time; a connection inside a transaction keeps it until that ends.
 */
import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';

const SSL_REQUEST = 80877103;
const CANCEL_REQUEST = 80877102;
const TYPE = { query: 0x51, sync: 0x53, flush: 0x48, terminate: 0x58, copyData: 0x64, copyDone: 0x63, copyFail: 0x66 };
const COPY_IN_RESPONSE = 0x47;
const NOTIFICATION = 0x41;

interface Batch {
  from: Connection;
  bytes: Uint8Array;
  /** The bridge already answered CopyInResponse, so PGlite's own is dropped. */
  dropCopyInResponse: boolean;
  done: () => void;
}

interface Connection {
  stream: Duplex;
  deliver(bytes: Buffer, dropCopyInResponse: boolean): void;
}

/** A factory for postgres.js's `socket` option. Each call is one connection to the same embedded database. */
export function bridgeSockets(database: PGlite): () => Duplex {
  const connections = new Set<Connection>();
  const queue: Batch[] = [];
  let owner: Connection | null = null;
  let running = false;

  const drain = async () => {
    if (running) return;
    running = true;
    try {
      for (;;) {
        const index = owner ? queue.findIndex((batch) => batch.from === owner) : 0;
        const batch = index < 0 ? undefined : queue.splice(index, 1)[0];
        if (!batch) return;
        await runBatch(batch);
      }
    } finally {
      running = false;
    }
  };

  const runBatch = async (batch: Batch) => {
    try {
      await database.runExclusive(() =>
        database.execProtocolRawStream(batch.bytes, {
          onRawData: (data) => batch.from.deliver(Buffer.from(data), batch.dropCopyInResponse),
        }),
      );
    } catch (error) {
      batch.from.stream.destroy(error as Error);
    }
    // Closed under a query that was still waiting, it cannot even be asked.
    owner = database.ready && database.isInTransaction() ? batch.from : null;
    batch.done();
  };

  const submit = (from: Connection, parts: Buffer[], dropCopyInResponse = false) =>
    new Promise<void>((resolve) => {
      queue.push({ from, bytes: new Uint8Array(Buffer.concat(parts)), dropCopyInResponse, done: resolve });
      void drain();
    });

  const release = async (connection: Connection) => {
    connections.delete(connection);
    if (owner !== connection) return;
    await database.runExclusive(() => database.exec('rollback')).catch(() => undefined);
    owner = null;
    void drain();
  };

  /** Notifications go to every connection: PGlite is one backend, so it cannot know who listens. */
  const broadcast = (message: Buffer, except: Connection) => {
    for (const connection of connections) if (connection !== except) connection.stream.push(message);
  };

  return () => openConnection({ submit, release, broadcast, connections });
}

interface Hub {
  submit(from: Connection, parts: Buffer[], dropCopyInResponse?: boolean): Promise<void>;
  release(connection: Connection): Promise<void>;
  broadcast(message: Buffer, except: Connection): void;
  connections: Set<Connection>;
}

function openConnection(hub: Hub): Duplex {
  let pending: Buffer = Buffer.alloc(0);
  let undelivered: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let started = false;
  let copying = false;

  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => undefined,
    write: (chunk: Buffer, _encoding, callback) => {
      accept(chunk).then(() => callback(), callback);
    },
    final: (callback) => {
      stream.push(null);
      callback();
    },
    destroy: (error, callback) => {
      hub.release(connection).then(
        () => callback(error),
        () => callback(error),
      );
    },
  });
  const connection: Connection = {
    stream,
    deliver: (bytes, dropCopyInResponse) => {
      const { messages, rest } = splitMessages(undelivered.length > 0 ? Buffer.concat([undelivered, bytes]) : bytes);
      undelivered = rest;
      const kept = messages.filter((message) => {
        if (message[0] === NOTIFICATION) hub.broadcast(message, connection);
        return !(dropCopyInResponse && message[0] === COPY_IN_RESPONSE);
      });
      if (kept.length > 0) stream.push(Buffer.concat(kept));
    },
  };
  hub.connections.add(connection);

  const flush = async (dropCopyInResponse = false) => {
    const batch = parts;
    parts = [];
    await hub.submit(connection, batch, dropCopyInResponse);
  };

  const accept = async (chunk: Buffer) => {
    let bytes = pending.length > 0 ? Buffer.concat([pending, chunk]) : chunk;
    for (;;) {
      const length = nextLength(bytes, started);
      if (length === null) break;
      const message = bytes.subarray(0, length);
      bytes = bytes.subarray(length);
      if (started) await acceptMessage(message);
      else await acceptStartup(message);
    }
    pending = Buffer.from(bytes);
  };

  const acceptStartup = async (message: Buffer) => {
    const code = message.readInt32BE(4);
    if (code === SSL_REQUEST) stream.push(Buffer.from('N'));
    else if (code === CANCEL_REQUEST) stream.push(null);
    else {
      started = true;
      parts.push(message);
      await flush();
    }
  };

  const acceptMessage = async (message: Buffer) => {
    const type = message[0]!;
    if (type === TYPE.terminate) {
      stream.destroy();
    } else if (copying) {
      await acceptCopy(type, message);
    } else {
      parts.push(message);
      if (type === TYPE.query && COPY_FROM_STDIN.test(message.toString('utf8', 5))) {
        copying = true;
        stream.push(COPY_IN_READY);
      } else if (type === TYPE.sync || type === TYPE.query || type === TYPE.flush) {
        await flush();
      }
    }
  };

  /** COPY data is held and sent with its query as one batch: PGlite cannot pause in the middle of a COPY. */
  const acceptCopy = async (type: number, message: Buffer) => {
    if (type !== TYPE.copyData && type !== TYPE.copyDone && type !== TYPE.copyFail) return;
    parts.push(message);
    if (type === TYPE.copyData) return;
    copying = false;
    await flush(true);
  };

  // postgres.js says goodbye only to an open socket and then waits for its close.
  Object.defineProperty(stream, 'readyState', { get: () => (stream.destroyed ? 'closed' : 'open') });
  return Object.assign(stream, {
    setKeepAlive: () => stream,
    setNoDelay: () => stream,
    ref: () => stream,
    unref: () => stream,
  });
}

const COPY_FROM_STDIN = /^\s*copy\b[\s\S]*\bfrom\s+stdin/i;

const COPY_IN_READY = Buffer.from([COPY_IN_RESPONSE, 0, 0, 0, 7, 0, 0, 0]);

/** Length of the next whole message, or null while it is incomplete. Start-up messages carry no type byte. */
function nextLength(bytes: Buffer, started: boolean): number | null {
  const head = started ? 1 : 0;
  if (bytes.length < (started ? 5 : 8)) return null;
  const length = head + bytes.readInt32BE(head);
  return bytes.length < length ? null : length;
}

/** PGlite hands out its answer in 8 kB pieces that end anywhere: what is cut waits for its other half. */
function splitMessages(bytes: Buffer): { messages: Buffer[]; rest: Buffer } {
  const messages: Buffer[] = [];
  let offset = 0;
  for (;;) {
    const length = nextLength(bytes.subarray(offset), true);
    if (length === null) return { messages, rest: bytes.subarray(offset) };
    messages.push(bytes.subarray(offset, offset + length));
    offset += length;
  }
}
