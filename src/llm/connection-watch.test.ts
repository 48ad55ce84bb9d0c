/** The connect timer measures the connection, not the model's thinking before its headers. */
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, test } from 'vitest';
import { newStats } from './attempt.ts';
import { textOfAttempt } from '../test/providers/observe.ts';
import { createProviderAt } from '../test/providers/providers.ts';
import { DEFAULT_TEXT, startProviderStandIn } from '../test/providers/stand-in.ts';
import { healthyScript } from '../test/providers/steps.ts';
import { toPieces, WIRE_KINDS } from '../test/providers/wire.ts';

const LIMITS = { connectMs: 500, firstTokenMs: 5_000, idleMs: 5_000, totalMs: 10_000, slowestCharsPerSecond: 0 };

test.each(WIRE_KINDS)('%s: late headers over a live connection are waited for', async (kind) => {
  const standIn = await startProviderStandIn(kind);
  standIn.script([{ do: 'wait', ms: 900 }, ...healthyScript(kind, { pieces: toPieces(DEFAULT_TEXT) })]);
  const stats = newStats();
  expect(await textOfAttempt(createProviderAt(kind, standIn.baseUrl), LIMITS, stats)).toBe(DEFAULT_TEXT);
  expect(stats.connectMs).toBeLessThan(stats.firstTokenMs ?? 0);
  expect(stats.firstTokenMs).toBeGreaterThanOrEqual(850);
  await standIn.close();
});

test.each(WIRE_KINDS)('%s: a handshake that never ends is a connection that is not made', async (kind) => {
  const sockets: Socket[] = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => undefined).resume()));
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const provider = createProviderAt(kind, `https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await expect(textOfAttempt(provider, LIMITS)).rejects.toMatchObject({ errorClass: 'timeout_connect' });
  await expect
    .poll(() => sockets.every((socket) => socket.destroyed || socket.readableEnded || socket.closed))
    .toBe(true);
  for (const socket of sockets) socket.destroy();
  server.close();
});
