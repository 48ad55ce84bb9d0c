/** Accounts and regions by the words people use for them. */
import type { Entity } from '../intent.ts';
import type { NameIndex } from './known.ts';

interface Places {
  entities: Entity[];
  /** The text with each place replaced by `@account` or `@region`. */
  text: string;
}

/** Finds accounts ("prod", "the security account") and regions ("Ireland", "us east 1") in normalised text. */
export function readPlaces(text: string, names: NameIndex): Places {
  const entities: Entity[] = [];
  let masked = text;
  for (const account of names.accounts) {
    const name = account.name.toLowerCase();
    if (name.length < 3 || AMBIGUOUS.has(name) || !hasPhrase(masked, name)) continue;
    entities.push({ type: 'account', value: name });
    masked = replacePhrase(masked, name, '@account');
  }
  masked = masked.replace(ACCOUNT_WORD, (_, word: string) => {
    entities.push({ type: 'account', value: accountValue(ACCOUNT_WORDS[word] ?? word, names) });
    return '@account';
  });
  masked = masked.replace(NAMED_ACCOUNT, (_, word: string, noun: string) => {
    entities.push({ type: 'account', value: accountValue(word, names) });
    return `@account ${noun}`;
  });
  // "in staging and security": the word alone is an account only beside another one or after a preposition.
  masked = masked.replace(SECURITY_ALONE, (_, lead: string) => {
    entities.push({ type: 'account', value: accountValue('security', names) });
    return `${lead}@account`;
  });
  masked = masked.replace(REGION_WORDS, (_, word: string) => {
    entities.push({ type: 'region', value: REGIONS[word]! });
    return '@region';
  });
  masked = masked.replace(SPACED_REGION, (_, area: string, side: string, number: string) => {
    entities.push({ type: 'region', value: `${area}-${side}-${number}` });
    return '@region';
  });
  return { entities, text: masked };
}

const ACCOUNT_WORDS: Record<string, string> = {
  prod: 'production',
  prd: 'production',
  production: 'production',
  staging: 'staging',
  stg: 'staging',
  dev: 'dev',
};
const AMBIGUOUS = new Set(['security', 'audit', 'root', 'admin', 'logging', 'network', 'data', 'test']);
const ACCOUNT_WORD = /(?<![\w@:=/-])(production|prod|prd|staging|stg|dev)(?![\w:=/-])/g;
const NAMED_ACCOUNT =
  /(?<![\w@-])(security|sandbox|management|payer|audit|development|log-archive|shared-services|network|test|logging) (accounts?)(?!\w)/g;
const SECURITY_ALONE =
  /((?:\b(?:in|for|from|versus|against|about|only) (?:the )?)|(?:@account,? (?:and|or|versus|vs|than) )|(?:[,:?] ))security(?=\s*(?:$|[?.!,]|and |or |versus |vs |than ))/g;
const SPACED_REGION =
  /(?<![\w-])(us|eu|ap|ca|sa|af|me|il|mx)[ -](east|west|north|south|central|northeast|southeast)[ -](\d)(?![\w-])/g;

const REGIONS: Record<string, string> = {
  'n. virginia': 'us-east-1',
  'n virginia': 'us-east-1',
  'north virginia': 'us-east-1',
  'northern virginia': 'us-east-1',
  virginia: 'us-east-1',
  ohio: 'us-east-2',
  'n. california': 'us-west-1',
  'n california': 'us-west-1',
  'northern california': 'us-west-1',
  'north california': 'us-west-1',
  california: 'us-west-1',
  oregon: 'us-west-2',
  montreal: 'ca-central-1',
  canada: 'ca-central-1',
  calgary: 'ca-west-1',
  'são paulo': 'sa-east-1',
  'sao paulo': 'sa-east-1',
  brazil: 'sa-east-1',
  ireland: 'eu-west-1',
  dublin: 'eu-west-1',
  london: 'eu-west-2',
  paris: 'eu-west-3',
  frankfurt: 'eu-central-1',
  zurich: 'eu-central-2',
  zürich: 'eu-central-2',
  stockholm: 'eu-north-1',
  milan: 'eu-south-1',
  spain: 'eu-south-2',
  tokyo: 'ap-northeast-1',
  seoul: 'ap-northeast-2',
  osaka: 'ap-northeast-3',
  singapore: 'ap-southeast-1',
  sydney: 'ap-southeast-2',
  jakarta: 'ap-southeast-3',
  melbourne: 'ap-southeast-4',
  malaysia: 'ap-southeast-5',
  'hong kong': 'ap-east-1',
  taipei: 'ap-east-2',
  mumbai: 'ap-south-1',
  hyderabad: 'ap-south-2',
  bahrain: 'me-south-1',
  uae: 'me-central-1',
  'tel aviv': 'il-central-1',
  'cape town': 'af-south-1',
  beijing: 'cn-north-1',
  ningxia: 'cn-northwest-1',
};
const REGION_WORDS = new RegExp(
  `(?<![\\w@-])(${Object.keys(REGIONS)
    .toSorted((a, b) => b.length - a.length)
    .map((name) => name.replace('.', '\\.'))
    .join('|')})(?![\\w-])`,
  'g',
);

/** The estate's own name for an account word: "prod" is `acme-prod` where that is how the account is called. */
function accountValue(word: string, names: NameIndex): string {
  const called = (name: string) => name.toLowerCase().split(/[^a-z0-9]+/);
  const own = names.accounts.find(({ name }) =>
    called(name).some((part) => part === word || ACCOUNT_WORDS[part] === word),
  );
  return own ? own.name.toLowerCase() : word;
}

function hasPhrase(text: string, phrase: string): boolean {
  const at = text.indexOf(phrase);
  return at >= 0 && !/[\w-]/.test(text.charAt(at - 1)) && !/[\w-]/.test(text.charAt(at + phrase.length));
}

function replacePhrase(text: string, phrase: string, mark: string): string {
  const at = text.indexOf(phrase);
  return text.slice(0, at) + mark + text.slice(at + phrase.length);
}
