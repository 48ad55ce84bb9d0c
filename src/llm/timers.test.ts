import { expect, test } from 'vitest';
import { startTimers } from './timers.ts';
import type { AttemptTimers, TimerLimits } from './timers.ts';

const LIMITS: TimerLimits = { connectMs: 80, firstTokenMs: 160, idleMs: 100, totalMs: 2_000, slowestCharsPerSecond: 0 };

function never(): Promise<never> {
  return new Promise(() => undefined);
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function start(limits: Partial<TimerLimits> = {}): { timers: AttemptTimers; expired: () => boolean } {
  let expired = false;
  const timers = startTimers({ ...LIMITS, ...limits }, () => {
    expired = true;
  });
  return { timers, expired: () => expired };
}

test('a connection that is not made', async () => {
  const { timers, expired } = start();
  await expect(timers.wait(never())).rejects.toMatchObject({ errorClass: 'timeout_connect' });
  expect(expired()).toBe(true);
});

test('a first word that does not come', async () => {
  const { timers } = start();
  timers.sawConnection();
  await expect(timers.wait(never())).rejects.toMatchObject({ errorClass: 'timeout_first_token' });
});

test('events without text do not reset the silence', async () => {
  const { timers } = start();
  timers.sawText(5);
  const keepAlive = async (): Promise<void> => {
    for (;;) await timers.wait(after(20));
  };
  await expect(keepAlive()).rejects.toMatchObject({ errorClass: 'timeout_idle' });
});

test('text resets the silence', async () => {
  const { timers, expired } = start({ idleMs: 600 });
  for (let index = 0; index < 16; index += 1) {
    await timers.wait(after(50));
    timers.sawText(5);
  }
  expect(expired()).toBe(false);
  timers.stop();
});

test('a drip counts as silence', async () => {
  const { timers } = start({ slowestCharsPerSecond: 100 });
  timers.sawText(5);
  const drip = async (): Promise<void> => {
    for (;;) {
      await timers.wait(after(15));
      timers.sawText(1);
    }
  };
  await expect(drip()).rejects.toMatchObject({ errorClass: 'timeout_idle' });
});

test('the time in which our reader is slow does not count as silence', async () => {
  const { timers, expired } = start({ idleMs: 400 });
  timers.sawText(5);
  await after(700);
  await timers.wait(after(1));
  expect(expired()).toBe(false);
  timers.stop();
});

test('the whole takes no longer than its limit, whoever is slow', async () => {
  const { timers } = start({ totalMs: 120, idleMs: 5_000 });
  timers.sawText(5);
  await after(250);
  await expect(timers.wait(after(1))).rejects.toMatchObject({ errorClass: 'timeout_total' });
});

test('abandons at once, also when nothing is awaited yet', async () => {
  const { timers, expired } = start();
  const waiting = timers.wait(never());
  timers.abandon('aborted');
  await expect(waiting).rejects.toMatchObject({ errorClass: 'aborted' });
  await expect(timers.wait(Promise.reject(new Error('late')))).rejects.toMatchObject({ errorClass: 'aborted' });
  expect(expired()).toBe(true);
});
