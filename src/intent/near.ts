/** Names of the estate that a word may have meant. */
import type { NameIndex } from './entities/known.ts';
import type { EntityType } from './intent.ts';
import { editDistance } from './language/spelling.ts';

const MOST_NEAR = 3;

/** At most three names that are written alike or hold the words, nearest first; of one type when it is given. */
export function nearNames(words: string, { names, accounts }: NameIndex, type?: EntityType): string[] {
  const wanted = words.toLowerCase();
  const found: { name: string; distance: number }[] = [];
  const weigh = (name: string, kind: EntityType) => {
    if (type && kind !== type) return;
    const distance = distanceOf(wanted, name.toLowerCase());
    if (distance !== null) found.push({ name, distance });
  };
  for (const { name } of accounts) weigh(name, 'account');
  for (const { value, type: kind } of names.values()) weigh(value, kind);
  found.sort((left, right) => left.distance - right.distance || left.name.length - right.name.length);
  return [...new Set(found.map(({ name }) => name))].slice(0, MOST_NEAR);
}

/** Slips of the whole name come before names that hold every word; null when it is neither. */
function distanceOf(wanted: string, name: string): number | null {
  const limit = wanted.length >= 8 ? 2 : wanted.length >= 5 ? 1 : 0;
  const slips = editDistance(wanted, name, limit);
  if (slips <= limit) return slips;
  const parts = name.split(/[^a-z0-9]+/);
  const words = wanted.split(/[^a-z0-9]+/).filter((word) => word.length > 2);
  const fits = (word: string) =>
    parts.some(
      (part) => part === word || (word.length >= 5 && (part.startsWith(word) || editDistance(word, part, 1) <= 1)),
    );
  const held = words.filter(fits).length;
  if (held === 0) return null;
  // A name of several words is near when it shares most of them; "svc" alone is no resemblance.
  return held === words.length ? 5 : held >= 2 && held >= words.length - 1 ? 8 : null;
}
