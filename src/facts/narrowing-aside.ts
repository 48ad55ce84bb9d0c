/** What a question says beside its subject as limits of a fact: exceptions, bonds, bounds, and what nothing computes. Pure. */
import type { Details, Intent, Related } from '../intent/intent.ts';
import { NOT_NARROWED } from './cost-scope.ts';
import type { Constraint } from './narrowing.ts';
import type { FactCall, FactName } from './registry.ts';
import { isRelated, relatedWords, typeOfRelated } from './relations.ts';
import { TYPES, TYPE_WORDS } from './resource-types.ts';

/** Facts that hold no region: identities are global, and these are of the whole estate. */
export const WITHOUT_REGION: readonly FactName[] = [
  'iam_users',
  'iam_roles',
  'root_users',
  'principal_rights',
  'service_access',
  'collected',
  'cost_forecast',
];
/** Facts that know no region to leave out. */
const WITHOUT_EXCEPTED_REGION: readonly FactName[] = ['service_enabled', 'coverage_gaps', 'freshness', 'cost_spike'];

/** What was left out of a fact, as a note; null when nothing was. `notes` are the fact's own: what it could not leave out. */
export function leftOutNote(call: FactCall, intent: Intent, notes: readonly string[]): string | null {
  const { accounts: named = [], regions = [] } = intent.details?.except ?? {};
  const accounts = named.filter((name) => !intent.details?.unknown?.some(({ value }) => value === name));
  const whole = notes.find((note) => note.startsWith(NOT_NARROWED)) ?? '';
  const blind =
    whole.includes('region') || WITHOUT_REGION.includes(call.name) || WITHOUT_EXCEPTED_REGION.includes(call.name);
  const parts = [
    ...(whole.includes('account') ? [] : accounts.map((name) => `account ${name}`)),
    ...(blind ? [] : regions.map((name) => `region ${name}`)),
    ...listed(call, 'notTag').map((tag) => tag.replace(/[=:]/, ' ')),
    ...listed(call, 'notNames'),
    ...listed(call, 'notServices'),
  ];
  return parts.length > 0 ? `Left out: ${parts.join(', ')}.` : null;
}

const listed = (call: FactCall, name: string): string[] => {
  const value = call.parameters[name];
  return Array.isArray(value) ? value.map(String) : [];
};
const given = (call: FactCall, name: string) => call.parameters[name] !== undefined;

export const ASIDE: Constraint[] = [
  ...(
    [
      ['tags', 'notTag', 'tag'],
      ['names', 'notNames', 'name'],
      ['services', 'notServices', 'service'],
    ] as const
  ).map(
    ([kind, parameter, word]): Constraint => ({
      said: ({ details }) => {
        const left = details?.except?.[kind];
        return left?.length ? `the exception of the ${word} ${left.join(', ')}` : null;
      },
      fill: ({ details }) => ({ [parameter]: details?.except?.[kind] }),
      heeds: (call) => given(call, parameter),
    }),
  ),
  {
    said: ({ details }) =>
      details?.except?.regions?.length ? `the exception of the region ${details.except.regions.join(', ')}` : null,
    heeds: ({ name }) => !WITHOUT_REGION.includes(name) && !WITHOUT_EXCEPTED_REGION.includes(name),
  },
  {
    said: ({ details }) =>
      details?.relation
        ? `how they hang together with ${relatedWords(details.relation)}${details.relation.most === 0 ? ' (none of them)' : ''}`
        : null,
    fill: ({ details }, name) => (name === 'public_exposure' ? { related: relatedOf(details!.relation!) } : {}),
    heeds: (call, { details }) => given(call, 'related') && isRelated(typeAsked(call), details!.relation!.to),
  },
  {
    said: ({ details }) =>
      details?.findingsOn ? `that they are on ${TYPE_WORDS[typeOfRelated(details.findingsOn)]}` : null,
    fill: ({ details, subject }, name) =>
      name === 'findings' && subject === 'finding' ? { resourceType: typeOfRelated(details!.findingsOn!) } : {},
    heeds: (call) =>
      call.name !== 'findings' || given(call, 'resourceType') || given(call, 'checkPattern') || given(call, 'matching'),
  },
  {
    said: ({ details }) => (details?.measure ? `the bound "${details.measure.words}"` : null),
    fill: ({ details }) => {
      const { attribute, least, most } = details!.measure!;
      const bounds = { ...(least === undefined ? {} : { least }), ...(most === undefined ? {} : { most }) };
      return { [attribute === 'sizeGiB' ? 'sizeGib' : 'monthlyCostUsd']: bounds };
    },
    heeds: (call) => given(call, 'sizeGib') || given(call, 'monthlyCostUsd'),
  },
  {
    said: ({ details }) => (details?.uncomputed?.length ? details.uncomputed.join('; ') : null),
    heeds: () => false,
  },
];

/** Kinds of things that a question names and none of the calls is about; empty where calls or findings lead. */
export function passedOver(calls: FactCall[], intent: Intent): string[] {
  const [lead] = calls;
  const { things = [], relation, behind } = intent.details ?? {};
  if (!lead || !OF_THINGS.has(lead.name) || behind || intent.inherited.length > 0) return [];
  if (['uid', 'name', 'names', 'instance'].some((parameter) => given(lead, parameter))) return [];
  if (intent.kind === 'explain' || intent.kind === 'remediate' || intent.kind === 'cost') return [];
  return things
    .filter(
      (thing) =>
        thing !== intent.subject &&
        thing !== relation?.of &&
        thing !== relation?.to &&
        !calls.some((call) => isAbout(call, thing)),
    )
    .map((thing) => `what the question says of ${TYPE_WORDS[typeOfRelated(thing)] ?? thing}`);
}
const OF_THINGS = new Set<FactName>([
  'resources',
  'inventory_by',
  'iam_users',
  'iam_roles',
  'public_exposure',
  'unused_resources',
  'service_enabled',
]);

function isAbout(call: FactCall, thing: Related): boolean {
  if (call.name === 'service_enabled') return thing === 'trail';
  if (call.name === 'iam_users') return thing === 'user' || thing === 'group';
  if (call.name === 'iam_roles') return thing === 'role';
  if (call.name === 'inventory_by' && call.parameters['type'] === undefined) return true;
  return (
    typeAsked(call) === typeOfRelated(thing) ||
    JSON.stringify(call.parameters).includes(thing === 'address' ? 'ublicIp' : `"${thing}"`)
  );
}

/** A fact beside the one that leads and that heeds less of what was said aside would tell another number: it goes. */
export function besideLead(calls: FactCall[], intent: Intent): FactCall[] {
  const unheeded = (call: FactCall) => ASIDE.filter(({ said, heeds }) => said(intent) !== null && !heeds(call, intent));
  const [lead] = calls;
  if (!lead) return calls;
  const left = unheeded(lead);
  return calls.filter((call) => call === lead || unheeded(call).every((constraint) => left.includes(constraint)));
}

const relatedOf = ({ of: _of, ...related }: NonNullable<Details['relation']>) => related;
const typeAsked = ({ parameters: { type, kind } }: FactCall) =>
  typeof type === 'string' ? type : (TYPES[kind as keyof typeof TYPES] ?? '');
