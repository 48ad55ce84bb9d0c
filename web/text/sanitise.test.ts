import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OpenedPage, openPages, type Pages } from '../test/pages.ts';

let pages: Pages;
let opened: OpenedPage;
beforeAll(async () => {
  pages = await openPages();
  opened = await pages.open(await pages.serve());
  await opened.page.evaluate(await bundled());
});
afterAll(() => pages.close());

/** `sanitise.ts` alone, as a script: the second net must hold by itself, whatever the first lets through. */
async function bundled(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      write: false,
      lib: { entry: fileURLToPath(new URL('sanitise.ts', import.meta.url)), formats: ['iife'], name: 'net' },
    },
  });
  const [output] = Array.isArray(result) ? result : [result];
  const chunk = output !== undefined && 'output' in output ? output.output[0] : undefined;
  return `${chunk?.type === 'chunk' ? chunk.code : ''}; window.net = net;`;
}

const sanitise = (page: Page, html: string): Promise<string> =>
  page.evaluate((text) => (window as unknown as { net: { sanitise(html: string): string } }).net.sanitise(text), html);

describe('sanitise', () => {
  it.each([
    ['<img src=x onerror="fetch(1)">', ''],
    ['<p style="position:fixed" class="a" id="b" onclick="x()">text</p>', '<p>text</p>'],
    ['<script>fetch(1)</script><style>*{}</style><svg><circle/></svg><math><mi>x</mi></math>', ''],
    ['<form action="https://evil.example"><input name="q"></form><iframe src="https://evil.example"></iframe>', ''],
    ['<a href="https://evil.example/">a</a>', '<a>a</a>'],
    ['<a href="javascript:fetch(1)">a</a><a href="//console.aws.amazon.com">b</a>', '<a>a</a><a>b</a>'],
    ['<a href="https://console.aws.amazon.com.evil.example/">a</a>', '<a>a</a>'],
    [
      '<button type="button" data-cite="Q1" onclick="x()" formaction="/x">Q1</button>',
      '<button data-cite="Q1" type="button">Q1</button>',
    ],
    [
      '<button data-cite="Q1&quot;>">x</button><button data-other="a">y</button>',
      '<button>x</button><button>y</button>',
    ],
    [
      '<table><tbody><tr><td align="right">1</td></tr></tbody></table>',
      '<table><tbody><tr><td align="right">1</td></tr></tbody></table>',
    ],
    ['<b>bold</b> <code>c</code>', '<b>bold</b> <code>c</code>'],
  ])('makes %s harmless', async (html, harmless) => {
    const attributes = (text: string): string =>
      text.replace(/<button ([^>]*)>/g, (_, list: string) => `<button ${list.split(' ').toSorted().join(' ')}>`);
    expect(attributes(await sanitise(opened.page, html))).toBe(harmless);
  });

  it('keeps a console link, and cuts its page loose from ours', async () => {
    const address = 'https://eu-west-1.console.aws.amazon.com/ec2/home';
    const html = await sanitise(opened.page, `<a href="${address}" target="_blank" rel="opener">a</a>`);
    expect(html).toContain(`href="${address}"`);
    expect(html).toContain('rel="noopener noreferrer"');
  });

  it('asked for nothing meanwhile', () => {
    expect(opened.foreign).toEqual([]);
  });
});
