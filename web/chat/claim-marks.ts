/**
 * Marks claims in rendered text. Colour comes by the CSS Custom Highlight API, which changes no element; the verdict's
 * word is a small tag after the sentence. A claim is found by its letters and digits alone, in order, so that markdown,
 * citations and spaces make no difference.
 */
import type { Claim } from '../../src/http/api.ts';
import { withoutCitations } from '../text/citations.ts';
import { VERDICT_WORDS } from '../text/words.ts';

export interface MarkOptions {
  /** Which verdicts get their word in the text. */
  words: 'contradicted' | 'all';
}

interface Unit {
  node: Text;
  offset: number;
}

/** Marks in `root` every claim that is found there. Call `unmarkClaims` first when it was marked before. */
export function markClaims(root: HTMLElement, claims: readonly Claim[], options: MarkOptions): void {
  const { letters, units } = readText(root);
  let from = 0;
  const found: { claim: Claim; range: Range }[] = [];
  for (const claim of claims) {
    const wanted = lettersOf(withoutCitations(claim.text));
    if (wanted === '') continue;
    let at = letters.indexOf(wanted, from);
    if (at < 0) at = letters.indexOf(wanted);
    const first = units[at];
    const last = units[at + wanted.length - 1];
    if (at < 0 || first === undefined || last === undefined) continue;
    from = at + wanted.length;
    const range = document.createRange();
    range.setStart(first.node, first.offset);
    range.setEnd(last.node, last.offset + 1);
    found.push({ claim, range });
  }
  for (const { claim, range } of found) highlight(root, claim.verdict, range);
  for (const { claim, range } of found.toReversed()) {
    if (options.words === 'all' || claim.verdict === 'contradicted') tagAfter(range, claim);
  }
}

/** Takes every mark of `markClaims` away again. */
export function unmarkClaims(root: HTMLElement): void {
  for (const tag of root.querySelectorAll('.verdict-tag')) tag.remove();
  for (const [verdict, range] of marked.get(root) ?? []) CSS.highlights?.get(`claim-${verdict}`)?.delete(range);
  marked.delete(root);
}

const marked = new WeakMap<HTMLElement, [Claim['verdict'], Range][]>();

function highlight(root: HTMLElement, verdict: Claim['verdict'], range: Range): void {
  if (CSS.highlights === undefined) return; // older browsers: the tags and the list of claims still tell
  const name = `claim-${verdict}`;
  const known = CSS.highlights.get(name) ?? new Highlight();
  known.add(range);
  CSS.highlights.set(name, known);
  marked.set(root, [...(marked.get(root) ?? []), [verdict, range]]);
}

function tagAfter(range: Range, claim: Claim): void {
  const tag = document.createElement('span');
  tag.className = `verdict-tag ${claim.verdict}`;
  tag.textContent = VERDICT_WORDS[claim.verdict];
  tag.title = claim.reason;
  // The sentence's own full stop, the chips it cites and the full stop after them all come before the tag.
  let last: Node = splitAfterPunctuation(range.endContainer as Text, range.endOffset);
  while (isTail(last.nextSibling)) {
    const next: Node = last.nextSibling;
    last = next instanceof Text ? splitAfterPunctuation(next, 0) : next;
  }
  last.parentNode?.insertBefore(tag, last.nextSibling);
}

/** Splits the text after the punctuation at `offset`, and gives the part before the cut. */
function splitAfterPunctuation(text: Text, offset: number): Text {
  const rest = text.data.slice(offset);
  const punctuation = /^(?:[^\s\p{L}\p{N}]|\s+$)*/u.exec(rest)?.[0].length ?? 0;
  if (punctuation < rest.length) text.splitText(offset + punctuation);
  return text;
}

function isTail(node: Node | null): node is Node {
  if (node instanceof HTMLElement) return node.dataset['cite'] !== undefined;
  return node instanceof Text && /^(?:[.,;:!?)]|\s+$)/.test(node.data);
}

function readText(root: HTMLElement): { letters: string; units: Unit[] } {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest('button, .verdict-tag') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const units: Unit[] = [];
  let letters = '';
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const text = node as Text;
    for (let offset = 0; offset < text.data.length; offset += 1) {
      const letter = lettersOf(text.data.charAt(offset));
      if (letter.length !== 1) continue;
      letters += letter;
      units.push({ node: text, offset });
    }
  }
  return { letters, units };
}

function lettersOf(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
