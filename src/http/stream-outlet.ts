/** The raw response as the outlet of a stream: one system call for what the response itself would send in three pieces. */
import type { AppEnv } from './environment.ts';
import type { Outlet } from '../answer/send-live.ts';

/**
 * An outlet over a response whose head is sent. Each piece goes to the socket as one chunk of HTTP/1.1 (RFC 9112, 7.1),
 * already framed: `outgoing.write` gives the system size, text and end of each chunk as pieces of their own.
 */
export function createOutlet(outgoing: AppEnv['Bindings']['outgoing']): Outlet {
  const { socket } = outgoing;
  const direct = socket !== null && 'chunkedEncoding' in outgoing && outgoing.chunkedEncoding;
  return {
    write: (bytes) => {
      if (outgoing.destroyed) return true;
      // Behind another response on the same connection, or on HTTP/1.0, the response knows best.
      if (!direct || outgoing.writableLength > socket.writableLength) return outgoing.write(bytes);
      return socket.write(asChunk(bytes));
    },
    onDrain: (resume) => {
      if (direct) socket.on('drain', resume);
      else outgoing.on('drain', resume);
      outgoing.once('close', () => socket?.off('drain', resume));
    },
    end: () => void outgoing.end(),
  };
}

/** A copy of a few hundred bytes costs less than three writes. */
function asChunk(bytes: Buffer): Buffer {
  const size = `${bytes.length.toString(16)}\r\n`;
  const chunk = Buffer.allocUnsafe(size.length + bytes.length + 2);
  chunk.write(size, 0, 'latin1');
  bytes.copy(chunk, size.length);
  chunk.write('\r\n', size.length + bytes.length, 'latin1');
  return chunk;
}
