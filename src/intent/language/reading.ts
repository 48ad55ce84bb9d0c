/** Turns whatever was typed into bounded, plain, mended text, keeping each token's original beside it. */
import { mendSpelling } from './spelling.ts';
import { SHORT_FORMS } from './vocabulary.ts';

export interface Token {
  /** As typed, without surrounding punctuation. */
  raw: string;
  /** Lower case, mended, contractions opened; `@bucket` and the like once it is recognised as a name. */
  word: string;
  /** The characters between the token before and this one. */
  gap: string;
  quoted: boolean;
}

/** A question says what it wants within this many characters; what follows is pasted matter. */
export const MAX_CHARACTERS = 2000;
const MAX_MENDED = 80;
const MAX_TOKEN = 300;

/** Bounded, without control characters, with straight quotes and plain dashes and spaces. Never throws. */
export function cleanText(question: string): string {
  return question
    .slice(0, MAX_CHARACTERS * 2)
    .replace(/[\u200b-\u200d\u2060\ufeff\u00ad]/g, '')
    .replace(/[\p{Cc}\p{Zs}\p{Zl}\p{Zp}\ufffd\ud800-\udfff]+/gu, ' ')
    .replace(/[\u2018\u2019\u02bc\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .slice(0, MAX_CHARACTERS)
    .trim();
}

/** Splits cleaned text. `isName` says which lower-case tokens are names of the estate, which are never mended. */
export function tokenise(text: string, isName: (token: string) => boolean): Token[] {
  const tokens: Token[] = [];
  let end = 0;
  let mended = 0;
  for (const match of text.matchAll(/[^\s,;?!()[\]{}"`<>|]+/g)) {
    const lead = /^['.:*_-]*/.exec(match[0])![0].length;
    const raw = match[0].slice(lead).replace(/(?:['.:*_-])+$/, '');
    // No name or id is this long; a wall of letters is pasted matter.
    if (!raw || raw.length > MAX_TOKEN) continue;
    const start = match.index + lead;
    const before = text.slice(end, start);
    const after = text.charAt(start + raw.length);
    end = start + raw.length;
    const lower = raw.toLowerCase();
    const word = isName(lower) ? lower : openWord(lower, mended < MAX_MENDED);
    if (word !== lower) mended++;
    tokens.push({ raw, word, gap: before, quoted: /["'`]$/.test(before) && /["'`]/.test(after) });
  }
  return tokens;
}

/** The tokens as one line: words joined by what stood between them. */
export function joinTokens(tokens: Token[]): string {
  return tokens
    .map((token) => (token.gap.replace(/["'`*_]/g, '') || ' ') + token.word)
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/\b(guard|cloud) (duty|trail|watch|front)\b/g, '$1$2')
    .trim();
}

function openWord(lower: string, mend: boolean): string {
  const short = SHORT_FORMS.get(lower);
  if (short !== undefined) return short;
  const apostrophe = lower.indexOf("'");
  if (apostrophe > 0) return openContraction(lower, lower.slice(0, apostrophe), lower.slice(apostrophe));
  return mend && /^[a-z]+$/.test(lower) ? mendSpelling(lower) : lower;
}

function openContraction(lower: string, stem: string, ending: string): string {
  if (ending === "'t" && stem.endsWith('n')) {
    const verb = IRREGULAR[stem] ?? stem.slice(0, -1);
    return `${verb} not`;
  }
  if (ending === "'s" && ASKING.has(stem)) return `${stem} is`;
  if (ending === "'s") return `${SHORT_FORMS.get(stem) ?? mendSpelling(stem)}'s`;
  const opened = ENDINGS[ending];
  return opened ? `${stem} ${opened}` : lower;
}

const IRREGULAR: Record<string, string> = { can: 'can', won: 'will', shan: 'shall', ain: 'is' };
const ASKING = new Set([
  'what',
  'who',
  'where',
  'when',
  'how',
  'why',
  'that',
  'there',
  'here',
  'it',
  'which',
  'he',
  'she',
  'anything',
  'everything',
  'let',
]);
const ENDINGS: Record<string, string> = { "'re": 'are', "'ve": 'have', "'ll": 'will', "'d": 'would', "'m": 'am' };
