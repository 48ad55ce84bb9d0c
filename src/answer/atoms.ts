/** Atoms: the parts of a sentence that can be right or wrong by themselves — numbers, dates, ids, addresses, names. */

/** What a text holds, asked atom by atom. */
export interface Haystack {
  has(atom: string): boolean;
}

const ID =
  /\b(?:arn:aws[\w-]*:[^\s,;)\]"']+|(?:i|vol|snap|sg|ami|vpc|subnet|eipalloc|eni|nat|acl|igw|lt)-[0-9a-f]{8,17}|(?:AKIA|ASIA)[A-Z0-9]{12,20}|\d{12})\b/g;
const ADDRESS = /\b\d{1,3}(?:\.\d{1,3}){3}(?:\/\d{1,2})?\b/g;
const REGION =
  /\b(?:us|eu|ap|sa|ca|me|af|il|mx|cn)(?:-gov)?-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-\d\b/g;
export const DATE = /\b\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?Z?)?\b/g;
export const NUMBER = /(?<![\w.,-])-?\$?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,-])-?\$?\d+(?:\.\d+)?(?![\w-]*[a-z]{3})/g;
const SEVERITY = /\b(?:critical|high|medium|low) severity\b|\bseverity (?:critical|high|medium|low)\b/gi;

/** The checkable parts of a sentence, each once. */
export function atomsIn(sentence: string): string[] {
  let rest = sentence;
  const found: string[] = [];
  for (const pattern of [ID, ADDRESS, DATE, REGION, SEVERITY]) {
    found.push(...(rest.match(pattern) ?? []).map((atom) => atom.replace(/[.:]+$/, '')));
    rest = rest.replaceAll(pattern, ' ');
  }
  found.push(...(rest.match(NUMBER) ?? []));
  return [...new Set(found)];
}

/** Indexes texts so that an atom is found whole: `12` is not in `120`, `1,234.50` is `1234.5`. */
export function createHaystack(texts: string[]): Haystack {
  const text = texts.join('\n');
  const lower = text.toLowerCase();
  const numbers = new Set([...text.matchAll(/-?\d[\d,]*(?:\.\d+)?/g)].map((match) => numeric(match[0])));
  return {
    has: (atom) => {
      const value = numeric(atom);
      if (/^-?\$?[\d,.]+$/.test(atom) && !Number.isNaN(value))
        return numbers.has(value) || numbers.has(-value) || [...numbers].some((known) => rounds(known, atom, value));
      if (/severity/i.test(atom)) return lower.includes(atom.toLowerCase().replace(/\s*severity\s*/, ''));
      return lower.includes(atom.toLowerCase());
    },
  };
}

const numeric = (text: string) => Number(text.replaceAll(/[$,]/g, ''));

/** 1234.56 may be said as 1,234.6 or 1,235: rounding is not a contradiction. */
function rounds(known: number, atom: string, value: number): boolean {
  const decimals = /\.(\d+)/.exec(atom)?.[1]?.length ?? 0;
  return Math.abs(known) >= 1 && Math.abs(Math.abs(known) - value) <= 0.5 * 10 ** -decimals && value >= 10;
}
