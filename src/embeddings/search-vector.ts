/**
 * The lexical side of a finding: its `search` column and the query for it, both made of the same tokens, so that
 * `us-east-1` and `svc-legacy-backup` are found whole, which PostgreSQL's own parsers would cut up.
 */
import { type Field, namesIn, passagesOf } from './finding-text.ts';
import { rarity } from './rarity.ts';
import { tokenize } from './tokens.ts';

/** PostgreSQL's four weights, best first. `A` is kept for what names one thing: ids, ARNs, names, tags, check ids. */
type Weight = 'A' | 'B' | 'C' | 'D';

/** Lexemes may have 2,046 bytes; no name that matters is longer than this. */
const MAX_LEXEME_CHARACTERS = 512;

/**
 * The tsvector, in text form, of a text made by `findingText`: store it as `${searchVector(text)}::tsvector`. It depends on
 * the text alone, so it is stale exactly when the content hash is.
 */
export function searchVector(text: string): string {
  const best = new Map<string, Weight>();
  const add = (lexeme: string, weight: Weight) => {
    const known = best.get(lexeme);
    if (isLexeme(lexeme) && (!known || weight < known)) best.set(lexeme, weight);
  };
  for (const { field, text: passage } of passagesOf(text)) {
    const { words, compounds } = tokenize(passage);
    for (const compound of compounds) add(compound, NAMING.has(field) ? 'A' : 'B');
    for (const word of words) if (rarity(word) > 0) add(word, rarity(word) < 0.5 ? 'D' : WORD_WEIGHT[field]);
  }
  for (const name of namesIn(text)) add(name.toLowerCase(), 'A');
  return [...best].map(([lexeme, weight]) => `${quoted(lexeme)}:1${weight}`).join(' ');
}

/**
 * A tsquery in text form that matches any telling word or compound of `text`, or null when it has none. Every lexeme is
 * quoted, so nothing in the text can act as query syntax. Write it as `${query}::tsquery`.
 */
export function searchQuery(text: string): string | null {
  const { words, compounds } = tokenize(text);
  const telling = new Set([...compounds, ...words.filter((word) => rarity(word) > 0)]);
  // Common words match thousands of findings and rank none; they count only when nothing better was said.
  const rare = [...telling].filter((lexeme) => rarity(lexeme) >= 0.5);
  const lexemes = (rare.length > 0 ? rare : [...telling]).filter(isLexeme);
  return lexemes.length > 0 ? lexemes.slice(0, MAX_QUERY_LEXEMES).map(quoted).join(' | ') : null;
}

/** A tsquery in text form that matches findings which one of these names, or null without names. */
export function namesQuery(names: string[]): string | null {
  const lexemes = new Set(names.map((name) => name.trim().toLowerCase()).filter(isLexeme));
  return lexemes.size > 0
    ? [...lexemes]
        .slice(0, MAX_QUERY_LEXEMES)
        .map((name) => `${quoted(name)}:A`)
        .join(' | ')
    : null;
}

const MAX_QUERY_LEXEMES = 40;

const NAMING: ReadonlySet<Field> = new Set(['check', 'resource', 'place', 'tags']);

const WORD_WEIGHT: Record<Field, Weight> = {
  title: 'B',
  check: 'B',
  resource: 'B',
  state: 'C',
  about: 'C',
  tags: 'C',
  topic: 'C',
  place: 'D',
  risk: 'D',
  consequence: 'D',
};

function isLexeme(text: string): boolean {
  return text !== '' && text.length <= MAX_LEXEME_CHARACTERS && !text.includes('\0');
}

function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
