/** Words that no reader knows and that still say which things are meant: parts of names, or what findings are about. */
import { fitting } from './described.ts';
import type { NameIndex } from './entities/known.ts';
import type { Details, Intent } from './intent.ts';

type Called = NonNullable<Details['called']>;
type Unheard = NonNullable<Details['unheard']>;

const MOST_NAMES = 50;
const TYPES: Called['type'][] = ['instance', 'bucket', 'user', 'role'];
const NAMED = new Set<string>([...TYPES, 'arn', 'volume', 'snapshot', 'security_group', 'image']);

/**
 * What the first such phrase is taken to mean, and the phrases left; `called` says that it was guessed, so that an answer
 * can. Nothing is guessed of a question that names its things, nor of "the payments account", which is a place.
 */
export function readGuessed(
  text: string,
  intent: Intent,
  unheard: Unheard,
  names: NameIndex,
): { details: Pick<Details, 'called' | 'matter'>; left: Unheard } | null {
  const { subject, details, entities, kind } = intent;
  if (details?.called || details?.matter || entities.some(({ type }) => NAMED.has(type))) return null;
  if (!['list', 'count', 'lookup', 'rank', 'posture'].includes(kind)) return null;
  for (const one of unheard) {
    const left = unheard.filter((other) => other !== one);
    const words = one.words.toLowerCase();
    if (new RegExp(`\\b${escaped(words)} accounts?\\b`).test(text)) continue;
    const types = subject === 'finding' ? TYPES : TYPES.filter((type) => type === subject);
    const parts = words.split(' ').map((word) => word.replace(/(?<=[a-z]{3})s$/, ''));
    const found = types
      .map((type) => ({ type, names: fitting(parts, names, type) }))
      .filter((each) => each.names.length);
    const all = found.flatMap((each) => each.names);
    if (found[0] && all.length <= MOST_NAMES)
      return { details: { called: { type: found[0].type, names: all, words: one.words, guessed: true } }, left };
    if (subject === 'finding' && /^[a-z0-9_ ]+$/.test(words) && isMatter(text, words))
      return { details: { matter: { words: one.words, pattern: words } }, left };
  }
  return null;
}

const isMatter = (text: string, words: string) =>
  new RegExp(
    `\\b(?:about|concerning|regarding|mention\\w*|related to|relating to|involving) (?:the |our |any )?${escaped(words)}\\b`,
  ).test(text);
const escaped = (words: string) => words.replaceAll(/[.+*?^$()[\]{}|\\]/g, '\\$&');
