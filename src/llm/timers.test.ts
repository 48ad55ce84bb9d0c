import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import type { ErrorClass } from './provider.ts';
import { startTimers } from './timers.ts';
import type { AttemptTimers, TimerLimits } from './timers.ts';

const LIMITS: TimerLimits = { connectMs: 80, firstTokenMs: 160, idleMs: 100, totalMs: 2_000, slowestCharsPerSecond: 0 };

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function start(limits: Partial<TimerLimits> = {}): {
  timers: AttemptTimers;
  expired: Promise<ErrorClass>;
  isOver: () => boolean;
} {
  const { promise: expired, resolve } = Promise.withResolvers<ErrorClass>();
  let over = false;
  const timers = startTimers({ ...LIMITS, ...limits }, (errorClass) => {
    expect(over).toBe(false);
    over = true;
    resolve(errorClass);
  });
  return { timers, expired, isOver: () => over };
}

test('a connection that is not made', async () => {
  expect(await start().expired).toBe('timeout_connect');
});

test('a first word that does not come', async () => {
  const { timers, expired } = start();
  timers.sawConnection();
  expect(await expired).toBe('timeout_first_token');
});

test('silence after text', async () => {
  const { timers, expired } = start();
  timers.sawText(5);
  expect(await expired).toBe('timeout_idle');
});

test('text resets the silence', async () => {
  const { timers, isOver } = start({ idleMs: 600 });
  for (let index = 0; index < 16; index += 1) {
    await after(50);
    timers.sawText(5);
  }
  expect(isOver()).toBe(false);
  timers.stop();
});

test('a drip counts as silence', async () => {
  const { timers, expired, isOver } = start({ slowestCharsPerSecond: 100 });
  timers.sawText(5);
  const drip = setInterval(() => timers.sawText(1), 15);
  expect(await expired).toBe('timeout_idle');
  expect(isOver()).toBe(true);
  clearInterval(drip);
});

test('what waits in a socket while this process is busy is no silence', async () => {
  const { timers, isOver } = start({ idleMs: 200 });
  const server = createServer((socket) => {
    socket.on('data', () => {
      socket.write('a word');
      // Both the timer and the word are due when this is over.
      for (const until = performance.now() + 500; performance.now() < until; );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.on('data', (bytes) => timers.sawText(bytes.length));
  timers.sawText(5);
  client.write('ask');
  await once(client, 'data');
  expect(isOver()).toBe(false);
  timers.stop();
  client.destroy();
  server.close();
});

test('the whole takes no longer than its limit, however much is said', async () => {
  const { timers, expired } = start({ totalMs: 120, idleMs: 5_000 });
  const talk = setInterval(() => timers.sawText(5), 10);
  expect(await expired).toBe('timeout_total');
  clearInterval(talk);
});

test('abandons at once, and only once', async () => {
  const { timers, expired } = start();
  timers.abandon('aborted');
  timers.abandon('timeout_idle');
  timers.sawText(5);
  expect(await expired).toBe('aborted');
});

test('a limit that is already used up is told at once', () => {
  expect(start({ firstTokenMs: -5 }).isOver()).toBe(true);
});

test('says nothing once it is stopped', async () => {
  const { timers, isOver } = start({ connectMs: 10 });
  timers.stop();
  await after(40);
  timers.sawText(1);
  await after(150);
  expect(isOver()).toBe(false);
});
