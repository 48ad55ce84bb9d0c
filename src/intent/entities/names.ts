/** Names of users, roles, buckets and teams: known ones, and those that the words around give away. */
import type { Entity, EntityType } from '../intent.ts';
import { isKnownWord, isListedWord } from '../language/spelling.ts';
import type { Token } from '../language/reading.ts';
import { TAG_KEYS } from './ids.ts';
import type { NameIndex } from './known.ts';

/**
 * The named thing at `index`, or null. A known name counts wherever it stands, unless it is also an ordinary word
 * ("admin"), which needs its noun beside it. An unknown one needs a noun, or a form that only names have.
 */
export function entityByName(tokens: Token[], index: number, names: NameIndex): Entity | null {
  const token = tokens[index]!;
  const raw = token.raw.replace(/'s$/i, '');
  const lower = raw.toLowerCase();
  // "the finance-systems team" is a team, whatever noun stands near.
  if (tokens[index + 1]?.word === 'team' && !names.names.has(lower)) return null;
  // A key of tags names no thing, hyphen or not.
  if (TAG_KEYS.has(lower) && !token.quoted) return null;
  const beside = nounBeside(tokens, index);
  const known = names.names.get(lower);
  if (known && (beside !== null || token.quoted || !isListedWord(lower)))
    return { type: known.type, value: known.value };
  if (token.quoted && beside !== null) return { type: beside, value: raw };
  if (!looksLikeName(raw, token.quoted || (isSingularNoun(tokens[index - 1]) && token.gap.trim() === '')))
    return bareName(tokens, index, raw);
  // A role is what one assumes, whatever it is called.
  if (/^assum(?:e[sd]?|ing)$/.test(tokens[index - 1]?.word ?? '')) return { type: 'role', value: raw };
  const type =
    beside ?? formOf(lower) ?? (BUCKET_WORDS.test(lower) ? 'bucket' : (nounAnywhere(tokens) ?? actorAt(tokens, index)));
  return type ? { type, value: type === 'account' ? lower : raw } : null;
}

type NamedType = Extract<EntityType, 'user' | 'role' | 'bucket' | 'account' | 'instance' | 'volume' | 'security_group'>;

const NOUNS: Record<string, NamedType> = {
  user: 'user',
  username: 'user',
  login: 'user',
  role: 'role',
  bucket: 'bucket',
  buckets: 'bucket',
  users: 'user',
  roles: 'role',
  account: 'account',
  'sub-account': 'account',
  instance: 'instance',
  server: 'instance',
};
const SKIPPED = new Set([
  'named',
  'called',
  'the',
  'our',
  'a',
  'iam',
  's3',
  'service',
  'account',
  'is',
  'on',
  'in',
  'for',
  'of',
]);

/** "bucket acme-logs", "bucket named acme-logs", "the acme-logs bucket". */
function nounBeside(tokens: Token[], index: number): NamedType | null {
  const next = tokens[index + 1];
  if (next?.word === 'security' && /^groups?$/.test(tokens[index + 2]?.word ?? '')) return 'security_group';
  if (next && next.gap.trim() === '' && NOUNS[next.word] && !next.word.endsWith('s')) return NOUNS[next.word]!;
  for (let back = index - 1; back >= Math.max(0, index - 3); back--) {
    const noun = NOUNS[tokens[back]!.word];
    if (tokens[back]!.word === 'group' && tokens[back - 1]?.word === 'security') return 'security_group';
    if (noun && back === index - 1) return noun;
    if (noun && tokens.slice(back + 1, index).every(({ word }) => word === 'named' || word === 'called')) return noun;
    if (!SKIPPED.has(tokens[back]!.word)) return null;
  }
  return null;
}

function isSingularNoun(token: Token | undefined): boolean {
  return token !== undefined && !token.word.endsWith('s') && token.word !== 'login' && NOUNS[token.word] !== undefined;
}

function nounAnywhere(tokens: Token[]): NamedType | null {
  for (const { word } of tokens) {
    const type = NOUNS[word];
    if (type === 'bucket' || type === 'user' || type === 'role') return type;
  }
  return null;
}

const BUCKET_WORDS =
  /(?:^|[-_.])(?:buckets?|exports?|logs?|data|datalake|lake|backups?|assets?|uploads?|archives?|artifacts?|static|media|reports?|invoices?|dumps?|website|tfstate|cdn|customers?|public|raw)(?:$|[-_.])/;

function formOf(lower: string): NamedType | null {
  if (/^(?:svc|srv|service|bot|usr|user)[-_.]/.test(lower)) return 'user';
  if (/^(?:role|ci|cd|github|gha|gitlab|terraform)[-_.]|[-_.]?role$|^aws(?:service)?role/.test(lower)) return 'role';
  if (/[-_.]bucket$|^bucket[-_.]/.test(lower)) return 'bucket';
  return null;
}

/** Hyphens, underscores or digits inside, and not one of the compounds of plain English. */
function looksLikeName(raw: string, pointedAt: boolean): boolean {
  const lower = raw.toLowerCase();
  if (raw.length < 3 || raw.length > 128 || !/^[a-z][\w+=,.@/-]*$/i.test(raw)) return false;
  if (NOT_NAMES.test(lower)) return false;
  if (pointedAt && (!isKnownWord(lower) || /[-_]/.test(lower))) return /[-_\d]/.test(lower) || !NOUNS[lower];
  if (CAMEL_ROLE.test(raw)) return true;
  if (!/[-_]/.test(raw) && !/^[a-z]+\d+[a-z\d]*$/i.test(raw)) return false;
  if (NOT_NAMES.test(lower)) return false;
  return !COMPOUND.test(lower);
}

/** "OrganizationAccountAccessRole": several capitals within one word, as roles are often called. */
const CAMEL_ROLE = /^(?:[A-Z][a-z0-9]+){2,}Role$|^AWS[A-Za-z0-9]*Role[A-Za-z0-9]*$/;

const NOT_NAMES =
  /^(?:[a-z]{1,3}\d[a-z]{0,5}|s3|ec2|imdsv?\d|soc2|q[1-4]|h[12]|gp[23]|io[12]|p[2-5]|g[3-6]|t[2-4]|m[3-7]|c[3-7]|r[3-7]|cis\d*|iso\d+|pci\d*|ipv[46]|v\d+|tls\d*|sse3?|route53|md5|sha\d+|base64|utf8|python\d?|k8s|x86|arm64|ec2s|oauth2|web3)$/;
const COMPOUND =
  /^(?:non|re|multi|cross|sub|pre|anti|self|un|over|under|co|e|x|post|semi|inter|intra|auto|mid|ex|all|top|high|low|long|short|well|follow|week|month|day|year|quarter|hour|so|by|up|out|in|on|off|least|most|pay|break|build|read|write|open|close|end|real|near|read|right|left|half|two|three|four|one|first|second|third|last|brute|crypto|internet|customer-managed|aws|world|publicly|third|single|old|new|ad|de|wide|third|what|ha|ok|uh|yes|opt|set|clean|start|shut|spin|turn|log|sign|roll|look|check|root|mfa|admin|kms|sse|imds|ssh|rdp|tcp|udp|http|https|drill|deep|data-driven|ex|per|anomaly|spend|cost|bill|security)-[a-z-]+\d*$|-(?:based|facing|managed|wide|only|level|severity|free|like|related|party|time|date|days?|hours?|old|specific|friendly|enabled|proof|in|out|up|off|on|to|over|by|month|week|year|quarter|range|type|linked|assigned|aware|heavy|lived)$|^\d/;

/** "user alice", "what did alice do", "alice's keys": a plain word that is in no word list. */
function bareName(tokens: Token[], index: number, raw: string): Entity | null {
  const token = tokens[index]!;
  const plain = /^[a-z][a-z.]{2,40}$/i.test(raw);
  if (!plain || isKnownWord(token.word.replace(/'s$/, '')) || isKnownWord(raw.toLowerCase())) return null;
  const before = tokens[index - 1]?.word ?? '';
  const type = NOUNS[before];
  if (type && PEOPLE_AND_BUCKETS.has(type) && !before.endsWith('s')) return { type, value: raw };
  const named = before === 'named' || before === 'called' ? nounBeside(tokens, index) : null;
  if (named) return { type: named, value: raw };
  const after = NOUNS[tokens[index + 1]?.word ?? ''];
  const article = /^(?:the|our|on|by|for)$/.test(before);
  if (article && after && PEOPLE_AND_BUCKETS.has(after) && !tokens[index + 1]!.word.endsWith('s'))
    return { type: after, value: raw };
  if (/^(?:for|of)$/.test(before) && tokens.some(({ word }) => PERSONAL.test(word)))
    return { type: 'user', value: raw };
  return actorAt(tokens, index) ? { type: 'user', value: raw } : null;
}

/** What people call by a plain word; an instance or an account so named needs a hyphen or quotes. */
const PEOPLE_AND_BUCKETS = new Set<NamedType>(['user', 'role', 'bucket']);
const PERSONAL = /^(?:mfa|password|login|logins|keys?|credentials?)$/;

/** "what did X do", "has X logged in", "X's access keys", "done by X". */
function actorAt(tokens: Token[], index: number): 'user' | null {
  const before = tokens[index - 1]?.word ?? '';
  const after = tokens[index + 1]?.word ?? '';
  if (
    /^(?:did|has|does|had)$/.test(before) &&
    /^(?:do|done|doing|launch|launched|delete|deleted|create|created|change|changed|log|logged|sign|touch|touched|use|used|have|own|stop|access|been|call|called|run|last|make|made)$/.test(
      after,
    )
  )
    return 'user';
  if (/^(?:is|was)$/.test(before) && /^(?:an|a|still|allowed|able|admin|active|in)$/.test(after)) return 'user';
  if (
    /'s$/i.test(tokens[index]!.raw) &&
    /^(?:access|keys?|credentials?|mfa|password|permissions?|policies|activity|actions?|logins?|calls?|rights|groups?|last)$/.test(
      after,
    )
  )
    return 'user';
  return before === 'by' &&
    /^(?:done|calls|actions|activity|made|used|created|launched|events)$/.test(tokens[index - 2]?.word ?? '')
    ? 'user'
    : null;
}
