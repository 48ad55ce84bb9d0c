/**
 * How much a word tells. A static prior of how common words are in texts about AWS estates, so that a vector depends on
 * its text alone: counting over the store would make every vector stale with every finding. Words not listed are rare.
 */
import { stemOf } from './tokens.ts';

/** Weight by tier: `never` carries nothing, `seldom` little. Unlisted words weigh 1. */
const TIERS: { weight: number; words: string }[] = [
  {
    weight: 0,
    words: `a about above after again all also am an and any are as at be because been before being below between both but
      by can could did do does doing down during each either else few for from further had has have having he her here
      hers him his how i if in into is it its itself just let like me more most my neither no nor not now of off on once
      only or other our out over own per please same she should show so some such tell than that the their them then
      there these they this those through to too under until up upon us very was we were what when where whether which
      while who whom whose why will with within without would yes yet you your get got give list many much every want
      need know find see look thing things anything everything something nothing right currently still ever even us per`,
  },
  {
    weight: 0.3,
    words: `aws amazon account resource service use used using user allow enable enabled configure configuration
      check should must can make set setting change add remove run one two first new time day days week month
      via example name named id ids value default require required include access console command cli step open
      means way place case part kind type level state status review current existing instead keep leave left apply
      ensure confirm verify choose select create delete update turn policy region cloud data attach
      fail read pass count say whatever made alone reach several prove proven switch full look manage`,
  },
  {
    weight: 0.6,
    words: `security group role permission bucket instance key log logs event public internet network address
      attack attacker team owner business production risk high low critical medium cost month monthly
      credential password person people nobody anyone rule action api call request traffic port
      stop start last ago hour customer company incident ec2 s3 iam inbound`,
  },
];

/** Concepts that half of all findings touch. The rest weigh 1; measured over the check catalogue. */
const COMMON_CONCEPTS: Record<string, number> = {
  ...tier(0.45, 'instance owner account permission policy object create change delete launch enabled disabled region'),
  ...tier(0.65, 'user principal network port role s3 group credential firewall logs database login image cost threat'),
  ...tier(0.8, 'public admin public_ip cloudtrail elastic_ip nat'),
};

/** How much a concept tells, by its name in the synonym table. */
export function conceptRarity(concept: string): number {
  return COMMON_CONCEPTS[concept] ?? 1;
}

function tier(weight: number, concepts: string): Record<string, number> {
  return Object.fromEntries(concepts.split(' ').map((concept) => [concept, weight]));
}

let weights: Map<string, number> | null = null;

/** 0 for words that say nothing, to 1 for rare ones. Takes a stem. */
export function rarity(word: string): number {
  weights ??= buildWeights();
  return weights.get(word) ?? 1;
}

function buildWeights(): Map<string, number> {
  const built = new Map<string, number>();
  for (const { weight, words } of TIERS.toReversed()) {
    for (const word of words.split(/\s+/)) built.set(stemOf(word), weight);
  }
  return built;
}
