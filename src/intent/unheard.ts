/** Which words of a question nothing here understood, so that an answer can say so instead of answering another question. */
import type { Details, Entity, Intent } from './intent.ts';
import type { Token } from './language/reading.ts';
import { isKnownWord, isListedWord } from './language/spelling.ts';
import type { NameIndex } from './entities/known.ts';
import { nearNames } from './near.ts';
import { HEAD_NOUNS, isFreeOfMeaning, isSlipOf, QUALIFIES } from './unheard-words.ts';

type Unheard = NonNullable<Details['unheard']>;
type Unknown = NonNullable<Details['unknown']>;

/** A word of no meaning to any reader: what reads the same with it in place of another did not heed the other. */
const NOTHING = 'sibling';
/** A question has few words that narrow it; more that nobody knows are pasted matter or another language. */
const MOST_TRIED = 12;
const MOST_BESIDE = 16;
const MOST_TOLD = 4;

/**
 * Words that may narrow the question and that changed nothing in how it was read, adjacent ones together, with names of
 * the estate near them. `reread` reads the question with other tokens. Empty where every word was heeded or says nothing.
 */
export function readUnheard(
  tokens: Token[],
  intent: Intent,
  names: NameIndex,
  reread: (tokens: Token[]) => Intent,
): Unheard {
  if (intent.kind === 'out_of_scope' || intent.kind === 'help' || intent.details?.notCollected?.length) return [];
  const title = intent.details?.title?.toLowerCase();
  const tried = tokens
    .map((_, index) => index)
    .filter((index) => mayNarrow(tokens, index, intent) && !title?.includes(tokens[index]!.raw.toLowerCase()));
  if (tried.length === 0 || tried.length > MOST_TRIED) return [];
  const without = (...places: number[]) => {
    const token = (given: Token, index: number) =>
      places.includes(index) ? { ...given, raw: NOTHING, word: NOTHING } : given;
    return meaning(reread(tokens.map(token)));
  };
  const read = meaning(intent);
  const passed = tried.filter((index) => without(index) === read);
  const others = passed.length === 0 ? [] : tokens.map((_, index) => index).filter((index) => isWord(tokens[index]!));
  const missing = new Map(others.slice(0, MOST_BESIDE).map((other) => [other, without(other)]));
  // "Mining bitcoin": either word alone says it, so each is heeded though neither is missed.
  const unheard = passed.filter((index) =>
    [...missing].every(([other, rest]) => other === index || passed.includes(other) || without(other, index) === rest),
  );
  const phrases = together(tokens, unheard);
  return phrases.length > MOST_TOLD ? [] : phrases.map((words) => ({ words, near: nearNames(words, names) }));
}

/** Things that a question names and the estate is not known to hold; nothing where its names are not known whole. */
export function readUnknown(named: readonly Entity[], names: NameIndex): Unknown {
  return named.flatMap(({ type, value }): Unknown => {
    const lower = value.toLowerCase();
    if (type === 'account')
      return /^\d+$/.test(value) ||
        names.accounts.length === 0 ||
        names.accounts.some(({ name }) => name.toLowerCase().includes(lower))
        ? []
        : [{ type, value, near: names.accounts.slice(0, 4).map(({ name }) => name) }];
    if (type !== 'user' && type !== 'role' && type !== 'bucket') return [];
    // An address is whose a tag says; owners need not be users.
    if (lower.includes('@') || names.names.has(lower)) return [];
    if (names.names.size === 0 || names.names.size >= WHOLE_BELOW) return [];
    return [{ type, value, near: nearNames(value, names, type) }];
  });
}

/** From so many names on, the list of them may be cut short. */
const WHOLE_BELOW = 4000;

const isWord = ({ word }: Token) => word.length > 2 && !isFreeOfMeaning(word);
/** What is only told to be beyond us is heeded by nothing. */
const meaning = ({ details, ...intent }: Intent) =>
  JSON.stringify({ ...intent, details: { ...details, uncomputed: undefined, things: undefined }, reason: '' });

/** Is this a word whose loss would matter, where it stands? */
function mayNarrow(tokens: Token[], index: number, { kind, details }: Intent): boolean {
  const { raw, word, quoted } = tokens[index]!;
  const lower = raw.toLowerCase().replace(/'s$/, '');
  const plain = word.replace(/'s$/, '');
  // A short form or a slip that was mended is a word that is known.
  if (plain !== lower || (lower.length < 3 && !QUALIFIES.has(lower) && !/\d/.test(lower))) return false;
  if (!/^[a-z](?:\d[a-z]{0,3}|[\w.-]{1,40})$/i.test(lower) || isFreeOfMeaning(lower)) return false;
  // The type that volumes are moved to is told with the type they have.
  if (details?.volumeType && /^(?:gp[23]|io[12]|st1|sc1)$/.test(lower)) return false;
  const named = quoted || /[_\d.]|-\w+-/.test(lower) || isProper(tokens, index);
  // "who owns prod-db": a thing by its name, however common its parts.
  const owned = /^owns?$/.test(tokens[index - 1]?.word ?? '') && /[-_\d]/.test(lower);
  const known = (!owned && (isKnownWord(lower) || isCompound(lower))) || (!named && isSlipOf(lower));
  if (EXPLAINING.has(kind)) return named && !known;
  if (!known) return named || isModifier(tokens, index) || isObject(tokens, index);
  if (/^(?:by|for)$/.test(tokens[index - 1]?.word ?? '') && !isModifier(tokens, index) && !THINGS_OF_AWS.has(lower))
    return false;
  return QUALIFIES.has(lower) || (isKnownWord(lower) && isModifier(tokens, index));
}

/** "third-party" and "up-to-date" are English; "deploy-prod-x" is a name. */
function isCompound(word: string): boolean {
  const parts = word.split('-');
  const joined = parts.length === 2 || /-(?:of|to|in|on|by|off|the|and|a|at)-/.test(word);
  return parts.length > 1 && joined && parts.every(isListedWord);
}

/** Services that can be meant after "by": "roles used by lambda". */
const THINGS_OF_AWS: ReadonlySet<string> = new Set([
  'lambda',
  'lambdas',
  'ecs',
  'eks',
  'fargate',
  'github',
  'gitlab',
  'terraform',
  'jenkins',
]);

/** Explanations are prose about the question; only names in it narrow anything. */
const EXPLAINING = new Set<Intent['kind']>(['explain', 'remediate']);

/** "run freebsd", "of atlas", "did phoenix cost": where what is meant is named, not where somebody says why they ask. */
function isObject(tokens: Token[], index: number): boolean {
  const { gap } = tokens[index]!;
  if (gap.trim() !== '') return false;
  const lead = /^(?:the|our|a|an|any|all|project|team|service|application|app)$/.test(tokens[index - 1]?.word ?? '')
    ? 2
    : 1;
  const before = tokens[index - lead]?.word ?? '';
  // "Asked by legal" says who wants to know.
  if (before === 'by' && /^(?:asked|told|requested|required|advised|urged)$/.test(tokens[index - lead - 1]?.word ?? ''))
    return false;
  if (NARROWS.test(before)) return true;
  return /^(?:did|does|do|has|have)$/.test(before) && PAYS.test(tokens[index + 1]?.word ?? '');
}
const NARROWS =
  /^(?:owns|owned|of|in|from|by|about|named|called|contain(?:s|ing)?|runs?|running|us(?:e|es|ing)|with|without|behind|like|tagged|mention(?:s|ing)?|named?|involving|regarding|concerning|project)$/;
const PAYS = /^(?:cost|costs|spend|spends|spent|own|owns|use|uses|pay|pays|run|runs|have|need|access)$/;

/** A capital inside a sentence that is not shouted throughout. */
function isProper(tokens: Token[], index: number): boolean {
  const { raw, gap } = tokens[index]!;
  if (index === 0 || /[.?!:]/.test(gap) || !/[A-Z]/.test(raw)) return false;
  return tokens.filter((token) => /^[a-z]/.test(token.raw)).length > tokens.length / 2;
}

/** "the payments account", "replicated buckets": right before a thing that can be narrowed. */
function isModifier(tokens: Token[], index: number): boolean {
  const next = tokens[index + 1];
  const before = tokens[index - 1]?.word ?? '';
  if (!next || next.gap.trim() !== '' || !HEAD_NOUNS.test(next.word)) return false;
  // After these it is what is done to the thing, not which thing.
  return !/^(?:to|can|could|will|would|should|must|may|might|do|does|did|not|we|they|i|you|who|please)$/.test(before);
}

/** The words at these places, neighbours joined: "blue whale". */
function together(tokens: Token[], places: number[]): string[] {
  const phrases: string[] = [];
  let last = -2;
  for (const place of places) {
    const word = tokens[place]!.raw.replace(/'s$/i, '');
    if (place === last + 1 && tokens[place]!.gap.trim() === '')
      phrases[phrases.length - 1] = `${phrases.at(-1)} ${word}`;
    else phrases.push(word);
    last = place;
  }
  return [...new Set(phrases)];
}
