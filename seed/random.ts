/** A stream of numbers that depends on nothing but its seed, so that the estate is the same on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** Whole number, both ends included. */
  between(least: number, most: number): number;
  pick<T>(items: readonly T[]): T;
  /** True with the given probability. */
  chance(probability: number): boolean;
}

/** The stream of one seed. Seeding by name keeps one thing's values when another is added. */
export function createRandom(seed: string): Random {
  let state = hash(seed);
  const next = () => {
    state = (state + 0x9e3779b9) | 0;
    return mix(state) / 2 ** 32;
  };
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (items) => items[Math.floor(next() * items.length)]!,
    chance: (probability) => next() < probability,
  };
}

/** Hex digits that depend only on the key. */
export function hexOf(key: string, length: number): string {
  return digits(key, length, '0123456789abcdef');
}

/** An id in the form EC2 gives since 2018: prefix, then 17 hex digits that begin with 0. */
export function ec2Id(prefix: string, key: string): string {
  return `${prefix}-0${hexOf(`${prefix}|${key}`, 16)}`;
}

/** A version 4 UUID that depends only on the key. */
export function uuidOf(key: string): string {
  const hex = hexOf(key, 32);
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** An IAM id: four letters that tell the kind (`AIDA` user, `AROA` role, `AKIA` key), then 16 characters. */
export function iamId(prefix: string, key: string): string {
  return prefix + digits(`${prefix}|${key}`, 16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567');
}

function digits(key: string, length: number, alphabet: string): string {
  const random = createRandom(key);
  return Array.from({ length }, () => alphabet.charAt(Math.floor(random.next() * alphabet.length))).join('');
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(value);
}

/** Spreads every input bit over the whole word: neighbouring seeds give unrelated streams. */
function mix(value: number): number {
  let word = value ^ (value >>> 16);
  word = Math.imul(word, 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
}
