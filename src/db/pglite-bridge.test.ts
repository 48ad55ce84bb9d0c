import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../test/db.ts';
import type { Database } from './connect.ts';

let database: Database;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

it('delivers answers far larger than one piece, whatever bytes the pieces end and begin with', async () => {
  const rows = await database.sql<{ n: number; text: string }[]>`
    select n, repeat(case n % 3 when 0 then 'A' when 1 then chr(255) else 'aA' || chr(200) end, n % 97) as text
    from generate_series(1, 5000) n order by n`;
  const expected = (n: number) => ['A', '\u00ff', 'aA\u00c8'][n % 3]!.repeat(n % 97);
  expect(rows).toHaveLength(5000);
  expect(rows.filter((row) => row.text !== expected(row.n))).toEqual([]);
}, 20_000);
