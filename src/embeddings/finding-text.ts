/** The text of a finding that is embedded and searched, and its hash. One field a line, so that fields can weigh apart. */
import { createHash } from 'node:crypto';

/** What the text is made from; a stored finding has all of it. */
export interface EmbeddableFinding {
  checkId: string;
  service: string;
  title: string;
  desc: string;
  risk: string;
  consequence: string;
  statusDetail: string;
  accountUid: string;
  region: string;
  resourceUid: string;
  resourceType: string;
  resourceName: string;
  resourceTags: Record<string, string>;
}

/** `topic` belongs to questions: what code understood of them, in words. */
export type Field =
  | 'title'
  | 'check'
  | 'resource'
  | 'place'
  | 'tags'
  | 'state'
  | 'about'
  | 'risk'
  | 'consequence'
  | 'topic';

/** One passage of a finding's text. */
export interface Passage {
  field: Field;
  text: string;
}

/**
 * Composes the text to embed: the title on the first line, then `Field: …` lines in a fixed order, empty ones left out.
 * Ages ("187 days") are left out too: they move every day, and would make every vector stale every day. Line breaks inside fields become blanks, so text from AWS cannot pose as another field.
 */
export function findingText(finding: EmbeddableFinding): string {
  const tags = Object.entries(finding.resourceTags).map(([key, value]) => `${key}=${value}`);
  const passages: Passage[] = [
    { field: 'title', text: finding.title },
    { field: 'check', text: `${finding.service} ${finding.checkId}` },
    { field: 'resource', text: `${finding.resourceName} (${finding.resourceType}) ${finding.resourceUid}` },
    { field: 'place', text: `${finding.accountUid} ${finding.region}` },
    { field: 'tags', text: tags.join('; ') },
    { field: 'state', text: withoutAges(finding.statusDetail) },
    { field: 'about', text: finding.desc },
    { field: 'risk', text: finding.risk },
    { field: 'consequence', text: finding.consequence },
  ];
  return passages
    .map(({ field, text }) => ({ field, text: oneLine(text) }))
    .filter(({ field, text }) => field === 'title' || text !== '')
    .map(({ field, text }) => (field === 'title' ? text : `${PREFIXES[field]}${text}`))
    .join('\n');
}

/** Cuts a text made by `findingText` into its passages again; any other text is one passage per line, as a title is. */
export function passagesOf(text: string): Passage[] {
  return text.split('\n').map((line, index) => {
    if (index === 0) return { field: 'title', text: line };
    const found = BY_PREFIX.find(([, prefix]) => line.startsWith(prefix));
    return found ? { field: found[0], text: line.slice(found[1].length) } : { field: 'title', text: line };
  });
}

/** The names by which people may ask for what a finding's text is about: resource name, ARN, check id, account, tags. */
export function namesIn(text: string): string[] {
  return passagesOf(text).flatMap(({ field, text: passage }) => {
    if (field === 'resource') return /^(.*) \([^()]*\) (.+)$/.exec(passage)?.slice(1) ?? [];
    if (field === 'tags') return passage.split('; ').flatMap((tag) => [tag, tag.replace('=', ':')]);
    return field === 'check' || field === 'place' ? passage.split(' ').slice(0, 2) : [];
  });
}

/**
 * A question with what code understood of it in words, for embedding. Beside a whole question those words are a hint; in a
 * follow-up ("and in eu-west-1?") they say what it is about, and count as much as its own.
 */
export function questionText(question: string, topic: string, isFollowUp: boolean): string {
  const asked = oneLine(question);
  return topic === '' ? asked : `${asked}\n${isFollowUp ? '' : PREFIXES.topic}${oneLine(topic)}`;
}

/** Hash of what was embedded: a vector whose hash differs from its finding's is stale. */
export function contentHashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

const PREFIXES: Record<Exclude<Field, 'title'>, string> = {
  check: 'Check: ',
  resource: 'Resource: ',
  place: 'Place: ',
  tags: 'Tags: ',
  state: 'State: ',
  about: 'About: ',
  risk: 'Risk: ',
  consequence: 'Consequence: ',
  topic: 'Topic: ',
};
const BY_PREFIX = Object.entries(PREFIXES) as [Field, string][];

function withoutAges(text: string): string {
  return text.replace(/\b\d[\d,]* (minute|hour|day|week|month|year)s?\b/g, 'some $1s');
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
