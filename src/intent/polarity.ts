/** Of several properties in one question, which must be there and which must lack: "public buckets without versioning". */
import type { Topic } from './intent.ts';

export interface Polarity {
  /** Topics that must lack, in order of mention; every other one must hold. */
  lacks: Topic[];
}

/** Null unless at least two properties are named: of one, the negation of the whole question tells. */
export function readPolarity(text: string, topics: readonly Topic[]): Polarity | null {
  const named = PROPERTIES.filter(
    // An open port is a property of its own beside an address only.
    ([topic]) => topics.includes(topic) && (topic !== 'network' || /\bpublic (?:ip|address)/.test(text)),
  );
  if (named.length < 2) return null;
  const lacks: Topic[] = [];
  for (const clause of text.split(CLAUSE)) {
    let negated: 'no' | 'not' | null = null;
    for (const part of clause.split(/(\b(?:and|or|nor|plus)\b|[,/])/)) {
      // "not encrypted and public": only "no", "without" and "or" reach over.
      if (negated === 'not' && /^(?:and|plus)$/.test(part.trim())) negated = null;
      const at = NEGATIVE.exec(part);
      if (at) negated = /^(?:not|never)$/.test(at[0]) ? 'not' : 'no';
      for (const [topic, word] of named) {
        const found = word.exec(part);
        if (!found) continue;
        const here =
          negated !== null && (at === null || at.index < found.index || /\b(?:off|disabled|missing)\b/.test(at[0]));
        if (here || /^(?:un|non-?)/.test(found[0])) lacks.push(topic);
      }
    }
  }
  return { lacks: [...new Set(lacks)] };
}

const CLAUSE = /\b(?:but|with(?!out)|that|which|who|whose|while|yet|although|though)\b/;
const NEGATIVE = /\b(?:not|no|without|never|lack(?:s|ing)?|missing|neither|nor|off|disabled)\b/;
const PROPERTIES: [Topic, RegExp][] = [
  ['public', /\b(?:non-?)?public\w*\b|\bexposed\b/],
  ['encryption', /\b(?:un|non-?)?encrypt\w*\b|\bkms\b/],
  ['versioning', /\b(?:un|non-?)?version\w*\b/],
  ['lifecycle', /\blife-?cycles?\b|\bexpiration\b|\bexpiry\b/],
  ['logging', /\b(?:un)?logg\w+\b|\blogs\b/],
  ['imds', /\bimds\w*\b/],
  ['network', /\bports?\b|\breachable\b/],
  ['mfa', /\bmfa\b/],
  ['admin', /\badmin\w*\b/],
  ['access_keys', /\bkeys?\b/],
  ['password', /\bpasswords?\b|\bconsole\b/],
];
