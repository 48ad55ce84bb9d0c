/** The log keeps parts in a shorter form than they are sent in; what is read back must be what was sent, to the byte. */
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import type { StreamPart } from '../http/api.ts';
import { createTestDatabase } from '../test/db.ts';
import { seeded } from '../test/providers/random.ts';
import { encodeFrame } from './frames.ts';
import { framesOfRow, keptLine, partsOfRow } from './kept-parts.ts';

const MESSAGE = randomUUID();

/** What comes to one row, told one after the other. */
function rowOf(parts: readonly StreamPart[]): string {
  let named: string | null = null;
  return parts
    .map((part) => {
      const line = keptLine(part, named);
      if (part.type === 'text-delta') named = part.id;
      return line;
    })
    .join('');
}

const sent = (parts: readonly StreamPart[], seq: number) =>
  parts.map((part, index) => encodeFrame(MESSAGE, seq + index, part));

describe('a row of the log', () => {
  it('gives the frames back as they were sent, from any position', () => {
    const { pick, integer, next } = seeded(7);
    const words = [' word', '"', '{', '[1]', '\n\n', '', 'größer 🔒', '\u001e', '\ud800', '\\', 'id: x.1\ndata: {}'];
    for (let round = 0; round < 300; round += 1) {
      const parts: StreamPart[] = Array.from({ length: 1 + integer(12) }, () =>
        next() < 0.8
          ? { type: 'text-delta', id: pick(['text-1', 'text-2', '"']), delta: pick(words) + pick(words) }
          : pick<StreamPart>([
              { type: 'text-start', id: 'text-2' },
              { type: 'abort', reason: pick(['stopped', 'interrupted']) },
              { type: 'data-restart', id: 'restart', data: { textId: 'text-1', reason: 'network' } },
            ]),
      );
      const seq = integer(1_000);
      const row = { seq, parts: rowOf(parts) };
      const from = seq + integer(parts.length + 1);
      expect(framesOfRow(MESSAGE, row, from)).toBe(
        sent(parts, seq)
          .slice(from - seq)
          .join(''),
      );
      expect(framesOfRow(MESSAGE, row, 0)).toBe(sent(parts, seq).join(''));
      expect(partsOfRow(row.parts)).toEqual(parts);
    }
  });

  it('of words is a fraction of what was sent', () => {
    const parts = Array.from(
      { length: 20 },
      (): StreamPart => ({ type: 'text-delta', id: 'text-1', delta: ' buckets' }),
    );
    expect(sent(parts, 0).join('').length / rowOf(parts).length).toBeGreaterThan(8);
  });
});

it('written by a version before the shorter form is read as it was sent', async () => {
  const parts: StreamPart[] = [
    { type: 'text-start', id: 'text-1' },
    { type: 'text-delta', id: 'text-1', delta: 'a \\ "b"\n\ndata: {}\n' },
    { type: 'text-delta', id: 'text-1', delta: ' \\1 & größer' },
    { type: 'finish' },
  ];
  const database = await createTestDatabase();
  onTestFinished(() => database.close());
  await database.sql`alter table answer_chunks rename column parts to frames`;
  await database.sql`insert into answer_chunks (tenant_id, message_id, seq, last_seq, frames)
    values (${DEFAULT_TENANT}, ${MESSAGE}, 0, 2, ${sent(parts.slice(0, 3), 0).join('')}),
      (${DEFAULT_TENANT}, ${MESSAGE}, 3, 3, ${sent(parts.slice(3), 3).join('')})`;
  const migration = new URL('../../migrations/0012_compact_answer_log.sql', import.meta.url);
  await database.sql.unsafe(await readFile(migration, 'utf8'));
  const rows = await database.sql<{ seq: number; parts: string }[]>`
    select seq::int, parts from answer_chunks where message_id = ${MESSAGE} order by seq`;
  expect(rows.map((row) => framesOfRow(MESSAGE, row, 0)).join('')).toBe(sent(parts, 0).join(''));
});
