import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered, ask, openPages, overflowPx, type Pages } from '../test/pages.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterAll(() => pages.close());

async function answer(question: string, width = 1440) {
  const opened = await pages.open(await pages.serve(), '/', { viewport: { width, height: 800 } });
  await ask(opened.page, question);
  await answered(opened.page);
  return opened;
}

const focused = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.getAttribute('data-cite') ?? document.activeElement?.id ?? '');

describe('citation chips', () => {
  it.each([1440, 375])('open their evidence at %i px, and give the focus back on Esc', async (width) => {
    const { page, complaints } = await answer('no MFA', width);
    const chip = page.locator('.prose [data-cite="F-3k7q"]').first();
    await chip.focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('dialog', { name: 'Finding F-3k7q' });
    await panel.waitFor();
    expect(await focused(page)).toBe('evidence-title');
    const text = await panel.innerText();
    for (const told of [
      'critical',
      'arn:aws:iam::111122223333:user/svc-legacy-backup',
      'production (111122223333)',
      '20 Nov 2026, 09:18 UTC (12 min ago)',
      'A leaked or guessed password is enough to take the whole account',
      'Full control of production',
      'Disable the console password',
      'Team data-platform',
      'CIS AWS 6.0: 2.9, 2.15',
      'iam_user_mfa_enabled_console_access',
    ]) {
      expect(text).toContain(told);
    }
    const link = panel.getByRole('link', { name: 'Open in the AWS console' });
    expect(await link.getAttribute('href')).toBe(
      'https://us-east-1.console.aws.amazon.com/iam/home#/users/details/svc-legacy-backup',
    );
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'hidden' });
    expect(await focused(page)).toBe('F-3k7q');
    expect(complaints).toEqual([]);
  });

  it('turn the panel from item to item, and to the list of all', async () => {
    const { page } = await answer('no MFA');
    await page.locator('.prose [data-cite="Q1"]').first().click();
    await page.getByRole('dialog', { name: 'Fact Q1' }).waitFor();
    await page.getByRole('button', { name: 'Next evidence' }).click();
    await page.getByRole('dialog', { name: 'Fact Q2' }).waitFor();
    expect(await page.locator('.warning-line').innerText()).toContain('Part of this scope could not be read');
    await page.getByRole('button', { name: 'All 7' }).click();
    expect(await page.locator('.evidence-list li').count()).toBe(7);
    await page.locator('.evidence-list').getByText('ConsoleLogin by deploy-bot').click();
    await page.getByRole('dialog', { name: 'Event E-77ab' }).waitFor();
  });
});

describe('rows of a fact', () => {
  it('sort by column, show all members, and go away as CSV', async () => {
    const { page } = await answer('no MFA');
    await page.locator('.prose [data-cite="Q1"]').first().click();
    const column = (index: number): Promise<string[]> =>
      page.locator(`.data tbody td:nth-child(${index})`).allInnerTexts();
    expect((await column(1))[0]).toBe('svc-legacy-backup');
    await page.getByRole('button', { name: 'last used days' }).click();
    expect(await column(3)).toEqual(['210', '187', '96', '31', '12', '4', '2']);
    expect(await page.locator('th[aria-sort=descending]').innerText()).toContain('last used days');
    await page.getByRole('button', { name: 'last used days' }).click();
    expect(await column(3)).toEqual(['2', '4', '12', '31', '96', '187', '210']);
    const align = await page
      .locator('.data tbody td:nth-child(3)')
      .first()
      .evaluate((cell) => getComputedStyle(cell).textAlign);
    expect(align).toBe('right');
    await page.getByRole('heading', { name: 'All 7 users' }).waitFor();
    expect(await page.locator('.members li').count()).toBe(7);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('iam.users_without_mfa.csv');
    const csv = await readFile(await download.path(), 'utf8');
    expect(csv.split('\r\n')[0]).toBe('user,team,lastUsedDays,severity,admin,lastUsed');
    expect(csv.split('\r\n')[1]).toMatch(/^deploy-bot,platform,2,high,true,/);
  });
});

describe('claims', () => {
  it('are marked where they stand, and listed with their verdict and reason', async () => {
    const { page } = await answer('no MFA');
    expect(await page.locator('.prose .verdict-tag').allInnerTexts()).toEqual(['contradicted']);
    const sentence = await page.locator('.verdict-tag').evaluate((tag) => tag.parentElement?.textContent ?? '');
    expect(sentence).toContain('It has 9 access keys F-9d2m.contradicted');
    expect(await page.evaluate(() => [...(CSS.highlights.get('claim-contradicted') ?? [])].map(String))).toEqual([
      'It has 9 access keys',
    ]);
    await page.getByRole('button', { name: /^8 claims/ }).click();
    expect(await page.locator('.claim-list li').count()).toBe(8);
    expect(await page.locator('.claim-list li').nth(5).innerText()).toMatch(
      /contradicted\s+It has 9 access keys\. F-9d2m\s+F-9d2m says 1 access key, not 9\./,
    );
    expect(await page.locator('.prose .verdict-tag').count()).toBe(8);
    expect(await page.locator('.prose li').nth(1).textContent()).toBe(
      'deploy-bot signed in from 203.0.113.24 without MFA two days ago E-77ab.supported It has 9 access keys F-9d2m.contradicted',
    );
    await page.getByRole('button', { name: /^8 claims/ }).click();
    expect(await page.locator('.prose .verdict-tag').count()).toBe(1);
  });
});

describe('hostile text', () => {
  it('has no consequence: no request, no image, no link, no script, no style, no form', async () => {
    const { page, complaints, foreign } = await answer('hostile');
    const prose = page.locator('.prose');
    for (const selector of [
      'img',
      'script',
      'style',
      'form',
      'input',
      'iframe',
      'svg',
      '[style]',
      '[id]',
      '[onclick]',
      '[onerror]',
    ]) {
      expect([selector, await prose.locator(selector).count()]).toEqual([selector, 0]);
    }
    expect(await prose.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual([
      'https://us-east-1.console.aws.amazon.com/iam/home#/users/details/svc-legacy-backup',
    ]);
    expect(await prose.locator('button').evaluateAll((chips) => chips.map((chip) => chip.textContent))).toEqual([
      'F-3k7q',
      'Q99',
    ]);
    expect(await prose.innerText()).toContain('<img src=x onerror="fetch(\'/owned\')">');
    expect(await prose.innerText()).toContain('name⟨U+202E⟩txt.exe');
    expect(await prose.locator('[data-cite=Q99]').getAttribute('aria-disabled')).toBe('true');
    await prose.locator('[data-cite=Q99]').click({ force: true });
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  });
});
