/**
 * What a question narrows by, against what a fact call takes: applied wherever the fact can, and said where the fact that
 * leads cannot. One place for every planner, so that none passes over a filter in silence. Pure.
 */
import type { Intent, Topic } from '../intent/intent.ts';
import { ASIDE, WITHOUT_REGION } from './narrowing-aside.ts';
import { tagWanted } from './plan-reading.ts';
import { type FactCall, type FactName, takes } from './registry.ts';

type Given = FactCall['parameters'];

/** One thing that a question may narrow by. */
export interface Constraint {
  /** How to say it; null when the question does not narrow by it. */
  said(intent: Intent): string | null;
  /** Parameters that apply it where the fact takes them all and none of them is set. */
  fill?(intent: Intent, name: FactName): Given;
  /** Whether this call has heeded it. */
  heeds(call: FactCall, intent: Intent): boolean;
}

/** The same calls, narrowed by everything that their facts can be narrowed by and the planner has not set. */
export function narrowed(calls: FactCall[], intent: Intent): FactCall[] {
  return calls.map((call) => {
    if (isOfOneThing(call)) return call;
    const parameters = { ...call.parameters };
    for (const { said, fill } of CONSTRAINTS) {
      if (!fill || said(intent) === null) continue;
      for (const [name, value] of Object.entries(fill(intent, call.name)))
        if (parameters[name] === undefined && takes(call.name, name)) parameters[name] = value;
    }
    return { name: call.name, parameters };
  });
}

/** What the question narrows by and this call does not heed, in words; empty when all is heeded. */
export function unheeded(call: FactCall, intent: Intent): string[] {
  return CONSTRAINTS.flatMap(({ said, heeds }) => {
    const words = said(intent);
    return words === null || heeds(call, intent) ? [] : [words];
  });
}

/** The note of a fact that leads an answer and could not heed everything; null when it did. */
export function unheededNote(call: FactCall, intent: Intent, others: string[] = []): string | null {
  const words = [...unheeded(call, intent), ...others];
  if (words.length === 0) return null;
  return `Not taken into account: ${words.join('; ')}. What is counted here is not narrowed by ${words.length === 1 ? 'it' : 'them'}.`;
}

const has = (call: FactCall, ...names: string[]) => names.some((name) => call.parameters[name] !== undefined);
const oneOf = (call: FactCall, ...names: FactName[]) => names.includes(call.name);

/** A call about one named thing: its row shows every property, so none is passed over. */
const isOfOneThing = (call: FactCall) => has(call, 'uid', 'name', 'resource', 'instance', 'titled');

const PERIODS = [
  'from',
  'since',
  'at',
  'day',
  'until',
  'inactiveSince',
  'activeSince',
  'signedInSince',
  'unusedSince',
  'createdSince',
  'createdBefore',
  'launchedSince',
  'earlierFrom',
];
const GROUPED: FactName[] = [
  'findings',
  'resources',
  'inventory_by',
  'savings',
  'resource_costs',
  'severity_overview',
  'changes_since',
  'resource_changes',
  'public_exposure',
  'unused_resources',
  'findings_trend',
  'events_list',
];
const ANSWERS_GROUP: Record<string, FactName[]> = {
  account: [
    'collected',
    'service_enabled',
    'paid_regions',
    'iam_users',
    'iam_roles',
    'coverage_gaps',
    'freshness',
    'unverified_findings',
  ],
  region: ['collected', 'service_enabled', 'paid_regions', 'coverage_gaps', 'freshness', 'unverified_findings'],
};

const besideIt = (near: readonly string[], lead = 'near it: ') =>
  near.length > 0 ? ` (${lead}${near.join(', ')})` : '';
const value = (intent: Intent, type: string) => intent.entities.find((entity) => entity.type === type)?.value;
const NAMED = new Set(['arn', 'bucket', 'instance', 'user', 'role', 'volume', 'snapshot', 'security_group', 'image']);
const namedThing = ({ entities }: Intent) => entities.find(({ type }) => NAMED.has(type))?.value;
const PICKS = new Set<Intent['kind']>(['list', 'count', 'cost', 'rank']);
const holds = (call: FactCall, intent: Intent) => {
  const given = JSON.stringify(call.parameters);
  return intent.entities.some(({ type, value: name }) => NAMED.has(type) && given.includes(JSON.stringify(name)));
};
const regions = (intent: Intent) =>
  intent.entities.filter(({ type }) => type === 'region').map((entity) => entity.value);

const CONSTRAINTS: Constraint[] = [
  ...ASIDE,
  {
    said: (intent) => {
      const tag = tagWanted(intent);
      return tag ? `the tag ${tag.replace(/[=:]/, ' ')}` : null;
    },
    fill: (intent) => ({ tag: tagWanted(intent) }),
    heeds: (call) => has(call, 'tag') || isOfOneThing(call),
  },
  {
    said: ({ severities }) => (severities.length > 0 ? `the severity ${severities.join(' or ')}` : null),
    fill: ({ severities }) => ({ severities }),
    heeds: (call) =>
      has(call, 'severities') ||
      oneOf(call, 'severity_overview', 'findings_trend', 'changes_since') ||
      isOfOneThing(call),
  },
  {
    said: (intent) => (regions(intent).length > 0 ? `the region ${regions(intent).join(' or ')}` : null),
    heeds: (call) => !oneOf(call, ...WITHOUT_REGION),
  },
  {
    said: ({ timeRange }) => (timeRange ? `the period ${timeRange.label}` : null),
    fill: ({ timeRange, subject, kind }, name) =>
      name === 'findings' && subject === 'finding' && (kind === 'list' || kind === 'count')
        ? // A period that runs ends with what was read last.
          { since: timeRange!.from, ...(timeRange!.to.endsWith('T00:00:00.000Z') ? { until: timeRange!.to } : {}) }
        : {},
    heeds: (call, intent) =>
      has(call, ...PERIODS) ||
      oneOf(call, 'freshness', 'coverage_gaps', 'collected', 'cost_forecast') ||
      intent.kind === 'explain',
  },
  {
    said: ({ details }) => (details?.unreadTime ? `"${details.unreadTime}", a time that could not be read` : null),
    heeds: (call, intent) => intent.kind === 'explain' || isOfOneThing(call),
  },
  {
    said: ({ thresholdDays }) => (thresholdDays ? `an age of ${thresholdDays} days` : null),
    // The age of a key or a volume is not that of the findings told beside it.
    fill: ({ thresholdDays, subject, details }, name) => {
      if (details?.stoppedLong) return { stoppedForDays: thresholdDays };
      return name === 'findings' && subject !== 'finding' ? {} : { olderThanDays: thresholdDays };
    },
    heeds: (call) =>
      has(call, 'olderThanDays', 'keyOlderThanDays', 'stoppedForDays', ...PERIODS) ||
      isOfOneThing(call) ||
      oneOf(call, 'freshness'),
  },
  {
    said: ({ details }) =>
      details?.called ? `the words "${details.called.words}" (${details.called.names.length} names fit)` : null,
    // The names of calls are not those of things.
    fill: ({ details }, name) => (name.startsWith('events_') ? {} : { names: details?.called?.names }),
    heeds: (call) =>
      (has(call, 'names') && !call.name.startsWith('events_')) || isOfOneThing(call) || oneOf(call, 'outside_access'),
  },
  {
    said: ({ details }) =>
      details?.unknownPrincipal
        ? `"${details.unknownPrincipal}", for no user or role of that name was read, so its rights are unknown`
        : null,
    heeds: () => false,
  },
  {
    said: ({ details }) => {
      const names = details?.unknown?.map(({ type, value: name, near }) =>
        type === 'account'
          ? `the account "${name}", which is not connected${besideIt(near, 'connected: ')}`
          : `the ${type} "${name}", for none of that name was read${besideIt(near)}`,
      );
      return names ? names.join('; ') : null;
    },
    heeds: (call, { details }) =>
      details?.unknown?.every(({ type }) => type !== 'account' && has(call, 'principal', 'name', 'resource', 'uid')) ??
      true,
  },
  {
    said: ({ details }) =>
      details?.unheard?.map(({ words, near }) => `"${words}", which was not understood${besideIt(near)}`).join('; ') ??
      null,
    heeds: () => false,
  },
  {
    said: ({ details }) => (details?.uncounted ? details.uncounted.join(', ') : null),
    heeds: () => false,
  },
  {
    said: ({ entities, topics, subject }) => {
      const services = entities.filter(({ type }) => type === 'aws_service').map((entity) => entity.value);
      const ofMoney = subject === 'cost' || topics.includes('spend');
      return services.length > 0 && ofMoney ? `the service ${services.join(' and ')}` : null;
    },
    heeds: (call) => has(call, 'services') || !oneOf(call, 'resource_costs', 'cost_total', 'cost_compare'),
  },
  {
    said: ({ details, kind }) =>
      details?.sensitive && (kind === 'list' || kind === 'count' || kind === 'rank')
        ? 'what data they hold, which no collector reads'
        : null,
    fill: (_, name) => (name === 'public_exposure' ? { sensitive: true } : {}),
    heeds: (call) => has(call, 'sensitive') || isOfOneThing(call) || oneOf(call, 'top_risks'),
  },
  {
    // A name that no parameter holds was passed over, whatever the fact.
    said: (intent) => {
      const name = intent.inherited.length === 0 && PICKS.has(intent.kind) ? namedThing(intent) : undefined;
      return name && !intent.details?.called && !intent.details?.unknown ? `the name ${name}` : null;
    },
    heeds: (call, intent) => !oneOf(call, 'resources', 'cost_total', 'iam_users', 'iam_roles') || holds(call, intent),
  },
  {
    said: ({ topics }) =>
      topics.some((topic) => topic === 'inactive' || topic === 'idle' || topic === 'unattached')
        ? 'whether they are used'
        : null,
    heeds: (call) => call.name !== 'public_exposure' || has(call, 'related'),
  },
  {
    said: ({ topics }) => (topics.includes('admin') ? 'the rights that they have' : null),
    heeds: (call) => !oneOf(call, 'resources', 'public_exposure') || whereHas(call, 'isAdmin') || isOfOneThing(call),
  },
  {
    // Findings asked for beside a name are those about it.
    said: (intent) => {
      const name = intent.subject === 'finding' && !intent.details?.tally ? namedThing(intent) : undefined;
      return name ? `the name ${name}` : null;
    },
    fill: (intent, name) => (name === 'findings' ? { resource: namedThing(intent) } : {}),
    heeds: (call) => call.name !== 'findings' || isOfOneThing(call) || has(call, 'principal', 'names'),
  },
  {
    said: ({ details }) => (details?.unusedGroup ? 'whether something uses them' : null),
    heeds: (call) => has(call, 'unused') || whereHas(call, 'attachedTo') || isOfOneThing(call),
  },
  {
    said: ({ details }) => (details?.volumeType ? `the volume type ${details.volumeType}` : null),
    fill: ({ details }, name) => (name === 'savings' ? { checkPattern: `${details?.volumeType}_volume` } : {}),
    heeds: (call) => whereHas(call, 'volumeType') || isOfOneThing(call) || has(call, 'checkPattern'),
  },
  {
    said: (intent) => {
      const type = intent.subject === 'instance' ? value(intent, 'instance_type') : undefined;
      return type ? `the instance type ${type}` : null;
    },
    heeds: (call) =>
      has(call, 'instanceType') ||
      whereHas(call, 'instanceType') ||
      !oneOf(call, 'resources', 'inventory_by', 'public_exposure'),
  },
  {
    said: ({ details }) => (details?.framework ? `the framework ${details.framework}` : null),
    fill: ({ details }) => ({ framework: details?.framework }),
    heeds: (call) => has(call, 'framework') || isOfOneThing(call),
  },
  {
    said: ({ details }) =>
      details?.withoutTag ? `a missing ${details.withoutTag === '*' ? '' : `${details.withoutTag} `}tag` : null,
    fill: ({ details }) => ({ withoutTag: details?.withoutTag }),
    heeds: (call) => has(call, 'withoutTag') || isOfOneThing(call) || oneOf(call, 'resource_costs', 'savings'),
  },
  {
    said: ({ details, subject }) => (details?.state && subject === 'instance' ? `the state ${details.state}` : null),
    heeds: (call) =>
      whereHas(call, 'state') ||
      isOfOneThing(call) ||
      /^(?:events_|cost_|instance_)/.test(call.name) ||
      oneOf(call, 'savings', 'public_exposure', 'resource_costs', 'findings'),
  },
  {
    said: ({ groupBy }) => {
      const by = groupBy.filter(
        (one) => one === 'account' || one === 'region' || one === 'team' || one === 'owner' || one === 'severity',
      );
      return by.length > 0 ? `the breakdown by ${by.join(' and ')}` : null;
    },
    heeds: (call, { groupBy }) =>
      has(call, 'groupBy') ||
      !oneOf(call, ...GROUPED) ||
      isOfOneThing(call) ||
      groupBy.some((by) => ANSWERS_GROUP[by]?.includes(call.name)) ||
      (call.name === 'severity_overview' && groupBy.includes('severity')),
  },
  ...(
    [
      ['mfa', 'MFA', ['mfa']],
      ['encryption', 'encryption', ['encryption', 'encrypted']],
      ['versioning', 'versioning', ['versioning']],
      ['lifecycle', 'lifecycle rules', ['lifecycleRules']],
      ['logging', 'logging', ['loggingEnabled', 'flowLogs', 'isLogging']],
      ['imds', 'IMDSv2', ['imdsv2Required']],
      ['gpu', 'GPUs', ['isGpu', 'gpu']],
      ['public', 'public access', ['isPublic', 'hasPublicIp', 'hasOpenPorts']],
    ] as [Topic, string, string[]][]
  ).map(
    ([topic, words, keys]): Constraint => ({
      // Of the inventory only: findings and calls are chosen by check or name.
      said: (intent) =>
        intent.topics.includes(topic) && !intent.details?.whether && (intent.kind === 'list' || intent.kind === 'count')
          ? words
          : null,
      heeds: (call, intent) =>
        (topic === 'public' && oneOf(call, 'public_exposure')) ||
        !(
          isOfOtherChecks(call, intent, topic) ||
          oneOf(call, 'resources', 'iam_users', 'inventory_by', 'unused_resources', 'public_exposure')
        ) ||
        isOfOneThing(call) ||
        keys.some((key) => has(call, key) || whereHas(call, key)),
    }),
  ),
];

/** Things asked for by several properties, of which findings of one kind of check tell one alone. */
function isOfOtherChecks({ name, parameters }: FactCall, { topics, subject }: Intent, topic: Topic): boolean {
  const pattern = parameters['checkPattern'];
  const word = WORD_OF[topic];
  if (name !== 'findings' || typeof pattern !== 'string' || subject === null || subject === 'finding' || !word)
    return false;
  return topics.filter((one) => WORD_OF[one]).length > 1 && !word.test(pattern);
}
const WORD_OF: Partial<Record<Topic, RegExp>> = {
  mfa: /mfa/,
  encryption: /encrypt|kms/,
  versioning: /versioning/,
  lifecycle: /lifecycle/,
  logging: /log/,
  imds: /imds/,
  public: /public|internet|exposed|_port_/,
};

function whereHas(call: FactCall, key: string): boolean {
  const { where, whereNot } = call.parameters as { where?: object; whereNot?: object };
  return (where !== undefined && key in where) || (whereNot !== undefined && key in whereNot);
}
