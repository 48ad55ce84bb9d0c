/** What the planners read off an intent. Pure. */
import type { Intent, Subject, Topic } from '../intent/intent.ts';

export const has = (intent: Intent, ...topics: Topic[]) => topics.some((topic) => intent.topics.includes(topic));
export const about = (intent: Intent, ...subjects: Subject[]) =>
  intent.subject !== null && subjects.includes(intent.subject);
export const entity = (intent: Intent, ...types: Intent['entities'][number]['type'][]) =>
  intent.entities.find((candidate) => types.includes(candidate.type))?.value;

/** The tag asked for; several values of one key are alternatives. */
export const tagWanted = ({ entities }: Intent): string | undefined => {
  const tags = entities.filter(({ type }) => type === 'tag').map(({ value }) => value.split(/[=:]/, 2));
  const [first] = tags;
  if (!first) return undefined;
  const values = tags.filter(([key, value]) => key === first[0] && value !== undefined).map(([, value]) => value);
  return values.length > 1 ? `${first[0]}:${values.join('|')}` : entities.find(({ type }) => type === 'tag')!.value;
};

export const tagOf = (intent: Intent) => {
  const tag = tagWanted(intent);
  return tag ? { tag } : {};
};

export function findingGroup(intent: Intent): { groupBy?: string } {
  const groupBy = intent.groupBy.find((by) =>
    ['account', 'region', 'service', 'severity', 'check', 'resource_type', 'status', 'team', 'owner'].includes(by),
  );
  // The type of a GuardDuty finding is what it is about; of other findings it is that of the resource.
  if (groupBy === 'resource_type' && intent.services.length === 1 && intent.services[0] === 'guardduty')
    return { groupBy: 'check' };
  return groupBy ? { groupBy } : {};
}

export const severities = (intent: Intent) => (intent.severities.length > 0 ? { severities: intent.severities } : {});

export function findingServices(intent: Intent): { services?: string[] } {
  return intent.services.length > 0 ? { services: intent.services } : {};
}
/** CIS asks for a rotation within 90 days; who says "old" without a number is told that this was taken. */
export const OLD_DAYS = 90;
