import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HoldBefore } from '../test/stand-in-answers.ts';
import { answered, ask, openPages, type Pages } from '../test/pages.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
});
afterAll(() => pages.close());

const MFA = 'Which IAM users have no MFA?';

/** Holds before the n-th piece of text. */
function delta(n: number): HoldBefore {
  let seen = 0;
  return ({ type }) => type === 'text-delta' && ++seen === n;
}

describe('asking', () => {
  it('streams a cited answer: evidence first, text as it comes, verdicts at the end', async () => {
    const server = await pages.serve({ holdBefore: ({ type }) => type === 'text-start' || type === 'text-end' });
    const { page, complaints } = await pages.open(server);
    await ask(page, MFA);
    await page.getByRole('button', { name: /^Q1 7 of 45 users/ }).waitFor();
    expect(await page.locator('.prose').innerText()).toBe('');
    server.release();
    await page.getByText('can sign in to the console').waitFor();
    expect(await page.getByRole('button', { name: 'Stop the answer' }).isVisible()).toBe(true);
    expect(await page.locator('.answer-foot').count()).toBe(0);
    server.release();
    await answered(page);

    await expect.poll(() => page.title()).toBe('Which IAM users have no MFA? · Assay');
    expect(new URL(page.url()).pathname).toMatch(/^\/s\/[\w-]+$/);
    expect(await page.getByRole('button', { name: /^8 claims/ }).innerText()).toBe(
      '8 claims: 5 supported, 1 contradicted, 1 uncited, 1 not checkable',
    );
    const foot = await page.locator('.usage').innerText();
    for (const told of [
      'Bedrock',
      'eu.anthropic.claude-sonnet-4-5',
      '3,184 tokens in, 412 out',
      '$0.0157',
      'first words 412 ms, total 3.1 s',
    ]) {
      expect(foot).toContain(told);
    }
    const coverage = await page.locator('.coverage').innerText();
    for (const told of [
      'IAM 13 min ago',
      'CloudTrail 31 h ago (stale)',
      'GuardDuty not permitted in eu-south-1 (staging)',
      'IAM not collected in security',
    ]) {
      expect(coverage).toContain(told);
    }
    expect(await page.locator('.prose table td[align=right]').first().innerText()).toBe('187');
    await page.getByRole('link', { name: /^Which IAM users have no MFA\?/ }).waitFor();
    expect(complaints).toEqual([]);
    expect(server.requests.find(({ line }) => line === 'POST /api/chat')?.headers['idempotency-key']).toMatch(
      /^[\w-]{36}$/,
    );
  });

  it('keeps the focus in the box, breaks lines with Shift+Enter, and sends nothing that is empty', async () => {
    const server = await pages.serve();
    const { page } = await pages.open(server);
    const box = page.getByRole('textbox', { name: 'Your question' });
    await expect.poll(() => box.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText('Type a question first.').waitFor();
    await page.keyboard.type('first');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('second');
    await page.keyboard.press('Enter');
    await answered(page);
    expect(await page.locator('.question h2').innerText()).toBe('first\nsecond');
    expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(server.requests.filter(({ line }) => line === 'POST /api/chat')).toHaveLength(1);
  });

  it('asks a suggested question, follows up in the same conversation, and asks again', async () => {
    const server = await pages.serve();
    const { page } = await pages.open(server);
    await page.getByRole('button', { name: MFA }).click();
    await answered(page);
    await ask(page, 'and in eu-west-1?');
    await expect.poll(() => page.locator('.answer').count()).toBe(2);
    await answered(page);
    await page.getByRole('button', { name: 'Ask again' }).last().click();
    await expect.poll(() => page.locator('.answer').count()).toBe(3);
    await answered(page);
    const asked = server.requests
      .filter(({ line }) => line === 'POST /api/chat')
      .map(({ body }) => JSON.parse(body) as object);
    const sessionId = new URL(page.url()).pathname.split('/').at(-1);
    expect(asked).toEqual([
      { message: MFA },
      { message: 'and in eu-west-1?', sessionId },
      { message: 'and in eu-west-1?', sessionId },
    ]);
    const keys = server.requests.map(({ headers }) => headers['idempotency-key']).filter((key) => key !== undefined);
    expect(new Set(keys).size).toBe(3);
  });

  it('says when no model wrote the answer', async () => {
    const { page } = await pages.open(await pages.serve());
    await ask(page, 'What is the weather?');
    await answered(page);
    expect(await page.locator('.usage').innerText()).toContain(
      'Written without a language model, by the offline composer',
    );
    expect(await page.locator('.how-line').innerText()).toContain('Read as outside what Assay can do');
  });
});

describe('when something goes wrong', () => {
  it('falls through quietly, and drops a broken partial text', async () => {
    const { page, complaints } = await pages.open(await pages.serve({ paceMs: 10 }));
    await ask(page, 'fall');
    await page.getByText('Bedrock failed: throttled (429) → Groq').waitFor();
    await page.getByText('Groq broke off in mid-answer (went silent)').waitFor();
    await answered(page);
    expect((await page.locator('.prose').innerText()).match(/7 of 45 users/g)).toHaveLength(1);
    expect(await page.locator('.dropped').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('resumes after a cut connection where it was, without a word lost or doubled', async () => {
    const server = await pages.serve({ paceMs: 10 });
    const { page } = await pages.open(server);
    await ask(page, 'cut');
    await answered(page);
    const resumed = server.requests.find(({ line }) => /^GET \/api\/chat\/[^/]+\/stream$/.test(line));
    const lastSeen = Number(resumed?.headers['last-event-id']);
    expect(lastSeen).toBeGreaterThan(0);
    expect(lastSeen).toBeLessThanOrEqual(25); // what the cut took with it comes again
    expect(server.requests.filter(({ line }) => line === 'POST /api/chat')).toHaveLength(1);
    const cut = await page.locator('.prose').innerText();
    await ask(page, MFA);
    await expect.poll(() => page.locator('.answer').count()).toBe(2);
    await answered(page);
    expect(await page.locator('.prose').last().innerText()).toBe(cut);
  });

  it('stops at once, keeps what was said, and can go on', async () => {
    const server = await pages.serve({ holdBefore: delta(20) });
    const { page } = await pages.open(server);
    await ask(page, MFA);
    await page.getByText('can sign in to the console').waitFor();
    await page.getByRole('button', { name: 'Stop the answer' }).click();
    await page.getByText('Stopped here, as you asked.').waitFor();
    expect(server.requests.some(({ line }) => /^POST \/api\/chat\/[^/]+\/stop$/.test(line))).toBe(true);
    const text = await page.locator('.prose').innerText();
    expect(text).not.toContain('each quarter');
    await page.reload();
    await page.getByText('Stopped here, as you asked.').waitFor();
    expect(await page.locator('.prose').innerText()).toBe(text);
  });

  it('shows a refusal with its code and request, and asks again', async () => {
    const { page } = await pages.open(await pages.serve());
    await ask(page, 'refuse this');
    const note = page.getByRole('alert').filter({ hasText: 'That question cannot be read.' });
    await note.waitFor();
    expect(await note.innerText()).toContain('invalid_message · request req-0001');
    await note.getByRole('button', { name: 'Ask again' }).waitFor();
  });

  it('shows an error that the stream itself reports', async () => {
    const { page } = await pages.open(await pages.serve());
    await ask(page, 'broken');
    const note = page.getByRole('alert');
    expect(await note.innerText()).toContain('Every provider failed. Ask again in a minute.');
    await note.getByRole('button', { name: 'Ask again' }).click();
    await expect.poll(() => page.locator('.answer').count()).toBe(2);
    await answered(page);
    expect(await page.locator('.question h2').allInnerTexts()).toEqual(['broken', 'broken']);
  });

  it('says that the server is gone, and that a conversation does not exist', async () => {
    const server = await pages.serve();
    const { page } = await pages.open(server, '/s/no-such-session');
    await page.getByText('There is no such conversation, or it was deleted.').waitFor();
    await page.goto(server.url);
    await page.getByRole('button', { name: MFA }).waitFor();
    await page.context().setOffline(true);
    await ask(page, MFA);
    await page.getByText('Connection lost. Reconnecting').waitFor();
    await page.context().setOffline(false);
    await answered(page);
    expect(await page.locator('.prose').innerText()).toContain('7 of 45 users');
  });
});

describe('coming back', () => {
  it('restores a finished conversation as it was', async () => {
    const { page, complaints } = await pages.open(await pages.serve());
    await ask(page, MFA);
    await answered(page);
    const before = await page.locator('.answer').innerText();
    await page.reload();
    await answered(page);
    await expect.poll(() => page.locator('.answer').innerText()).toBe(before);
    await page.getByRole('button', { name: /^Evidence F-3k7q/ }).click();
    await page.getByRole('heading', { name: /^Service user with AdministratorAccess/ }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('picks up a running answer after a reload, and after a look at another conversation', async () => {
    const server = await pages.serve({ holdBefore: delta(20) });
    const { page } = await pages.open(server);
    await ask(page, MFA);
    await page.getByText('can sign in to the console').waitFor();
    await page.reload();
    await page.getByText('can sign in to the console').waitFor();
    expect(await page.getByRole('button', { name: 'Stop the answer' }).isVisible()).toBe(true);
    await page.getByRole('link', { name: 'New question' }).click();
    await page.getByRole('heading', { name: 'Ask your AWS account a question' }).waitFor();
    await page.getByText('answering').waitFor();
    await page.goBack();
    await page.getByText('can sign in to the console').waitFor();
    server.release();
    await answered(page);
    expect((await page.locator('.prose').innerText()).match(/7 of 45 users/g)).toHaveLength(1);
  });
});
