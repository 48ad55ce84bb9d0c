/**
 * Cuts AWS-flavoured English into what search needs. A **word** is a stem in reading order; a **compound** is a string
 * that AWS people say as one (`i-0abc123`, `us-east-1`, `t3.micro`, an ARN, `svc-legacy-backup`, `RunInstances`), kept
 * whole and also given in parts among the words.
 */
import { stem } from 'stemr';

export interface Tokens {
  /** Stems in reading order, parts of compounds among them. Stop words are kept: phrases need them. */
  words: string[];
  /** Compounds, whole and lower-cased, in reading order. */
  compounds: string[];
}

/** Far above any finding's text; bounds the work on hostile input. */
const MAX_CHARACTERS = 20_000;
/** Longer runs are blobs (base64, hashes), not names. */
const MAX_PART_CHARACTERS = 40;

/** Alphanumeric runs joined by the signs that AWS names use. No nested repetition: linear on any input. */
const RUN = /[\p{L}\p{N}][\p{L}\p{N}\-_.:/@+=*]*/gu;

/** Passages of the check catalogue come again with every finding: remembering them halves the cost of a load. */
const remembered = new Map<string, Tokens>();
const MAX_REMEMBERED = 1_000;
const WORTH_REMEMBERING = { from: 60, to: 4_000 };

/** Tokens of any text. Case matters only for finding camelCase; everything that comes out is lower-case. */
export function tokenize(text: string): Readonly<Tokens> {
  const known = remembered.get(text);
  if (known) return known;
  const tokens: Tokens = { words: [], compounds: [] };
  for (const [match] of readable(text).matchAll(RUN)) addRun(match, tokens);
  if (text.length >= WORTH_REMEMBERING.from && text.length <= WORTH_REMEMBERING.to) {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(text, tokens);
  }
  return tokens;
}

/** Accents and typographic apostrophes folded, `*:*` and `::/0` put into words, `n't` opened to ` not`, possessives dropped. */
function readable(text: string): string {
  return text
    .slice(0, MAX_CHARACTERS)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[’‘`´]/g, "'")
    .replace(/\*:\*/g, ' star star ')
    .replace(/::\/0/g, ' 0.0.0.0/0 ')
    .replace(/\bcan't\b/gi, 'can not')
    .replace(/\bwon't\b/gi, 'will not')
    .replace(/n't\b/gi, ' not')
    .replace(/'(?:s|re|ve|ll|d|m)\b/gi, '');
}

function addRun(raw: string, tokens: Tokens): void {
  const run = raw.replace(/[-_.:/@+=]+$/, '');
  if (!run) return;
  if (run.length <= MAX_PART_CHARACTERS && /^\p{L}+$/u.test(run) && !isCamelCase(run)) {
    tokens.words.push(stemOf(run.toLowerCase()));
    return;
  }
  const whole = run.toLowerCase();
  const parts = IP_OR_RANGE.test(whole) ? [] : partsOf(run);
  const saysMore = whole.length > 1 && !(parts.length === 1 && parts[0] === whole);
  if (saysMore) tokens.compounds.push(whole);
  if (whole.startsWith('arn:')) addArnName(whole, tokens);
  for (const part of parts) tokens.words.push(stemOf(part));
}

const IP_OR_RANGE = /^\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?$/;

/** The last segment of an ARN is the name that people use. */
function addArnName(arn: string, tokens: Tokens): void {
  const resource = arn.split(':').slice(5).join(':');
  const name = resource.slice(resource.search(/[^/:]*$/));
  if (name && /[^a-z]/.test(name)) tokens.compounds.push(name);
}

function isCamelCase(word: string): boolean {
  return /\p{Ll}\p{Lu}/u.test(word) || /\p{Lu}{2}\p{Ll}{2}/u.test(word);
}

function partsOf(run: string): string[] {
  return run
    .replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll}{2})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length > 1 && part.length <= MAX_PART_CHARACTERS && !NOISE_PART.has(part));
}

/** Parts that say nothing once cut from their whole. */
const NOISE_PART: ReadonlySet<string> = new Set(['arn', 'aws', 'us', 'eu', 'ap', 'com', 'amazonaws']);

const stems = new Map<string, string>();
const MAX_REMEMBERED_STEMS = 20_000;

/** Porter2 stem of a lower-case word; words with digits are left as they are. */
export function stemOf(word: string): string {
  if (word.length < 3 || /\P{L}/u.test(word)) return word;
  const known = stems.get(word);
  if (known !== undefined) return known;
  const stemmed = stem(word);
  if (stems.size >= MAX_REMEMBERED_STEMS) stems.clear();
  stems.set(word, stemmed);
  return stemmed;
}
