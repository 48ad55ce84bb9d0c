/** Numbers that are written as words. Models write small counts so, and "two users" is as much a claim as "2 users". */

const SMALL = words(
  'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen',
  (index) => index + 2,
);
const TENS = words('twenty thirty forty fifty sixty seventy eighty ninety', (index) => (index + 2) * 10);
const UNITS = words('one two three four five six seven eight nine', (index) => index + 1);

/** What an answer about an estate counts. "Two ways to fix it" counts nothing that evidence could show. */
const COUNTED =
  '(?:users?|accounts?|roles?|groups?|polic(?:y|ies)|keys?|passwords?|buckets?|objects?|instances?|machines?|servers?|volumes?|snapshots?|images?|findings?|detections?|alerts?|issues?|risks?|events?|calls?|logins?|regions?|addresses|secrets?|rules?|checks?|detectors?|collectors?|teams?|owners?|people|principals?|identit(?:y|ies)|devices?|services?|resources?|trails?|vpcs?|interfaces?)';

const NUMBER_WORD = `(${alternatives(TENS)})(?:[- ](${alternatives(UNITS)}))?|(${alternatives(SMALL)})`;

/** "The two users" takes up what was said before, "top two" picks from it: neither claims how many there are. */
const TAKES_UP =
  /\b(?:the|these|those|that|this|both|top|first|last|next|other|another|every|each|any|following|remaining|which)\s+$/i;

const COUNT = new RegExp(
  `(?<![\\w-])(?:${NUMBER_WORD})(?=(?: (?:out )?of (?:the |our |all |its )?\\d|(?: [\\w-]+){0,3}? ${COUNTED}\\b))`,
  'gi',
);

/** The text with the words that count something as digits; all else as it is. "One" stays: it rarely counts. */
export function withDigits(text: string): string {
  return text.replaceAll(COUNT, (found: string, ...groups: unknown[]) => {
    const [tens, unit, small, at] = groups as [string?, string?, string?, number?];
    if (TAKES_UP.test(text.slice(0, at))) return found;
    return String(small ? valueOf(SMALL, small) : valueOf(TENS, tens!) + (unit ? valueOf(UNITS, unit) : 0));
  });
}

function words(list: string, valueAt: (index: number) => number): Map<string, number> {
  return new Map(list.split(' ').map((word, index) => [word, valueAt(index)]));
}

function alternatives(values: ReadonlyMap<string, number>): string {
  // Longest first: "six" would else be found in "sixteen".
  return [...values.keys()].toSorted((a, b) => b.length - a.length).join('|');
}

function valueOf(values: ReadonlyMap<string, number>, word: string): number {
  return values.get(word.toLowerCase())!;
}
