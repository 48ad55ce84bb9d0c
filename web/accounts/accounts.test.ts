import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPages, overflowPx, type Pages } from '../test/pages.ts';
import { accountOf } from '../test/stand-in-accounts.ts';

const PRODUCTION = '111122223333';
const STAGING = '444455556666';
/** What is waited for comes; how long it takes is the machine's affair. */
const SOON = { timeout: 15_000 };

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterAll(() => pages.close());

const section = (page: Page, uid: string) => page.getByRole('region', { name: new RegExp(uid) });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: true });
const focusedText = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => document.activeElement?.textContent);

/** What a copy button puts into the clipboard. */
async function copied(page: Page, label: string): Promise<string> {
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await button(page, label).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText()), SOON).not.toBe('');
  return page.evaluate(() => navigator.clipboard.readText());
}

describe('before the first account', () => {
  it('says that the demo goes, and what is wrong with what was typed, before anything is sent', async () => {
    const server = await pages.serve();
    const { page, complaints } = await pages.open(server);
    await page.getByRole('link', { name: 'Connect your own account' }).click();
    await page.getByRole('heading', { name: 'No AWS account is connected yet' }).waitFor();
    expect(await page.title()).toBe('Accounts · Assay');
    expect(await page.locator('.accounts-empty').innerText()).toContain(
      '3 accounts named production, staging, security',
    );
    await page.getByText('The demo estate goes when the first account is connected').waitFor();

    await button(page, 'Connect').click();
    await page.getByText('Type the twelve digits of the account').waitFor();
    const account = page.getByLabel('Account id or role ARN');
    await expect.poll(() => account.evaluate((input) => input === document.activeElement), SOON).toBe(true);
    await account.fill('1111-2222-3333');
    await page.getByText('Assay will read through arn:aws:iam::111122223333:role/AssayReadOnly').waitFor();
    await page.getByLabel('Regions').fill('eu-west-1, Ireland');
    await page.keyboard.press('Enter');
    await page.getByText('“Ireland” is not the name of a region').waitFor();
    expect(server.requests.filter(({ line }) => line.startsWith('POST'))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('connects by keyboard alone, and shows what to copy into AWS', async () => {
    const server = await pages.serve();
    const { page, complaints } = await pages.open(server, '/accounts', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByLabel('Account id or role ARN').focus();
    await page.keyboard.type(PRODUCTION);
    await page.keyboard.press('Tab');
    await page.keyboard.type('production');
    await page.keyboard.press('Tab');
    await page.keyboard.type('eu-west-1');
    await page.keyboard.press('Enter');
    await page.getByRole('list', { name: `Set up ${PRODUCTION} in AWS` }).waitFor();
    expect(server.requests.find(({ line }) => line === 'POST /api/accounts')?.body).toBe(
      `{"roleArn":"arn:aws:iam::${PRODUCTION}:role/AssayReadOnly","regions":["eu-west-1"],"name":"production"}`,
    );
    await expect.poll(() => focusedText(page), SOON).toBe(`production ${PRODUCTION}`);
    await page.getByText('Its ExternalId and the steps to take in AWS are shown.').waitFor();
    await expect.poll(() => page.getByText('Demo estate').count(), SOON).toBe(0);

    await page.getByText('Step 1 is open').waitFor();
    const identity = page.getByLabel('Identity that Assay runs as');
    await identity.fill('me');
    await page.getByText('That is no user or role').waitFor();
    await identity.fill(`arn:aws:sts::${STAGING}:assumed-role/assay/i-0123`);
    await page.getByText('Step 1 is open').waitFor({ state: 'hidden' });
    const { externalId, policies } = accountOf(PRODUCTION);
    expect(await copied(page, 'Copy ExternalId')).toBe(externalId);
    expect(JSON.parse(await copied(page, 'Copy trust policy'))).toMatchObject({
      Statement: [
        {
          Principal: { AWS: `arn:aws:iam::${STAGING}:role/assay` },
          Condition: { StringEquals: { 'sts:ExternalId': externalId } },
        },
      ],
    });
    expect(JSON.parse(await copied(page, 'Copy read-only policy'))).toEqual(policies.readOnly);
    await page.getByLabel('With commands').check();
    expect(await copied(page, 'Copy commands for the role')).toContain(externalId);

    await page.getByRole('button', { name: 'Test' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('The connection does not work yet.').waitFor();
    expect(await focusedText(page)).toBe('Test'); // the list was read again, and the new account took the focus once

    await page.reload();
    await page.getByRole('button', { name: 'Set up in AWS' }).click();
    expect(await identity.inputValue()).toBe(`arn:aws:sts::${STAGING}:assumed-role/assay/i-0123`);
    expect(complaints).toEqual([]);
  });

  it('names the identity that AWS tells, unless another is typed', async () => {
    const assay = `arn:aws:iam::${STAGING}:role/assay`;
    const detail = 'Assay runs as this role.';
    const server = await pages.serve({
      accounts: [accountOf(PRODUCTION)],
      identity: {
        arn: `arn:aws:sts::${STAGING}:assumed-role/assay/i-0123`,
        accountUid: STAGING,
        principal: assay,
        detail,
      },
    });
    const { page, complaints } = await pages.open(server, '/accounts', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await page.getByRole('button', { name: 'Set up in AWS' }).click();
    await page.getByText(detail).waitFor();
    expect(await page.getByText('Step 1 is open').count()).toBe(0);
    expect(JSON.parse(await copied(page, 'Copy trust policy'))).toMatchObject({
      Statement: [{ Principal: { AWS: assay } }],
    });
    await page.getByLabel('Identity that Assay runs as').fill(`arn:aws:iam::${STAGING}:user/other`);
    await page.getByText(`AWS says that Assay runs as ${assay}`).waitFor();
    expect(JSON.parse(await copied(page, 'Copy trust policy'))).toMatchObject({
      Statement: [{ Principal: { AWS: `arn:aws:iam::${STAGING}:user/other` } }],
    });
    expect(complaints).toEqual([]);
  });

  it('says so while it is still asking, and when it cannot be known', async () => {
    const held = Promise.withResolvers<void>();
    const server = await pages.serve({ gate: (call) => (call === 'GET /api/accounts' ? held.promise : undefined) });
    const { page } = await pages.open(server, '/accounts');
    await page.getByRole('status', { name: 'Loading' }).waitFor();
    let broken = true;
    await page.route('**/api/accounts', (route) =>
      broken ? route.fulfill({ status: 503, json: { code: 'unavailable', detail: 'Back soon.' } }) : route.continue(),
    );
    await page.reload();
    await page.getByText('Back soon.').waitFor();
    broken = false;
    held.resolve();
    await button(page, 'Try again').click();
    await page.getByRole('heading', { name: 'No AWS account is connected yet' }).waitFor();
    expect(await page.getByText('Back soon.').count()).toBe(0);
  });
});

describe('a connected account', () => {
  it('is tested: it waits, says why it failed as text, and what works', async () => {
    const held = Promise.withResolvers<void>();
    const call = `POST /api/accounts/${PRODUCTION}/test`;
    const server = await pages.serve({
      accounts: [accountOf(PRODUCTION, { name: 'production\u202e<i>' })],
      gate: (asked) => (asked === call ? held.promise : undefined),
    });
    const { page, complaints } = await pages.open(server, '/accounts');
    const account = section(page, PRODUCTION);
    await account.getByText('not tested yet').waitFor();
    await account.getByRole('button', { name: 'Test' }).click();
    await account.getByText('Asking AWS three times').waitFor();
    await page.keyboard.press('Enter'); // the button keeps the focus, and does nothing while it waits
    held.resolve();
    await account.getByText('The connection does not work yet.').waitFor();
    expect(server.requests.filter(({ line }) => line === call)).toHaveLength(1);
    await account.getByText('test failed').waitFor();
    const told = await account.innerText();
    expect(told).toContain('production⟨U+202E⟩<i>');
    expect(told).toContain('AccessDenied ⟨U+202E⟩<b>not bold</b>. Check that the role exists.');
    expect(told).toContain('✗ Does not open with the ExternalId');

    await page.reload();
    await account.getByText('it failed').waitFor();
    expect(await account.innerText()).toContain('AccessDenied ⟨U+202E⟩<b>not bold</b>');

    await account.getByRole('button', { name: 'Test' }).click();
    await account.getByText('The connection does not work yet.').waitFor();
    await account.getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Role ARN').fill(`arn:aws:iam::${STAGING}:role/Ready`);
    await button(page, 'Save').click();
    await page.getByText(`The role must be in account ${PRODUCTION}.`).waitFor();
    await page.getByLabel('Role ARN').fill(`arn:aws:iam::${PRODUCTION}:role/Ready`);
    await button(page, 'Save').click();
    await account.getByText('not tested yet').waitFor();
    await expect.poll(() => focusedText(page), SOON).toBe('Edit');
    expect(await account.getByText('The connection does not work yet.').count()).toBe(0);
    await account.getByRole('button', { name: 'Test' }).click();
    await account.getByText('The connection works.').waitFor();
    await account.getByText('connected', { exact: true }).waitFor();
    expect(await account.innerText()).toContain('✓ Stays shut with a wrong one');
    expect(complaints).toEqual([]);
  });

  it('is edited with what the server says against it, switched off and on', async () => {
    const server = await pages.serve({ accounts: [accountOf(PRODUCTION), accountOf(STAGING, { name: 'staging' })] });
    const { page } = await pages.open(server, '/accounts');
    const account = section(page, STAGING);
    await account.getByRole('button', { name: 'Edit' }).click();
    const name = page.getByLabel('Name');
    await expect.poll(() => name.evaluate((input) => input === document.activeElement), SOON).toBe(true);
    await page.keyboard.type('refuse');
    await page.keyboard.press('Enter');
    await page.getByText('name: is refused here.').waitFor();
    await name.fill('');
    await page.keyboard.press('Enter');
    await page.getByText('Give it a name.').waitFor();
    await name.fill('stage');
    await page.getByLabel('Regions').fill('eu-west-1');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: `stage (${STAGING})` }).waitFor();
    await account.getByText('eu-west-1').waitFor();
    await account.getByRole('button', { name: 'Switch off' }).click();
    await account.getByText('switched off', { exact: true }).waitFor();
    await account.getByRole('button', { name: 'Switch on' }).click();
    await account.getByRole('button', { name: 'Switch off' }).waitFor();
    expect(
      server.requests.filter(({ line }) => line === `PATCH /api/accounts/${STAGING}`).map(({ body }) => body),
    ).toEqual([
      '{"name":"refuse","regions":[]}',
      '{"name":"stage","regions":["eu-west-1"]}',
      '{"enabled":false}',
      '{"enabled":true}',
    ]);
    await account.getByRole('button', { name: 'Edit' }).click();
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedText(page), SOON).toBe('Edit');
  });

  it('goes with its data only after a second yes', async () => {
    const server = await pages.serve({ accounts: [accountOf(PRODUCTION), accountOf(STAGING, { name: 'staging' })] });
    const { page, complaints } = await pages.open(server, '/accounts', { viewport: { width: 375, height: 780 } });
    const account = section(page, STAGING);
    const dialog = page.getByRole('alertdialog', { name: `Remove staging (${STAGING})?` });
    await account.getByRole('button', { name: 'Remove…' }).click();
    expect(await dialog.innerText()).toMatch(/findings and their history, inventory, events, costs and coverage go/);
    await expect.poll(() => focusedText(page), SOON).toBe('Keep');
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedText(page), SOON).toBe('Remove…');
    await page.keyboard.press('Enter');
    await button(page, 'Remove with its data').click();
    await account.waitFor({ state: 'detached' });
    await page.getByText('staging is removed.').waitFor({ state: 'attached' });
    expect(await section(page, PRODUCTION).count()).toBe(1);
    expect(server.requests.filter(({ line }) => line.startsWith('DELETE')).map(({ line }) => line)).toEqual([
      `DELETE /api/accounts/${STAGING}`,
    ]);
    expect(complaints).toEqual([]);
  });

  it('is not connected twice, and what is read without a role has nothing to test', async () => {
    const server = await pages.serve({
      accounts: [accountOf(PRODUCTION), accountOf(STAGING, { roleArn: null, externalId: null })],
    });
    const { page } = await pages.open(server, '/accounts');
    const bare = section(page, STAGING);
    await bare.getByText('read with Assay’s own credentials').waitFor();
    expect(await bare.getByRole('button').allInnerTexts()).toEqual(['Remove…']);
    await button(page, 'Connect an account').click();
    await page.keyboard.type(PRODUCTION);
    await page.keyboard.press('Enter');
    await page.getByText(`Account ${PRODUCTION} is connected already.`).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focusedText(page), SOON).toBe('Connect an account');
    expect(server.requests.filter(({ line }) => line.startsWith('POST'))).toEqual([]);

    await page.keyboard.press('Enter');
    await page.keyboard.type(STAGING);
    await page.keyboard.press('Enter');
    await page.getByRole('list', { name: `Set up ${STAGING} in AWS` }).waitFor();
    await expect.poll(() => focusedText(page), SOON).toBe(STAGING);
  });

  it('does not answer yet while the demo estate is kept on, which is said', async () => {
    const server = await pages.serve({ accounts: [accountOf(PRODUCTION)], demoStays: true });
    const { page } = await pages.open(server, '/accounts');
    await page.getByText('Answers still come from the demo estate, which DEMO=on keeps.').waitFor();
    expect(await section(page, PRODUCTION).innerText()).toContain('nothing yet');
  });

  it('fits a phone whatever it is called', async () => {
    const name = 'n'.repeat(200);
    const roleArn = `arn:aws:iam::${PRODUCTION}:role/${'path-of-it/'.repeat(40)}Reader`;
    const server = await pages.serve({ accounts: [accountOf(PRODUCTION, { name, roleArn })] });
    const { page } = await pages.open(server, '/accounts', { viewport: { width: 375, height: 780 } });
    await button(page, `Set up in AWS: ${name}`).click();
    await page.getByLabel('With commands').check();
    await button(page, `Remove… ${name}`).click();
    await page.getByRole('alertdialog').waitFor();
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    expect(await page.locator('#main').evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
  });
});

it('nothing was read yet: coverage leads to the accounts', async () => {
  const { page } = await pages.open(await pages.serve(), '/accounts');
  await page.route('**/api/coverage', (route) =>
    route.fulfill({ json: { items: [], nextCursor: null, total: 0, sources: [] } }),
  );
  await page.getByRole('link', { name: 'Coverage' }).click();
  await page.getByRole('link', { name: 'Connect an account' }).click();
  await page.getByRole('heading', { name: 'No AWS account is connected yet' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/accounts');
});
