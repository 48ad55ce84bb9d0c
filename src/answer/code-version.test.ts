/** The version of the code is the code's, and answers of other code are never served again. */
import { cp, mkdir, mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '../db/connect.ts';
import { DEFAULT_TENANT } from '../db/tenant.ts';
import { createTestApp } from '../test/app.ts';
import { createTestDatabase } from '../test/db.ts';
import { onDay } from '../test/estate.ts';
import { readCodeVersion } from './code-version.ts';

let root: string;
let database: Database;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'assay-code-'));
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
  await rm(root, { recursive: true });
});

it('is the same in every copy of the code, and another after any change that runs', async () => {
  const one = join(root, 'one');
  await mkdir(join(one, 'src/llm'), { recursive: true });
  await mkdir(join(one, 'src/test'));
  await writeFile(join(one, 'package.json'), '{}');
  await writeFile(join(one, 'src/main.ts'), 'run(1);');
  await writeFile(join(one, 'src/llm/composer.ts'), 'compose(1);');
  const first = await readCodeVersion(one);
  expect(first).toMatch(/^[0-9a-f]{16}$/);
  const other = join(root, 'other');
  await cp(one, other, { recursive: true });
  await utimes(join(other, 'src/main.ts'), 1, 1);
  await writeFile(join(other, 'src/main.test.ts'), 'test(1);');
  await writeFile(join(other, 'src/test/app.ts'), 'help(1);');
  expect(await readCodeVersion(other)).toBe(first);
  const seen = new Set([first]);
  const changes = [
    () => writeFile(join(other, 'src/llm/composer.ts'), 'compose(2);'),
    () => writeFile(join(other, 'package.json'), '{ }'),
    () => writeFile(join(other, 'package-lock.json'), '{}'),
    () => rename(join(other, 'src/llm/composer.ts'), join(other, 'src/llm/writer.ts')),
    () => writeFile(join(other, 'src/new.ts'), ''),
  ];
  for (const [index, change] of changes.entries()) {
    await change();
    seen.add(await readCodeVersion(other));
    expect(seen.size).toBe(index + 2);
  }
});

it('is another each time where the sources cannot be read', async () => {
  const nowhere = join(root, 'nowhere');
  expect(await readCodeVersion(nowhere)).not.toBe(await readCodeVersion(nowhere));
});

it('is known of the code that runs', async () => {
  const running = await readCodeVersion();
  expect(running).toMatch(/^[0-9a-f]{16}$/);
  expect(await readCodeVersion()).toBe(running);
});

it('keeps answers of other code from being served', async () => {
  const options = { tenantId: DEFAULT_TENANT, now: new Date(onDay(20)) };
  const [before, after] = await Promise.all(
    ['before', 'after'].map((codeVersion) => createTestApp(database, { ...options, codeVersion })),
  );
  const cached = async (app: typeof before) =>
    (await app!.ask('how many IAM users have no MFA?')).message.usage?.cached;
  expect([await cached(before), await cached(before)]).toEqual([false, true]);
  expect([await cached(after), await cached(after), await cached(before)]).toEqual([false, true, true]);
});
