/** The labelled questions of `npm run eval`, over a test database: nothing uncited, nothing contradicted, all right. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../src/db/connect.ts';
import { DEMO_TENANT } from '../src/db/tenant.ts';
import { createTestApp } from '../src/test/app.ts';
import { createTestDatabase } from '../src/test/db.ts';
import { DEMO, DEMO_CLOCK } from '../src/test/demo.ts';
import { evaluate, type Judged } from './eval/evaluate.ts';
import { readTruth } from './eval/truth.ts';

let database: Database;
let judged: Judged[];

beforeAll(async () => {
  database = await createTestDatabase(DEMO);
  const estate = await createTestApp(database, { tenantId: DEMO_TENANT, now: DEMO_CLOCK });
  const all = async <T>(path: string) =>
    path.startsWith('/api/costs') ? (await estate.get<{ items: T[] }>(path)).items : await estate.all<T>(path);
  judged = await evaluate(
    async (question, sessionId) => {
      const asked = await estate.ask(question, sessionId ? { sessionId } : {});
      const { text, evidence, claims } = asked.message;
      return { sessionId: asked.sessionId, text, evidence, claims: claims ?? { claims: [] } };
    },
    await readTruth(DEMO_CLOCK, all),
  );
}, 240_000);
afterAll(() => database.close());

it('answers every labelled question rightly', () => {
  expect(judged.filter((one) => one.faults.length > 0).map((one) => [one.question, one.faults])).toEqual([]);
});

it('leaves no composed claim uncited or contradicted', () => {
  expect(judged.flatMap((one) => one.wrongClaims.map((claim) => [one.question, claim]))).toEqual([]);
  expect(judged.reduce((sum, one) => sum + one.verdicts.supported, 0)).toBeGreaterThan(500);
});

it('cites only evidence that exists, and has the findings that an answer needs', () => {
  for (const one of judged) expect([one.question, one.citations.valid]).toEqual([one.question, one.citations.all]);
  expect(judged.filter((one) => one.recall.found < one.recall.wanted).map((one) => one.question)).toEqual([]);
});
