/** Things that a question describes instead of naming: "the terraform state bucket", "our jenkins server". */
import type { Details } from './intent.ts';
import type { NameIndex } from './entities/known.ts';

type Called = NonNullable<Details['called']>;

/** Names that hold every descriptive word before the noun; null when no name fits or the words say nothing. */
export function readDescribed(text: string, names: NameIndex): Called | null {
  for (const match of text.matchAll(DESCRIBED)) {
    const type = NOUNS[match[2]!.replace(/s$/, '')];
    const words = match[1]!.trim().split(/\s+/);
    if (!type) continue;
    for (let from = Math.max(0, words.length - 3); from < words.length; from++) {
      const wanted = words.slice(from).filter((word) => !EMPTY_WORDS.has(word));
      if (wanted.length === 0 || wanted.length < words.length - from) continue;
      if (wanted.length === 1 && SAYS_LITTLE.has(wanted[0]!)) continue;
      const found = fitting(wanted, names, type);
      if (found.length > 0 && found.length <= MOST_NAMES) return { type, names: found, words: wanted.join(' ') };
    }
  }
  return null;
}

const MOST_NAMES = 50;
const NOUNS: Record<string, Called['type']> = {
  bucket: 'bucket',
  instance: 'instance',
  server: 'instance',
  machine: 'instance',
  box: 'instance',
  host: 'instance',
  user: 'user',
  role: 'role',
};
const DESCRIBED = /((?:[a-z][a-z0-9]+ ){1,4})(buckets?|instances?|servers?|machines?|box|hosts?|users?|roles?)\b/g;
/** Grammar between the words, and properties that have readers of their own. */
const EMPTY_WORDS = new Set(
  'the our my a an any all of in on for is are was were be does do did has have with without and or not no which what who this that these those each every some many much s3 ec2 iam aws how list show find about tell me us to from by per there can could public private open exposed encrypted unencrypted versioned running stopped unused idle old oldest new newest biggest largest most least gpu spot service human admin administrator critical high medium low severe tagged untagged console cross account sensitive risky dangerous vulnerable big expensive cheapest dormant inactive active dead unattached internet facing only other more than same single first last'.split(
    ' ',
  ),
);
/** Words that are names now and then and say something else mostly. */
const SAYS_LITTLE = new Set([
  'database',
  'test',
  'network',
  'security',
  'access',
  'log',
  'logs',
  'key',
  'web',
  'team',
  'name',
  'named',
  'called',
  'group',
  'data',
  'get',
  'use',
  'using',
  'owns',
  'run',
  'own',
  'created',
  'launched',
]);

/** Names of one type that hold every one of the words as a part, in the order of the estate. */
export function fitting(words: string[], { names }: NameIndex, type: Called['type']): string[] {
  const joined = words.join('');
  const found: string[] = [];
  for (const [lower, { type: kind, value }] of names) {
    if (kind !== type) continue;
    const parts = lower.split(/[^a-z0-9]+/);
    const fits = words.every((word) => parts.includes(word) || parts.includes(word.replace(/s$/, '')));
    if (fits || parts.includes(joined)) found.push(value);
  }
  return found;
}
