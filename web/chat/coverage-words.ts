/** Coverage sources, told by product rather than by each account and region. */
import type { CoverageSource } from '../../src/http/api.ts';
import { outcomeWords, productWords } from '../text/words.ts';

export interface ProductFreshness {
  words: string;
  /** ISO: the oldest read among its sources, since an answer is as old as its oldest part. */
  asOf: string;
  stale: boolean;
}

/** Per product the oldest successful read, and whether any of it is stale. */
export function freshnessByProduct(sources: readonly CoverageSource[]): ProductFreshness[] {
  const products = new Map<string, ProductFreshness>();
  for (const { product, asOf, stale } of sources) {
    if (asOf === null) continue;
    const known = products.get(product);
    if (known === undefined) products.set(product, { words: productWords(product), asOf, stale });
    else {
      if (asOf < known.asOf) known.asOf = asOf;
      known.stale ||= stale;
    }
  }
  return [...products.values()];
}

export interface CoverageWarning {
  product: string;
  words: string;
  detail: string;
}

const PLACES_NAMED = 3;

/** A region that the account has switched off holds nothing that could be missing. */
const NOTHING_MISSING: ReadonlySet<string> = new Set(['ok', 'region_disabled']);

/** One warning per product and outcome that is not a good read: `GuardDuty not permitted in eu-south-1 (staging)`. */
export function coverageWarnings(
  sources: readonly CoverageSource[],
  accountName: (accountUid: string) => string,
): CoverageWarning[] {
  const groups = Map.groupBy(
    sources.filter(({ outcome }) => !NOTHING_MISSING.has(outcome)),
    ({ product, outcome }) => `${product} ${outcome}`,
  );
  return [...groups.values()].map((group) => {
    const { product = '', outcome = '' } = group[0] ?? {};
    const places = group.map(({ region, accountUid }) => placeWords(region, accountName(accountUid)));
    const named = places.length > PLACES_NAMED ? `${places.length} places` : places.join(', ');
    const details = group.flatMap(({ detail }, index) => (detail === undefined ? [] : [`${places[index]}: ${detail}`]));
    return {
      product: productWords(product),
      words: `${outcomeWords(outcome)} in ${named}`,
      detail: (details.length > 0 ? details : places).join('\n'),
    };
  });
}

function placeWords(region: string, account: string): string {
  if (region === '' || region === 'global' || region === 'aws-global') return account;
  return `${region} (${account})`;
}
