/** Bounds in numbers: "bigger than 500 GB", "more than 100 dollars"; those that nothing heeds are told. Text is normalised and masked. */
import type { Details, Subject } from './intent.ts';
import { COUNT, countOf } from './time/numbers.ts';

type Measure = NonNullable<Details['measure']>;

const OVER = '(?:more|greater|bigger|larger|higher|longer) than|over|above|exceed(?:s|ing)?|at least|>=?|upwards of';
const UNDER = '(?:less|fewer|smaller|lower|cheaper|shorter) than|under|below|at most|<=?|no more than|up to';
const TIME = '(?:minutes?|mins?|hours?|hrs?|h|days?|d|fortnights?|weeks?|wks?|months?|quarters?|years?|yrs?)';
const BOUND = new RegExp(
  `(?<![\\w-])(?<not>not |no )?(?:(?<over>${OVER})|(?<under>${UNDER})) (?:about |roughly |around )?(?<money>\\$ ?|usd |eur |€ ?)?(?<count>\\d[\\d,.]*k?|${COUNT.slice(1, -1)})(?![\\w-]* of the)(?<unit> ?(?:gi?b|ti?b|mi?b|gigs?|gigabytes?|terabytes?|dollars?|bucks|usd|eur|euros?|\\$|€|%|percent|per ?cent|[a-z]+))?`,
  'g',
);

/** Every bound of a text: one that an attribute holds, taken out of `rest`, and the others as they were said. */
export function readMeasures(
  text: string,
  subject: Subject | null,
): { measure: Measure | null; unread: string[]; rest: string } {
  let measure: Measure | null = null;
  const unread: string[] = [];
  for (const match of text.matchAll(BOUND)) {
    const { over, money, count = '', unit = '' } = match.groups!;
    if (new RegExp(`^ ?-?${TIME}$`).test(unit) || /^an?$/.test(count)) continue;
    const words = match[0].trim();
    const size = /^ ?(?:gi?b|gigs?|gigabytes?|ti?b|terabytes?)$/.exec(unit);
    const paid = money !== undefined || /^ ?(?:dollars?|bucks|usd|\$)$/.test(unit);
    const attribute =
      size && SIZED.has(subject) ? 'sizeGiB' : paid && PRICED.has(subject) ? 'estimatedMonthlyCost' : null;
    const value = numberOf(count) * (size && /^ ?t/.test(unit) ? 1024 : 1);
    if (!attribute || measure || !Number.isFinite(value) || /eur|€/.test(`${money}${unit}`)) {
      unread.push(words);
      continue;
    }
    const open = /(?:than|over|above|exceed\w*|upwards of|under|below|^[<>]$)$/.test(over ?? match.groups!['under']!);
    measure = {
      attribute,
      ...(over ? { least: value + (open ? STEP : 0) } : { most: value - (open ? STEP : 0) }),
      words,
    };
  }
  if (!measure) return { measure, unread, rest: text };
  const { words } = measure;
  // "That cost more than $100 a month" asks for things by their price, not for the bill.
  const at = text.indexOf(words);
  const before = text
    .slice(0, at)
    .replace(
      /(?:\b(?:that|which|who) )?(?:(?:are|is) )?(?:\b(?:costs?|costing|priced|worth|with a (?:cost|price|size)(?: of)?|sized)(?: at| us)? )?$/,
      '',
    );
  const after = text.slice(at + words.length).replace(/^ ?(?:a|per|each|every|\/) ?month\b|^ ?monthly\b/, '');
  return { measure, unread, rest: `${before.trimEnd()}${after}` };
}

/** Sizes are whole and prices are kept in cents: this much beyond is beyond. */
const STEP = 0.001;
const SIZED = new Set<Subject | null>(['volume', 'snapshot']);
const PRICED = new Set<Subject | null>(['instance', 'volume', 'address']);

function numberOf(count: string): number {
  const digits = /^(\d[\d,.]*)(k?)$/.exec(count);
  if (!digits) return countOf(count);
  return Number(digits[1]!.replaceAll(',', '').replace(/\.$/, '')) * (digits[2] ? 1000 : 1);
}
