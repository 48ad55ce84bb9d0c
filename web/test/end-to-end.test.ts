/** The page over the real server, its demo estate and the offline composer: ask, open a citation, reload, find it again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { type RunningServer, startServer } from '../../src/main.ts';
import { answered, ask, openPages, type Pages } from './pages.ts';

let dataDir: string;
let server: RunningServer;
let pages: Pages;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'assay-end-to-end-'));
  const config = readConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    DEMO: 'on',
    DEMO_NOW: '2026-11-19T10:00:00Z',
    LLM_CHAIN: 'composer',
  });
  server = await startServer(config, createLog('silent'), { http: true, jobs: false });
  pages = await openPages();
}, 240_000);
afterAll(async () => {
  await pages?.close();
  await server?.close();
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

it('answers with citations that open, and shows the same after a reload', async () => {
  const { page, complaints, foreign } = await pages.open({
    url: server.url,
    requests: [],
    release: () => {},
    close: async () => {},
  });
  await ask(page, 'which IAM users have no MFA?');
  await answered(page);
  const answer = page.locator('.answer').last();
  await answer.getByText('svc-legacy-backup').first().waitFor();
  const chip = answer.locator('.prose [data-cite="Q1"]').first();
  await chip.click();
  const title = page.locator('#evidence-title');
  await title.waitFor();
  await page.getByRole('button', { name: 'Close evidence' }).click();

  const told = await answer.locator('.prose').allInnerTexts();
  await page.reload();
  await page.locator('.answer').last().locator('.prose [data-cite="Q1"]').first().waitFor();
  expect(await page.locator('.answer').last().locator('.prose').allInnerTexts()).toEqual(told);
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
});
