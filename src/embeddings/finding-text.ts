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

export type Field = 'title' | 'check' | 'resource' | 'place' | 'tags' | 'state' | 'about' | 'risk' | 'consequence';

/** One passage of a finding's text. */
export interface Passage {
  field: Field;
  text: string;
}

/**
 * Composes the text to embed: the title on the first line, then `Field: …` lines in a fixed order, empty ones left out.
 * Line breaks inside fields become blanks, so text from AWS cannot pose as another field.
 */
export function findingText(finding: EmbeddableFinding): string {
  return findingPassages(finding)
    .map(({ field, text }) => (field === 'title' ? text : `${PREFIXES[field]}${text}`))
    .join('\n');
}

/** The same, in passages. */
export function findingPassages(finding: EmbeddableFinding): Passage[] {
  const tags = Object.entries(finding.resourceTags).map(([key, value]) => `${key}=${value}`);
  const passages: Passage[] = [
    { field: 'title', text: finding.title },
    { field: 'check', text: `${finding.service} ${finding.checkId}` },
    { field: 'resource', text: `${finding.resourceName} ${finding.resourceType} ${finding.resourceUid}` },
    { field: 'place', text: `${finding.accountUid} ${finding.region}` },
    { field: 'tags', text: tags.join(' ') },
    { field: 'state', text: finding.statusDetail },
    { field: 'about', text: finding.desc },
    { field: 'risk', text: finding.risk },
    { field: 'consequence', text: finding.consequence },
  ];
  return passages
    .map(({ field, text }) => ({ field, text: oneLine(text) }))
    .filter(({ field, text }) => field === 'title' || text !== '');
}

/** Cuts a text made by `findingText` into its passages again; any other text is one passage per line, as a title is. */
export function passagesOf(text: string): Passage[] {
  return text.split('\n').map((line, index) => {
    if (index === 0) return { field: 'title', text: line };
    const found = BY_PREFIX.find(([, prefix]) => line.startsWith(prefix));
    return found ? { field: found[0], text: line.slice(found[1].length) } : { field: 'title', text: line };
  });
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
};
const BY_PREFIX = Object.entries(PREFIXES) as [Field, string][];

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
