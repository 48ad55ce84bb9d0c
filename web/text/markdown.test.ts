import { describe, expect, it } from 'vitest';
import { readCitation, withoutCitations, withoutUnfinishedCitation } from './citations.ts';
import { consoleLink } from './console-link.ts';
import { renderBlock, splitBlocks, withoutUnfinishedTable } from './markdown.ts';

const CONSOLE = 'https://us-east-1.console.aws.amazon.com/iam/home#/users';
const options = {
  nameOf: (label: string) => (label === 'Q9' ? null : `name of ${label} "quoted" <b>`),
  links: new Set([CONSOLE]),
};
const render = (text: string): string =>
  splitBlocks(text)
    .map((block) => renderBlock(block, options))
    .join('');

describe('citations', () => {
  it('become buttons that name their evidence, one per label', () => {
    const html = render('Seven users [Q1, F-3k7q] and [E-77ab][C-1].');
    expect([...html.matchAll(/data-cite="([^"]+)"/g)].map(([, label]) => label)).toEqual([
      'Q1',
      'F-3k7q',
      'E-77ab',
      'C-1',
    ]);
    expect(html).toContain('aria-label="Evidence Q1: name of Q1 &quot;quoted&quot; &lt;b&gt;"');
  });

  it('work in bold text, list items, headings and table cells', () => {
    const html = render('# H [Q1]\n\n- **b [Q2]**\n\n| a |\n| --- |\n| [Q3] |');
    expect(html.match(/data-cite/g)).toHaveLength(3);
  });

  it('stay text in code', () => {
    expect(render('`[Q1]`\n\n```\n[F-3k7q]\n```')).not.toContain('data-cite');
  });

  it('are marked when the evidence has no such label', () => {
    expect(render('[Q9]')).toContain('aria-disabled="true"');
    expect(render('[Q1]')).not.toContain('aria-disabled');
  });

  it.each([
    '[Q]',
    '[q1]',
    '[X-12]',
    '[F-]',
    '[F-a b]',
    '[Q1',
    'Q1]',
    '[ ]',
    '[Q1](https://evil.example)',
    '[Q1 or so]',
  ])('are not read into %s', (text) => expect(readCitation(text)).toBeNull());

  it('are held back while they arrive, at every cut', () => {
    const text = 'Seven users [Q1, F-3k7q]. Then [E-77ab]';
    for (let cut = 0; cut <= text.length; cut += 1) {
      const shown = withoutUnfinishedCitation(text.slice(0, cut));
      expect(shown).not.toMatch(/\[[^\]]*$/);
      expect(text.startsWith(shown)).toBe(true);
    }
    expect(withoutUnfinishedCitation('a [link text')).toBe('a [link text');
  });

  it('can be left out', () => {
    expect(withoutCitations('Seven users [Q1, F-3k7q]. Then [E-77ab] more.')).toBe('Seven users. Then more.');
  });
});

describe('markdown', () => {
  it('shows raw HTML as text', () => {
    const html = render('a <img src=x onerror=alert(1)> b <script>alert(1)</script>\n\n<div onclick="x">block</div>');
    expect(html).not.toMatch(/<(?:img|script|div)/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('makes words of images and of every address that is no evidence of this answer', () => {
    const html = render(
      [
        '![pixel](https://evil.example/p.png) [go](https://evil.example) <https://evil.example> https://evil.example',
        '[trap](https://us-east-1.console.aws.amazon.com/cloudformation/home#/stacks/create/review?templateURL=x)',
        '[js](javascript:alert(1)) [data](data:text/html,x) [ref][r]',
        '',
        '[r]: https://evil.example/r',
      ].join('\n'),
    );
    expect(html).not.toMatch(/<(?:img|a)\b/);
    expect(html).toContain('pixel <em>(image left out)</em>');
  });

  it('links to the console page of its own evidence', () => {
    expect(render(`[open](${CONSOLE})`)).toContain(
      `<a href="${CONSOLE}" target="_blank" rel="noopener noreferrer">open</a>`,
    );
  });

  it('shows invisible and direction-changing characters', () => {
    expect(render('name\u202etxt.exe zero\u200bwidth')).toContain('name⟨U+202E⟩txt.exe zero⟨U+200B⟩width');
  });

  it('aligns figures and keeps tables whole', () => {
    const html = render('| a | n |\n| --- | ---: |\n| x | 1 |');
    expect(html).toContain('<td align="right">1</td>');
  });

  it('holds a table back until it is one, and nothing else', () => {
    const table = '| a | b |\n| --- | --- |\n| 1 | 2 |';
    for (let cut = 1; cut <= table.length; cut += 1) {
      const shown = withoutUnfinishedTable(splitBlocks(`Intro.\n\n${table.slice(0, cut)}`)).slice(1);
      for (const block of shown) expect(renderBlock(block, options)).toMatch(/^<table>/);
    }
    expect(withoutUnfinishedTable(['a | b'])).toEqual(['a | b']);
  });

  it('re-renders nothing but the last block as text grows', () => {
    const text = 'One.\n\n- a\n- b\n\n```\ncode\n\nmore\n```\n\nLast.';
    let before: string[] = [];
    for (let cut = 1; cut <= text.length; cut += 1) {
      const blocks = splitBlocks(text.slice(0, cut));
      for (const [index, block] of before.slice(0, -1).entries())
        expect(blocks[index]?.trimEnd()).toBe(block.trimEnd());
      before = blocks;
    }
    expect(before).toHaveLength(4);
  });
});

describe('consoleLink', () => {
  it.each([
    CONSOLE,
    'https://console.aws.amazon.com/s3/home',
    'https://eu-west-1.console.aws.amazon.com/ec2/home?region=eu-west-1',
  ])('takes %s', (address) => expect(consoleLink(address)).toBe(address));

  it.each([
    'http://console.aws.amazon.com/',
    'https://console.aws.amazon.com.evil.example/',
    'https://evilconsole.aws.amazon.com/',
    'https://console.aws.amazon.com@evil.example/',
    'https://user@console.aws.amazon.com/',
    'https://console.aws.amazon.com:8443/',
    'https://aws.amazon.com/',
    'javascript:alert(1)//console.aws.amazon.com',
    '//console.aws.amazon.com/',
    '',
  ])('refuses %s', (address) => expect(consoleLink(address)).toBeNull());
});
