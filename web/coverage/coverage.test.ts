import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPages, type Pages } from '../test/pages.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterAll(() => pages.close());

describe('the coverage page', () => {
  it('tells which collectors are on time, and why the others are not', async () => {
    const { page, complaints } = await pages.open(await pages.serve(), '/coverage');
    const rows = page.getByRole('group', { name: 'Collectors' }).locator('tbody tr');
    await rows.first().waitFor();
    const text = (await rows.allInnerTexts()).map((row) => row.replaceAll(/\s+/g, ' '));
    expect(text[0]).toBe('IAM on time 12 min ago 12 min 60 min in 18 min */30 * * * * 1,204');
    expect(text[1]).toMatch(/^S3 too few items/);
    expect(text[2]).toBe('It succeeded, but with far fewer items than usual: check what it may still read.');
    expect(text).toContainEqual(expect.stringMatching(/^CloudTrail stale 31 h ago 31 h 60 min in 2 min/));
    expect(text).toContainEqual(expect.stringMatching(/^LookupEvents in us-east-1 was throttled/));
    expect(text.at(-1)).toMatch(/^Cost Explorer switched off never – 60 min –/);
    expect(complaints).toEqual([]);
  });

  it('shows what is wanting with the permission that would mend it, and all of it on demand', async () => {
    const { page } = await pages.open(await pages.serve(), '/coverage');
    const guardduty = page.getByRole('group', { name: 'Coverage of GuardDuty' });
    await guardduty.waitFor();
    const text = await guardduty.innerText();
    expect(text).toMatch(/staging\s+eu-south-1\s+guardduty:ListDetectors\s+not permitted\s+never\s+0/);
    expect(text).toContain('It would take guardduty:ListDetectors.');
    expect(text).not.toContain('eu-west-1');
    await page.getByText('Nothing is wanting: all was read, and in time.').waitFor();
    await page.getByRole('button', { name: 'Show all 2' }).last().click();
    expect(await guardduty.innerText()).toContain('eu-west-1');
    expect(await page.getByRole('group', { name: 'Coverage of CloudTrail' }).innerText()).toContain('read, cut short');
  });
});
