/** What a question says beside its subject as limits of a fact: exceptions, bonds, bounds, and what nothing computes. Pure. */
import type { Details, Intent } from '../intent/intent.ts';
import type { Constraint } from './narrowing.ts';
import type { FactCall, FactName } from './registry.ts';
import { isRelated, relatedWords } from './relations.ts';
import { TYPES } from './resource-types.ts';

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

/** What was left out of a fact, as a note; null when nothing was. */
export function leftOutNote(call: FactCall, intent: Intent): string | null {
  const { accounts: named = [], regions = [] } = intent.details?.except ?? {};
  const accounts = named.filter((name) => !intent.details?.unknown?.some(({ value }) => value === name));
  const blind = WITHOUT_REGION.includes(call.name) || WITHOUT_EXCEPTED_REGION.includes(call.name);
  const parts = [
    ...accounts.map((name) => `account ${name}`),
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

const relatedOf = ({ of: _of, ...related }: NonNullable<Details['relation']>) => related;
const typeAsked = ({ parameters: { type, kind } }: FactCall) =>
  typeof type === 'string' ? type : (TYPES[kind as keyof typeof TYPES] ?? '');
