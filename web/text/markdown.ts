/**
 * Answer text to HTML, in two nets. First: raw HTML is shown as text, images and links become words, only citations and
 * known console addresses become controls. Second: DOMPurify with a strict allow-list takes whatever the first let pass.
 */
import { Marked, type Tokens } from 'marked';
import { readCitation } from './citations.ts';
import { consoleLink } from './console-link.ts';
import { showSafely } from './show-safely.ts';

export interface MarkdownOptions {
  /** What a label stands for, in words for its chip; null when the answer's evidence has no such label. */
  nameOf: (label: string) => string | null;
  /** Addresses of this answer's evidence. Others stay text: a console address can carry an attacker's template. */
  links: ReadonlySet<string>;
}

/** One piece of an answer that is rendered on its own: a paragraph, a list, a table, a code block. */
export type Block = string;

/** Splits text into blocks, so that a growing answer re-renders its last block only. */
export function splitBlocks(text: string): Block[] {
  const tokens = new Marked({ gfm: true }).lexer(showSafely(text));
  return tokens.filter((token) => token.type !== 'space' && token.type !== 'def').map((token) => token.raw);
}

/** While text grows: holds back a table until its second line tells that it is one. */
export function withoutUnfinishedTable(blocks: Block[]): Block[] {
  const last = blocks.at(-1);
  return last !== undefined && /^\|[^\n]*(?:\n\|?[-:| ]*)?$/.test(last) ? blocks.slice(0, -1) : blocks;
}

/** HTML of one block, before the second net (`sanitise`). Pure: works without a page. */
export function renderBlock(block: Block, options: MarkdownOptions): string {
  const marked = new Marked({ gfm: true, breaks: false, async: false });
  marked.use({
    extensions: [
      {
        name: 'citation',
        level: 'inline',
        start: (source: string) => source.indexOf('['),
        tokenizer: (source: string) => {
          const citation = readCitation(source);
          return citation === null ? undefined : { type: 'citation', ...citation };
        },
        renderer: (token) => (token['labels'] as string[]).map((label) => chip(label, options.nameOf(label))).join(''),
      },
    ],
    renderer: {
      html: ({ text }: Tokens.HTML | Tokens.Tag) => escapeHtml(text),
      image: ({ text }: Tokens.Image) => `${escapeHtml(text)} <em>(image left out)</em>`,
      link({ href, tokens }: Tokens.Link) {
        const words = this.parser.parseInline(tokens);
        const address = consoleLink(href);
        if (address === null || !options.links.has(address)) return words;
        return `<a href="${escapeHtml(address)}" target="_blank" rel="noopener noreferrer">${words}</a>`;
      },
      heading({ tokens, depth }: Tokens.Heading) {
        const level = depth <= 3 ? 3 : 4; // the page's own headings end at h2; models begin at any depth
        return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>`;
      },
      checkbox: ({ checked }: Tokens.Checkbox) => (checked ? '☑ ' : '☐ '),
    },
  });
  const html = marked.parse(block);
  return typeof html === 'string' ? html : '';
}

function chip(label: string, name: string | null): string {
  const words = name === null ? `${label}: not in this answer's evidence` : `Evidence ${label}: ${name}`;
  const state = name === null ? ' aria-disabled="true"' : '';
  return `<button type="button" data-cite="${escapeHtml(label)}" aria-label="${escapeHtml(words)}" title="${escapeHtml(words)}"${state}>${escapeHtml(label)}</button>`;
}

/** Text as it can stand in HTML, in an attribute too. */
export function escapeHtml(text: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => named[character] ?? character);
}
