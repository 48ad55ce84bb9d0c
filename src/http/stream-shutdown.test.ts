/** A server told to end while it answers: what ends soon is whole, the rest is kept as interrupted, and told so. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../config.ts';
import { connect } from '../db/connect.ts';
import { createLog } from '../log.ts';
import { startServer } from '../main.ts';
import { holdAnswer } from '../test/providers/held.ts';
import { type ProviderStandIn, startProviderStandIn } from '../test/providers/stand-in.ts';
import { serverEnvironment } from '../test/running-server.ts';
import { createStreamClient, PATIENCE, terminalsOf, withText } from '../test/stream-client.ts';

const TEXT = Array.from({ length: 10 }, (_, index) => `Sentence number ${index} has six words.`).join(' ');
const PATIENT = { FIRST_TOKEN_TIMEOUT_MS: '600000', IDLE_TIMEOUT_MS: '600000', TOTAL_TIMEOUT_MS: '900000' };
const question = (index: number) => `Which IAM users have no MFA? Ending ${index} in account 111122223333`;

describe('a server told to end', () => {
  let standIn: ProviderStandIn;
  beforeAll(async () => {
    standIn = await startProviderStandIn('groq', { text: TEXT });
  });
  afterAll(() => standIn.close());

  async function start(drainMs: number) {
    const dataDir = await mkdtemp(join(tmpdir(), 'assay-ending-'));
    const config = readConfig({ ...serverEnvironment(dataDir, standIn), ...PATIENT });
    const lines: string[] = [];
    const server = await startServer(
      config,
      createLog('info', (line) => void lines.push(line)),
      {
        http: true,
        jobs: false,
        drainMs,
      },
    );
    return { server, lines, dataDir, client: createStreamClient(server.url) };
  }

  /** What is stored once the process is gone. */
  async function answersIn(dataDir: string) {
    const database = await connect({ databaseUrl: null, dataDir });
    const rows = await database.sql<{ id: string; status: string; text: string; outcomes: string[] }[]>`
      select m.message_id as id, m.status, m.text,
        array(select c.outcome from provider_calls c where c.message_id = m.message_id and c.outcome <> 'skipped') as outcomes
      from chat_messages m where m.role = 'assistant'`;
    await database.close();
    await rm(dataDir, { recursive: true });
    return new Map(rows.map((row) => [row.id, row]));
  }

  it('stores each answer that it interrupts as its reader saw it, and tells each reader once', async () => {
    const held = holdAnswer('groq', TEXT, 30);
    standIn.script(held.script);
    const { server, lines, dataDir, client } = await start(0);
    // More than are stored at once.
    const readings = await Promise.all(
      Array.from({ length: 40 }, async (_, index) =>
        withText(await client.ask({ message: question(index) }), held.before.length),
      ),
    );
    await server.close();
    for (const { ended } of readings) expect(await ended).toMatch(/data: \[DONE\]\n\n$/);
    const stored = await answersIn(dataDir);
    for (const reading of readings) {
      expect(terminalsOf(reading.parts())).toEqual([{ type: 'abort', reason: 'interrupted' }]);
      const { id: _id, ...answer } = stored.get(reading.messageId)!;
      expect(answer).toEqual({ status: 'interrupted', text: reading.text(), outcomes: ['aborted'] });
    }
    await expect.poll(() => standIn.openResponses(), PATIENCE).toBe(0);
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    expect(lines.join('')).toContain('"interrupted":40,"left":0');
  });

  it('lets an answer end that ends in time', async () => {
    const held = holdAnswer('groq', TEXT, 30);
    standIn.script(held.script);
    const { server, lines, dataDir, client } = await start(PATIENCE.timeout);
    const reading = await withText(await client.ask({ message: question(99) }), held.before.length);
    const closed = server.close();
    await expect
      .poll(
        () =>
          fetch(`${server.url}/healthz`).then(
            () => 'open',
            () => 'shut',
          ),
        PATIENCE,
      )
      .toBe('shut');
    held.release();
    await closed;
    await reading.ended;
    expect(terminalsOf(reading.parts())).toEqual([{ type: 'finish' }]);
    expect((await answersIn(dataDir)).get(reading.messageId)).toMatchObject({ status: 'done', text: reading.text() });
    expect(lines.join('')).not.toContain('answers.interrupted');
  });
});
