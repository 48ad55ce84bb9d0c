import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runZombie } from './kills-zombie.ts';

const server = process.env['TEST_DATABASE_URL'];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-zombie-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

// Two processes need a PostgreSQL: `npm run test:pg` and `npm run soak` bring one.
describe.skipIf(!server)('a process frozen until its lease ran out', () => {
  it.each([
    // Its read is done, its rows not begun: the fence refuses them.
    { point: 'read', interrupted: 1 },
    // Inside the storing transaction, holding its rows: the server ends it, and the successor goes on.
    { point: 'store', interrupted: 1 },
    // Inside the transaction that takes the lease: nobody ever knew of that run.
    { point: 'lease', interrupted: 0 },
  ] as const)('at "$point" stores nothing of its own', { timeout: 300_000 }, async (expected) => {
    const report = await runZombie(server!, expected.point, folder);
    expect(report).toMatchObject({ ...expected, differences: [] });
    expect(report.rows).toBeGreaterThan(50);
    if (expected.point === 'read') expect(report).toMatchObject({ survived: true, undone: 1 });
  });
});
