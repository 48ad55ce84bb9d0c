/** The accounts page over the real server and an STS that refuses, then opens: connect, fail, mend, edit, remove. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { createLog } from '../../src/log.ts';
import { type RunningServer, startServer } from '../../src/main.ts';
import { DEMO, DEMO_CLOCK } from '../../src/test/demo.ts';
import { prepareDataDir } from '../../src/test/dumps.ts';
import { type AwsStandIn, startAws } from '../../src/test/aws/server.ts';
import { type AssumableRole, stsStandIn } from '../../src/test/aws/sts.ts';
import { openPages, type Pages } from './pages.ts';

const ACCOUNT = '222222222222';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/AssayReadOnly`;
/** What is waited for comes; how long it takes is the machine's affair. */
const SOON = { timeout: 60_000 };

let dataDir: string;
let server: RunningServer;
let pages: Pages;
let aws: AwsStandIn;
const roles: AssumableRole[] = [];
const before = { ...process.env };

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'assay-accounts-'));
  aws = await startAws({ services: [stsStandIn({ identities: () => aws.identities, roles })] });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAOPERATOR',
    AWS_SECRET_ACCESS_KEY: 'unused',
    AWS_REGION: 'us-east-1',
  });
  const config = readConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    DEMO_NOW: DEMO_CLOCK.toISOString(),
    LLM_CHAIN: 'composer',
  });
  await prepareDataDir(dataDir, DEMO);
  server = await startServer(config, createLog('silent'), { http: true, jobs: false });
  pages = await openPages();
}, 240_000);
afterAll(async () => {
  await pages?.close();
  await server?.close();
  await aws?.close();
  process.env = before;
  await rm(dataDir, { recursive: true, force: true });
}, 60_000);

it('connects an account, tells why its test fails, mends, edits and removes it', async () => {
  const { page, complaints, foreign } = await pages.open(
    { url: server.url, requests: [], release: () => {}, close: async () => {} },
    '/accounts',
  );
  page.setDefaultTimeout(SOON.timeout);
  await page.locator('.accounts-empty').getByText('Demo estate').waitFor();
  await page.getByLabel('Account id or role ARN').fill(ACCOUNT);
  await page.getByLabel('Name').fill('shop');
  await page.keyboard.press('Enter');
  const account = page.getByRole('region', { name: `shop (${ACCOUNT})` });
  await account.getByRole('heading', { name: 'Come back and test' }).waitFor();
  const trust = JSON.parse(await account.getByRole('group', { name: 'Trust policy' }).innerText()) as {
    Statement: [{ Condition: { StringEquals: { 'sts:ExternalId': string } } }];
  };
  const externalId = trust.Statement[0].Condition.StringEquals['sts:ExternalId'];
  expect(externalId).toMatch(/^assay-[\w-]{32}$/);
  await account.getByText(externalId).first().waitFor();
  expect(await account.getByRole('group', { name: 'Read-only policy' }).innerText()).toContain(
    'iam:GetCredentialReport',
  );
  await expect.poll(() => page.getByText('Demo estate').count(), SOON).toBe(0);

  const test = account.getByRole('button', { name: /^Test / });
  await test.click();
  await account.getByText('The connection does not work yet.').waitFor();
  expect(await account.innerText()).toMatch(/could not be assumed: .*Check that the role exists/);

  roles.push({ arn: ROLE });
  await test.click();
  await account.getByText('Add the condition sts:ExternalId to the trust policy.').first().waitFor();
  await account.getByText('✗ Not shown to stay shut without it').waitFor();

  roles.splice(0, 1, { arn: ROLE, externalId });
  await test.click();
  await account.getByText('The connection works.').waitFor();
  await account.getByText('connected', { exact: true }).waitFor();

  await account.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Name').fill('shop two');
  await page.getByLabel('Regions').fill('eu-west-1');
  await page.keyboard.press('Enter');
  const edited = page.getByRole('region', { name: `shop two (${ACCOUNT})` });
  await edited.getByText('eu-west-1').waitFor();
  await page.reload();
  await edited.getByText('it works').waitFor();

  await edited.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove with its data' }).click();
  await page.getByRole('heading', { name: 'No AWS account is connected yet' }).waitFor();
  const left = (await (await fetch(`${server.url}/api/accounts`)).json()) as { total: number };
  expect(left.total).toBe(0);
  expect(complaints).toEqual([]);
  expect(foreign).toEqual([]);
});
