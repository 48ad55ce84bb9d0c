import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { loadPrompts } from './prompt.ts';

const WHOLE = '{{question}} {{now}} {{demo}} {{reason}} {{evidence}} {{coverage}}';

async function load(system: string, answer: string) {
  const folder = await mkdtemp(join(tmpdir(), 'assay-prompts-'));
  try {
    await writeFile(join(folder, 'system.md'), system);
    await writeFile(join(folder, 'answer.md'), answer);
    return await loadPrompts(pathToFileURL(`${folder}/`));
  } finally {
    await rm(folder, { recursive: true });
  }
}

const VALUES = { question: 'Q?', now: 'N', demo: '', reason: 'R', evidence: 'E', coverage: 'C' };

it('loads the prompts that ship', async () => {
  const prompts = await loadPrompts();
  expect(prompts.answer(VALUES)).not.toMatch(/\{\{|undefined/);
});

it.each([
  ['You are {{who}}.', WHOLE, /system\.md.*who/],
  ['You.', `${WHOLE} {{mood}}`, /answer\.md.*mood/],
  ['You.', WHOLE.replace('{{evidence}}', ''), /answer\.md.*evidence/],
])('refuses a placeholder that is unknown or missing (%#)', async (system, answer, fault) => {
  await expect(load(system, answer)).rejects.toThrow(fault);
});

it('fills a placeholder written with blanks', async () => {
  const prompts = await load('You.', WHOLE.replace('{{question}}', '{{ question }}'));
  expect(prompts.answer(VALUES)).toContain('Q?');
});

it('takes values literally, whatever they hold', async () => {
  const prompts = await load('You.', WHOLE);
  expect(prompts.answer({ ...VALUES, question: '{{evidence}} $& $1' })).toContain('{{evidence}} $& $1');
});

it('has another version when a prompt changes', async () => {
  const one = await load('You.', WHOLE);
  const two = await load('You!', WHOLE);
  expect(one.version).not.toBe(two.version);
});
