import { globSync, readFileSync } from 'node:fs';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TESTS } from '../../vitest.config.ts';
import { filesReaching } from './reach.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

describe('the files that reach a word', () => {
  let folder: string;
  const write = (path: string, text: string) => writeFile(join(folder, path), text);
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-reach-'));
    await mkdir(join(folder, 'deep'));
    await write('word.ts', 'process.env.THE_WORD');
    await write('deep/step.ts', "import { word } from '../word.ts';\nimport './circle.ts';");
    await write('deep/circle.ts', "import './step.ts';");
    await write('deep/imports.test.ts', "import { step } from './step.ts';");
    await write('deep/spawns.test.ts', "spawn(process.execPath, ['deep/step.ts']);");
    await write('deep/page.tsx', "export * from './step.ts';");
    await write('page.test.ts', 'await import(`./deep/page.tsx`);');
    await write('none.test.ts', "import 'node:fs';\nimport './gone.ts';\nimport './alone.ts';");
    await write('alone.ts', '');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('have it, import who has it, or start it as a process', () => {
    const files = globSync('**/*.ts', { cwd: folder }).toSorted();
    expect(filesReaching('THE_WORD', files, folder)).toEqual([
      'deep/circle.ts',
      'deep/imports.test.ts',
      'deep/spawns.test.ts',
      'deep/step.ts',
      'page.test.ts',
      'word.ts',
    ]);
  });
});

it('all tests that make a database of the suite are run on PostgreSQL too', () => {
  const files = globSync(TESTS, { cwd: ROOT });
  const making = files.filter((file) =>
    /createTestDatabase\(|createDatabaseOn\(/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(making.length).toBeGreaterThan(30);
  expect(filesReaching('TEST_DATABASE_URL', files, ROOT)).toEqual(expect.arrayContaining(making));
});
