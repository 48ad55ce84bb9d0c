/** Everything a question names, found in the order: by form, by name, by place, by tag, by billed service. */
import type { Entity } from '../intent.ts';
import { joinTokens, type Token } from '../language/reading.ts';
import { servicesNamed } from './aws-services.ts';
import { entityByForm, TAG_KEYS, typeOfArn } from './ids.ts';
import type { NameIndex } from './known.ts';
import { entityByName } from './names.ts';
import { readPlaces } from './places.ts';

export interface EntityReading {
  entities: Entity[];
  /** The text with each name replaced by its type (`is @bucket public`), so that no word inside a name is taken for a topic. */
  text: string;
}

/** Finds named things and masks them. Billed services are added by `billedServices`, once it is known that money is asked about. */
export function readEntities(tokens: Token[], names: NameIndex): EntityReading {
  const entities: Entity[] = [];
  const masked = tokens.map((token, index) => {
    const entity = namedRegion(token, names) ?? entityByForm(token.raw) ?? entityByName(tokens, index, names);
    if (!entity) return token;
    entities.push(entity);
    const mark = entity.type === 'arn' ? (typeOfArn(entity.value) ?? 'arn') : entity.type;
    return { ...token, word: `@${mark}` };
  });
  const places = readPlaces(joinTokens(masked), names);
  const tags = readTags(places.text, names.teams);
  return { entities: distinct([...entities, ...places.entities, ...tags.entities]), text: tags.text };
}

/** The services a money question is about, as cost dimensions. */
export function billedServices(text: string): Entity[] {
  const watchers = WATCHER_COST.test(text);
  return servicesNamed(text)
    .filter((value) => watchers || !WATCHERS.has(value))
    .map((value) => ({ type: 'aws_service', value }));
}

/** Named beside money these are more often witnesses ("link the spike to GuardDuty") than lines of the bill. */
const WATCHERS = new Set(['Amazon GuardDuty', 'AWS CloudTrail']);
const WATCHER_COST =
  /\b(?:guardduty|cloudtrail) (?:costs?|costing|spend|bill|charges|expens\w+)\b|\b(?:cost|costs|spend|spent|spending|pay|paying|paid|bill|charges?|charged) (?:\w+ ){0,3}(?:of|on|for) (?:aws |amazon )?(?:guardduty|cloudtrail)\b|\b(?:does|is|did|has) (?:guardduty|cloudtrail) cost|^(?:and |what about |how about )+(?:guardduty|cloudtrail)\b/;

/** The same entities without repeats, first mention first. */
export function distinct(entities: Entity[]): Entity[] {
  const seen = new Set<string>();
  return entities.filter(({ type, value }) => !seen.has(`${type} ${value}`) && seen.add(`${type} ${value}`));
}

function namedRegion(token: Token, names: NameIndex): Entity | null {
  const lower = token.raw.toLowerCase();
  return names.regions.has(lower) ? { type: 'region', value: lower } : null;
}

const TEAM =
  /(?<![\w@-])(?:(?!(?:does|do|did|has|have|is|are|by|about|in|for|from|of|to|and|which|what|the) team)([a-z][a-z-]{2,30}) team|(?:owned by|for|from|of|to|does|do|did|has|by|about|in) team ([a-z][a-z-]{2,30}))(?:'s)?(?![\w-])/g;
const NOT_A_TEAM =
  /^(?:tagged|labell?ed|which|what|the|our|my|each|every|per|by|right|whole|owning|responsible|this|that|other|another|and|one|any|same|whose|owner|some|all|her|his|their|your|for|from|of|to|a|in|is|are|with|on|no|last|since|over|spend|costs?)$/;

/** "the payments team" is the tag team:payments. */
function readTags(text: string, teams: readonly string[]): EntityReading {
  const entities: Entity[] = [];
  const tagged = ownedBy(text, teams, entities).replace(TAGGED, (whole: string, key: string, value: string) => {
    if (!TAG_KEYS.has(key) || NOT_A_TEAM.test(value)) return whole;
    entities.push({ type: 'tag', value: `${key}:${value}` });
    return 'tagged @tag';
  });
  const masked = tagged.replace(TEAM, (whole: string, before?: string, after?: string) => {
    const name = before ?? after ?? '';
    if (NOT_A_TEAM.test(name)) return whole;
    entities.push({ type: 'tag', value: `team:${name}` });
    return '@tag team';
  });
  return { entities, text: masked };
}

/** "belong to orders or payments": teams by their bare names, where only an owner can stand. */
function ownedBy(text: string, teams: readonly string[], entities: Entity[]): string {
  if (teams.length === 0) return text;
  const one = `(?:the )?(?:${teams.toSorted((left, right) => right.length - left.length).join('|')})(?: team)?(?![\\w-])`;
  const owners = new RegExp(
    `\\b((?:belong(?:s|ing)? to|(?:owned|run|managed|operated) by|responsibility of) )(${one}(?:(?:, | or | and |, or |, and )${one})*)`,
    'g',
  );
  return text.replace(owners, (_, lead: string, list: string) => {
    for (const name of list.split(/, or |, and |, | or | and /))
      entities.push({ type: 'tag', value: `team:${name.replace(/^the | team$/g, '')}` });
    return `${lead}@tag team`;
  });
}

/** "tagged data-class restricted". */
const TAGGED = /\b(?:tagged|labell?ed) (?:with |as |by )?([a-z][a-z_-]+) (?:is |of )?([a-z0-9][\w-]+)(?![\w-])/g;
