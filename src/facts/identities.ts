/** Users, roles and keys: MFA, administrator rights, last activity, key age. */
import { z } from 'zod';
import type { AnySql } from '../db/connect.ts';
import { assumed, defineFact, type FactContext, inAccounts, lacksTag, ofTag, ROW_LIMIT } from './fact.ts';

const userParameters = z.object({
  mfa: z.boolean().optional().describe('Only users with (true) or without (false) an MFA device'),
  admin: z.boolean().optional().describe('Only users with (true) or without administrator rights'),
  consoleAccess: z.boolean().optional().describe('Only users with a console password'),
  inactiveSince: z.iso.datetime().optional().describe('Only users with no activity at or after this instant'),
  signedInSince: z.iso.datetime().optional().describe('Only users whose password was used at or after this instant'),
  activeSince: z.iso.datetime().optional().describe('Only users active at or after this instant'),
  withActiveKeys: z.boolean().optional().describe('Only users with (true) or without (false) an active access key'),
  keyNeverUsed: z.boolean().optional().describe('Only users with an active access key that was never used'),
  createdSince: z.iso.datetime().optional(),
  createdBefore: z.iso.datetime().optional(),
  tag: z.string().max(200).optional().describe('key, key=value or key:value of the resource'),
  notTag: z.array(z.string().max(200)).max(20).optional(),
  notNames: z.array(z.string()).max(50).optional(),
  withoutTag: z.string().max(100).optional().describe('key that must be absent; * for no tag at all'),
  keyOlderThanDays: z.number().int().positive().optional().describe('Only users with an active key older than this'),
  minActiveKeys: z.number().int().positive().optional(),
  neverUsed: z.boolean().optional().describe('Only users without any recorded activity'),
  name: z.string().optional(),
  names: z.array(z.string()).max(50).optional().describe('any of these names'),
  ageAssumed: z.boolean().optional().describe('No age was named: the age of keys is a default, and is said to be one'),
  silenceAssumed: z
    .boolean()
    .optional()
    .describe('No period was named: inactiveSince is a default, and is said to be one'),
  order: z
    .enum(['oldest_key', 'oldest', 'newest'])
    .optional()
    .describe('Oldest active key first, or by creation, else administrators first'),
  limit: z.number().int().min(1).max(ROW_LIMIT).optional().describe('rows shown; the value stays whole'),
  includeRoles: z.boolean().optional().describe('Also roles with administrator rights, for admin questions'),
});

/** IAM users by MFA, rights, activity and keys. The root user is not an IAM user and is not counted. */
export const iamUsers = defineFact({
  name: 'iam_users',
  description:
    'IAM users by MFA, administrator rights, last activity, console access and access keys, of all IAM users.',
  parameters: userParameters,
  products: () => ['iam'],
  async run(context, parameters) {
    const { sql, tenantId, now } = context;
    const is = (attribute: string, wanted: boolean | undefined) =>
      wanted === undefined
        ? sql``
        : sql`and (attributes->>${attribute})::boolean is ${wanted ? sql`true` : sql`false`}`;
    const activity = sql`(attributes->>'lastActivityAt')::timestamptz`;
    const keyBefore = parameters.keyOlderThanDays
      ? new Date(now.getTime() - parameters.keyOlderThanDays * 86_400_000).toISOString()
      : null;
    const rows = await sql<UserRow[]>`
      with users as (
        select * from resources
        where tenant_id = ${tenantId} and type = 'AWS::IAM::User' and deleted_time is null
          and (attributes->>'isRoot')::boolean is not true ${inAccounts(context)}
      ), chosen as (
        select * from users
        where true ${is('mfaActive', parameters.mfa)} ${is('isAdmin', parameters.admin)}
          ${is('passwordEnabled', parameters.consoleAccess)}
          ${parameters.inactiveSince ? sql`and (${activity} is null or ${activity} < ${parameters.inactiveSince})` : sql``}
          ${parameters.signedInSince ? sql`and (attributes->>'passwordLastUsed')::timestamptz >= ${parameters.signedInSince}` : sql``}
          ${parameters.activeSince ? sql`and ${activity} >= ${parameters.activeSince}` : sql``}
          ${parameters.withActiveKeys === undefined ? sql`` : sql`and ((attributes->>'activeAccessKeys')::int > 0) = ${parameters.withActiveKeys}`}
          ${parameters.keyNeverUsed ? sql`and exists (select 1 from jsonb_array_elements(nullif(attributes->'accessKeys', 'null')) k where (k->>'active')::boolean and k->>'lastUsedAt' is null)` : sql``}
          ${parameters.createdSince ? sql`and created_time >= ${parameters.createdSince}` : sql``}
          ${parameters.createdBefore ? sql`and created_time < ${parameters.createdBefore}` : sql``}
          ${ofTag(context, parameters.tag)} ${outOf(context, parameters)}
          ${parameters.minActiveKeys ? sql`and (attributes->>'activeAccessKeys')::int >= ${parameters.minActiveKeys}` : sql``}
          ${parameters.neverUsed ? sql`and ${activity} is null` : sql``}
          ${parameters.name ? sql`and name = ${parameters.name}` : sql``}
          ${parameters.names ? sql`and name = any(${parameters.names}::text[])` : sql``}
          ${
            keyBefore
              ? sql`and exists (select 1 from jsonb_array_elements(nullif(attributes->'accessKeys', 'null')) k
            where (k->>'active')::boolean and (k->>'createdAt')::timestamptz < ${keyBefore})`
              : sql``
          }
      )
      select resource_uid as uid, name, account_uid as account,
        (attributes->>'mfaActive')::boolean as mfa, (attributes->>'passwordEnabled')::boolean as console,
        (attributes->>'isAdmin')::boolean as admin, ${activity} as "lastActivity",
        (attributes->>'activeAccessKeys')::int as keys,
        (select min((k->>'createdAt')::timestamptz) from jsonb_array_elements(nullif(attributes->'accessKeys', 'null')) k
          where (k->>'active')::boolean) as "oldestKey",
        coalesce(tags->>'owner', tags->>'Owner') as owner, coalesce(tags->>'team', tags->>'Team') as team,
        created_time as created,
        (select count(*)::int from users) as total,
        (select count(*)::int from users where attributes->>'mfaActive' is null) as unknown
      from chosen
      order by ${parameters.order ? ORDERS[parameters.order](sql) : sql``}
        (attributes->>'isAdmin')::boolean desc nulls last, (attributes->>'passwordEnabled')::boolean desc nulls last,
        ${activity} nulls first, name`;
    const total = rows[0]?.total ?? (await countUsers(context));
    return {
      title: userTitle(parameters),
      value: rows.length,
      unit: 'IAM users',
      denominator: total,
      members: rows.map((row) => row.uid),
      rows: rows.slice(0, parameters.limit ?? ROW_LIMIT).map((row) => ({
        user: row.name,
        account: row.account,
        mfa: row.mfa,
        console_password: row.console,
        administrator: row.admin,
        last_activity: row.lastActivity?.toISOString() ?? null,
        days_silent: row.lastActivity ? Math.floor((now.getTime() - row.lastActivity.getTime()) / 86_400_000) : null,
        active_keys: row.keys,
        oldest_key_days: row.oldestKey ? Math.floor((now.getTime() - row.oldestKey.getTime()) / 86_400_000) : null,
        created_at: row.created?.toISOString() ?? null,
        team: row.team,
        owner: row.owner,
      })),
      notes: [
        `${rows.filter((row) => row.console).length} of them have a console password, ${rows.filter((row) => row.admin).length} administrator rights, ${rows.filter((row) => (row.keys ?? 0) > 0).length} an active access key.`,
        ...(rows[0]?.unknown
          ? [`${rows[0].unknown} users have an MFA state that could not be read; they are not counted.`]
          : []),
        ...(parameters.ageAssumed && parameters.keyOlderThanDays
          ? [assumed(`old means older than ${parameters.keyOlderThanDays} days, as no age was named.`)]
          : []),
        ...(parameters.silenceAssumed ? [assumed(SILENCE)] : []),
      ],
    };
  },
});

const ORDERS = {
  oldest_key: (sql: AnySql) => sql`"oldestKey" asc nulls last,`,
  oldest: (sql: AnySql) => sql`created_time asc nulls last,`,
  newest: (sql: AnySql) => sql`created_time desc nulls last,`,
};

interface UserRow {
  created: Date | null;
  uid: string;
  name: string;
  account: string;
  mfa: boolean | null;
  console: boolean | null;
  admin: boolean | null;
  lastActivity: Date | null;
  keys: number | null;
  oldestKey: Date | null;
  owner: string | null;
  team: string | null;
  total: number;
  unknown: number;
}

async function countUsers(context: FactContext): Promise<number> {
  const [row] = await context.sql<{ total: number }[]>`
    select count(*)::int as total from resources where tenant_id = ${context.tenantId} and type = 'AWS::IAM::User'
      and deleted_time is null and (attributes->>'isRoot')::boolean is not true ${inAccounts(context)}`;
  return row?.total ?? 0;
}

function userTitle(parameters: z.infer<typeof userParameters>): string {
  const parts = [
    parameters.mfa === false && 'no MFA device',
    parameters.mfa === true && 'an MFA device',
    parameters.admin === true && 'administrator rights',
    parameters.admin === false && 'no administrator rights',
    parameters.consoleAccess === true && 'a console password',
    parameters.withActiveKeys &&
      !parameters.keyOlderThanDays &&
      !parameters.minActiveKeys &&
      !parameters.keyNeverUsed &&
      'an active access key',
    parameters.withActiveKeys === false && 'no active access key',
    parameters.keyNeverUsed && 'an active access key that was never used',
    parameters.consoleAccess === false && 'no console password',
    parameters.minActiveKeys && `${parameters.minActiveKeys} or more active access keys`,
    parameters.keyOlderThanDays && `an active access key older than ${parameters.keyOlderThanDays} days`,
    parameters.neverUsed && 'no recorded activity at all',
    parameters.inactiveSince && `no activity since ${parameters.inactiveSince.slice(0, 10)}`,
    parameters.signedInSince && `a console sign-in since ${parameters.signedInSince.slice(0, 10)}`,
    parameters.activeSince && `activity since ${parameters.activeSince.slice(0, 10)}`,
  ].filter(Boolean);
  const named = `${outOfWords(parameters)}${parameters.tag ? ` of ${parameters.tag.replace(/[=:]/, ' ')}` : ''}${parameters.name ? ` named ${parameters.name}` : ''}${parameters.names ? ' with such a name' : ''}${parameters.createdSince ? ` created since ${parameters.createdSince.slice(0, 10)}` : ''}${parameters.createdBefore ? ` created before ${parameters.createdBefore.slice(0, 10)}` : ''}`;
  return parts.length > 0 ? `IAM users${named} with ${parts.join(', ')}` : `IAM users${named}`;
}

/** `and not …` for tags, names and missing tags that are left out. */
function outOf(
  context: FactContext,
  given: { notTag?: string[] | undefined; notNames?: string[] | undefined; withoutTag?: string | undefined },
) {
  const { sql } = context;
  const tags = (given.notTag ?? []).reduce((all, tag) => sql`${all} and not (true ${ofTag(context, tag)})`, sql``);
  return sql`${tags} ${lacksTag(context, given.withoutTag)}
    ${given.notNames?.length ? sql`and name <> all(${given.notNames}::text[])` : sql``}`;
}

const outOfWords = (given: {
  notTag?: string[] | undefined;
  notNames?: string[] | undefined;
  withoutTag?: string | undefined;
}) =>
  [
    given.notTag && ` not of ${given.notTag.map((tag) => tag.replace(/[=:]/, ' ')).join(' or ')}`,
    given.notNames && ` other than ${given.notNames.join(', ')}`,
    given.withoutTag && ` without ${given.withoutTag === '*' ? 'any' : `a ${given.withoutTag}`} tag`,
  ]
    .filter(Boolean)
    .join('');

const roleParameters = z.object({
  admin: z.boolean().optional(),
  unusedSince: z.iso.datetime().optional(),
  silenceAssumed: z
    .boolean()
    .optional()
    .describe('No period was named: unusedSince is a default, and is said to be one'),
  trustsOtherAccounts: z.boolean().optional(),
  withTrust: z.boolean().optional().describe('Also who is trusted to assume each'),
  createdSince: z.iso.datetime().optional(),
  createdBefore: z.iso.datetime().optional(),
  tag: z.string().max(200).optional().describe('key, key=value or key:value of the resource'),
  notTag: z.array(z.string().max(200)).max(20).optional(),
  notNames: z.array(z.string()).max(50).optional(),
  withoutTag: z.string().max(100).optional().describe('key that must be absent; * for no tag at all'),
  trustsStrangers: z
    .boolean()
    .optional()
    .describe('Only those that an account outside of those read, or anybody, can assume'),
  name: z.string().optional(),
  names: z.array(z.string()).max(50).optional().describe('any of these names'),
});

/** IAM roles by rights, last use and trust; service-linked roles are left out of value and denominator. */
export const iamRoles = defineFact({
  name: 'iam_roles',
  description: 'IAM roles by administrator rights, last use and cross-account trust; service-linked roles left out.',
  parameters: roleParameters,
  products: () => ['iam'],
  async run(context, parameters) {
    const { sql, tenantId, now } = context;
    const lastUsed = sql`(attributes->>'lastUsedAt')::timestamptz`;
    const rows = await sql<
      {
        uid: string;
        name: string;
        account: string;
        admin: boolean | null;
        via: string[];
        lastUsed: Date | null;
        team: string | null;
        trusted: string[];
        policies: string[];
        known: string[];
        total: number;
      }[]
    >`
      with roles as (
        select * from resources where tenant_id = ${tenantId} and type = 'AWS::IAM::Role' and deleted_time is null
          and (attributes->>'isServiceLinked')::boolean is not true ${inAccounts(context)}
      )
      select resource_uid as uid, name, account_uid as account, (attributes->>'isAdmin')::boolean as admin,
        array(select jsonb_array_elements_text(coalesce(attributes->'adminVia', '[]'))) as via,
        ${lastUsed} as "lastUsed", coalesce(tags->>'team', tags->>'Team') as team,
        array(select jsonb_array_elements_text(coalesce(attributes->'trustedPrincipals', '[]'))) as trusted,
        array(select jsonb_array_elements_text(coalesce(attributes->'attachedPolicies', '[]') || coalesce(attributes->'inlinePolicies', '[]'))) as policies,
        array(select distinct account_uid from resources where tenant_id = ${tenantId} and deleted_time is null) as known,
        (select count(*)::int from roles) as total
      from roles where true
        ${parameters.admin === undefined ? sql`` : sql`and (attributes->>'isAdmin')::boolean is ${parameters.admin ? sql`true` : sql`false`}`}
        ${parameters.trustsOtherAccounts ? sql`and (attributes->>'trustsOtherAccounts')::boolean` : sql``}
        ${parameters.unusedSince ? sql`and (${lastUsed} is null or ${lastUsed} < ${parameters.unusedSince})` : sql``}
        ${parameters.name ? sql`and name = ${parameters.name}` : sql``}
          ${parameters.names ? sql`and name = any(${parameters.names}::text[])` : sql``}
        ${parameters.createdSince ? sql`and created_time >= ${parameters.createdSince}` : sql``}
        ${parameters.createdBefore ? sql`and created_time < ${parameters.createdBefore}` : sql``}
        ${ofTag(context, parameters.tag)} ${outOf(context, parameters)}
      order by ${lastUsed} nulls first, name`;
    const outside = new Map(rows.map((row) => [row.uid, outsideOf(row.trusted, row.known)]));
    const trusting = parameters.trustsOtherAccounts === true;
    // Who trusts a stranger comes before who trusts a sister account.
    if (trusting) rows.sort((left, right) => outside.get(right.uid)!.length - outside.get(left.uid)!.length);
    if (parameters.trustsStrangers) rows.splice(0, Infinity, ...rows.filter(({ uid }) => outside.get(uid)!.length > 0));
    const strangers = rows.filter(({ uid }) => outside.get(uid)!.length > 0).length;
    const notes = [
      ...(trusting && !parameters.trustsStrangers
        ? [`${strangers} of them can be assumed from accounts that are not among those read here.`]
        : []),
      ...(parameters.withTrust
        ? [
            'Not computed: who is trusted is told by each role; which users and roles of a trusted account may use that trust, their own policies decide.',
          ]
        : []),
      ...(parameters.silenceAssumed ? [assumed(SILENCE)] : []),
    ];
    return {
      title: rolesTitle(parameters),
      value: rows.length,
      unit: 'IAM roles',
      denominator: rows[0]?.total ?? (await countRoles(context)),
      members: rows.map((row) => row.uid),
      rows: rows.slice(0, ROW_LIMIT).map((row) => ({
        role: row.name,
        account: row.account,
        ...(trusting ? { trusts_outside: outside.get(row.uid)!.join(', ') || null } : {}),
        ...(parameters.withTrust ? { assumed_by: row.trusted.join(', ') || null } : {}),
        ...(parameters.name
          ? { policies: row.policies.join(', ') || null, assumed_by: row.trusted.join(', ') || null }
          : {}),
        administrator: row.admin,
        through: row.via.join(', ') || null,
        last_used: row.lastUsed?.toISOString() ?? null,
        days_unused: row.lastUsed ? Math.floor((now.getTime() - row.lastUsed.getTime()) / 86_400_000) : null,
        team: row.team,
      })),
      ...(notes.length > 0 ? { notes } : {}),
    };
  },
});

/** Account ids in a trust policy that no collected account has; `*` for anybody. */
function outsideOf(trusted: string[], known: string[]): string[] {
  const accounts = trusted.flatMap((principal) => (principal === '*' ? ['*'] : (principal.match(/\b\d{12}\b/g) ?? [])));
  return [...new Set(accounts)].filter((account) => !known.includes(account));
}

const SILENCE = 'unused means no activity for 90 days, as no period was named.';

function rolesTitle(given: z.infer<typeof roleParameters>): string {
  const parts = [
    given.admin && 'with administrator rights',
    given.trustsStrangers
      ? 'that accounts outside of those read here can assume'
      : given.trustsOtherAccounts && 'that other accounts can assume',
    given.unusedSince && `with no use since ${given.unusedSince.slice(0, 10)}`,
    given.name && `named ${given.name}`,
    given.names && 'with such a name',
    outOfWords(given).trim(),
    given.tag && `of ${given.tag.replace(/[=:]/, ' ')}`,
    given.createdSince && `created since ${given.createdSince.slice(0, 10)}`,
  ].filter(Boolean);
  return ['IAM roles', ...parts].join(' ');
}

async function countRoles(context: FactContext): Promise<number> {
  const [row] = await context.sql<{ total: number }[]>`
    select count(*)::int as total from resources where tenant_id = ${context.tenantId} and type = 'AWS::IAM::Role'
      and deleted_time is null and (attributes->>'isServiceLinked')::boolean is not true ${inAccounts(context)}`;
  return row?.total ?? 0;
}
