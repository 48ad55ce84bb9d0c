import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPages, type Pages } from '../test/pages.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterAll(() => pages.close());

describe('the providers page', () => {
  it('compares the chain, and tells why a provider is not asked', async () => {
    const { page, complaints } = await pages.open(await pages.serve(), '/providers');
    const rows = page.getByRole('group', { name: 'Providers compared' }).locator('tbody tr');
    await rows.first().waitFor();
    const cells = await rows.evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
    expect(cells).toEqual([
      ['Bedrock', 'resting', '82 %', '17', '412 ms / 1.9 s', '3.1 s / 9.0 s', '261,088 / 33,784', '$1.29'],
      ['Groq', 'ready', '12 %', '1', '210 ms / 640 ms', '1.2 s / 2.3 s', '38,200 / 5,010', '$0.03'],
      ['Gemini', 'not set up', '0 %', '–', '–', '–', '0 / 0', '$0.00'],
      ['Offline composer', 'ready', '6 %', '–', '8 ms / 15 ms', '41 ms / 96 ms', '0 / 0', '$0.00'],
    ]);
    const bedrock = page.getByRole('region', { name: 'Bedrock' });
    const text = await bedrock.innerText();
    expect(text).toContain('Not asked after 2 failures in a row (throttled); it is tried again at 09:30:12 UTC.');
    expect(text).toMatch(
      /Passed over\s+17 of 100 answers\s+Because\s+throttled \(12\), resting after failures \(3\), went silent \(2\)/,
    );
    expect(text).toContain(
      'ThrottlingException: Too many tokens, please wait before trying again. ⟨U+202E⟩<b>not bold</b>',
    );
    expect(await page.getByRole('region', { name: 'Gemini' }).innerText()).toContain('GEMINI_API_KEY is not set.');
    await bedrock.getByText('Cost by day').click();
    const days = bedrock.getByRole('group', { name: 'Bedrock, cost by day' });
    expect(await days.locator('tbody tr').last().innerText()).toMatch(/20 Nov 2026\s+38\s+79,688\s+9,784\s+\$0\.39/);
    expect(complaints).toEqual([]);
  });

  it('checks a provider, and says what is wrong and what to do', async () => {
    const server = await pages.serve();
    const { page } = await pages.open(server, '/providers');
    await page.getByRole('button', { name: 'Check Bedrock' }).click();
    const result = page.getByRole('region', { name: 'Bedrock' }).locator('.check-result');
    await result.getByText('It does not work.').waitFor();
    expect(await result.innerText()).toContain('Wait a minute, or ask AWS for a higher quota.');
    expect(server.requests.filter(({ line }) => line.startsWith('POST /api/providers/bedrock/check'))).toHaveLength(1);
    await page.getByRole('button', { name: 'Check Groq' }).click();
    await page.getByText('There is no such thing.').waitFor();
    expect(await page.getByRole('button', { name: /^Check/ }).count()).toBe(2);
  });

  it('says whose the states of the breakers are, where each process has its own', async () => {
    const { page } = await pages.open(await pages.serve(), '/providers');
    const note = page.getByText('are as process 4121 on web-7f9c knows them');
    expect(await note.innerText()).toContain('Other processes on this database keep their own');
  });

  it('lets questions go to chosen providers only, and takes it back', async () => {
    const server = await pages.serve();
    const { page, complaints } = await pages.open(server, '/providers');
    const saved = () =>
      server.requests.flatMap(({ line, body }) => (line.startsWith('PUT ') ? [`${line} ${body}`] : []));
    const choice = page.getByRole('group', { name: 'Questions may go to' });
    const save = page.getByRole('button', { name: 'Save' });
    await choice.waitFor();
    const ticks = () =>
      choice
        .getByRole('checkbox')
        .evaluateAll((all) => all.map((box) => `${(box as HTMLInputElement).checked ? 'x' : '-'}`).join(''));
    expect(await ticks()).toBe('xxx-');
    // What the installation rules out cannot be allowed here.
    expect(await choice.getByLabel('OpenRouter').isDisabled()).toBe(true);
    expect(await choice.innerText()).toContain('ruled out by LLM_ALLOWED_PROVIDERS');
    expect(await save.isDisabled()).toBe(true);
    await choice.getByLabel('Groq').uncheck();
    await page.getByRole('button', { name: 'Leave it as it was' }).click();
    expect(await ticks()).toBe('xxx-');
    expect(saved()).toEqual([]);
    for (const name of ['Groq', 'Gemini']) await choice.getByLabel(name).uncheck();
    await save.click();
    await page.getByText('Saved.').waitFor();
    expect(await ticks()).toBe('x---');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(ticks).toBe('xxx-');
    expect(saved().map((line) => line.replace('PUT /api/providers/allowed ', ''))).toEqual([
      '{"providers":["bedrock"]}',
      '{"providers":null}',
    ]);
    expect(complaints).toEqual([]);
  });
});
