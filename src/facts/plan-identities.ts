/** Facts for questions of users, roles, keys and root. Pure. */
import type { Intent, Topic } from '../intent/intent.ts';
import { about, entity, has, OLD_DAYS } from './plan-reading.ts';
import type { FactCall } from './registry.ts';

const DAY_MS = 86_400_000;

/** Identity facts of a question; empty when it is about no identity. */
export function planIdentities(intent: Intent, now: Date): FactCall[] {
  const people = about(intent, 'user', 'access_key', 'root') || has(intent, 'mfa', 'access_keys', 'password');
  const admins = has(intent, 'admin') || (about(intent, 'account') && has(intent, 'inactive', 'login'));
  const silent =
    has(intent, 'inactive') && (people || admins || about(intent, 'role') || intent.services.includes('iam'));
  if (about(intent, 'role')) return roleCalls(intent, now);
  if (!people && !admins && !silent) return [];
  if (intent.subject && !['user', 'access_key', 'account', 'finding', 'root', 'role'].includes(intent.subject))
    return [];
  if (has(intent, 'root') || about(intent, 'root'))
    return [
      { name: 'root_users', parameters: has(intent, 'mfa') ? { mfa: false } : {} },
      { name: 'findings', parameters: { services: ['iam'], resource: 'root', state: 'open' } },
    ];
  const name = entity(intent, 'user');
  const details = intent.details ?? {};
  const parameters: Record<string, unknown> = name
    ? { name }
    : {
        ...(has(intent, 'mfa') ? { mfa: !lacks(intent, 'mfa') } : {}),
        ...(admins ? { admin: !(details.lacks?.includes('admin') ?? false) } : {}),
        ...(has(intent, 'login') && admins && intent.timeRange ? { signedInSince: intent.timeRange.from } : {}),
        ...(details.consoleAccess === undefined ? {} : { consoleAccess: details.consoleAccess }),
        ...(has(intent, 'access_keys') || about(intent, 'access_key') ? keyFilter(intent) : {}),
        ...(details.keyUnused
          ? {}
          : details.neverUsed
            ? { neverUsed: true }
            : silent
              ? silence(intent, 'inactiveSince', now)
              : {}),
      };
  if (details.order === 'oldest' && has(intent, 'access_keys')) parameters['order'] = 'oldest_key';
  else if (details.order && !name) parameters['order'] = details.order;
  if (intent.limit && !name) parameters['limit'] = intent.limit;
  const calls: FactCall[] = [{ name: 'iam_users', parameters }];
  if (admins && !name && !has(intent, 'mfa'))
    calls.push({
      name: 'iam_roles',
      parameters: { admin: true, ...(silent ? silence(intent, 'unusedSince', now) : {}) },
    });
  return calls;
}

/** Of several properties each has its own polarity; of one the question's. */
const lacks = (intent: Intent, topic: Topic) => intent.details?.lacks?.includes(topic) ?? intent.negated;

function keyFilter(intent: Intent): Record<string, unknown> {
  if (intent.details?.keyUnused) return { keyNeverUsed: true };
  const aged = intent.thresholdDays !== null || intent.details?.old === true;
  if (lacks(intent, 'access_keys') && !aged && !has(intent, 'inactive')) return { withActiveKeys: false };
  const days = intent.thresholdDays ?? (intent.details?.old ? OLD_DAYS : null);
  return {
    withActiveKeys: true,
    ...(intent.details?.minActiveKeys ? { minActiveKeys: intent.details.minActiveKeys } : {}),
    ...(days ? { keyOlderThanDays: days } : {}),
    ...(days && !intent.thresholdDays ? { ageAssumed: true } : {}),
  };
}

/** Silence since a moment; a default is said to be one. */
function silence(intent: Intent, parameter: 'inactiveSince' | 'unusedSince', now: Date): Record<string, unknown> {
  const said = intent.timeRange !== null || intent.thresholdDays !== null;
  return { [parameter]: silentSince(intent, now), ...(said ? {} : { silenceAssumed: true }) };
}

/** Strangers first, where they are asked for; then every trust between accounts, for a sister account is outside too. */
function roleCalls(intent: Intent, now: Date): FactCall[] {
  const call = roleCall(intent, now);
  if (!has(intent, 'sharing') || !intent.details?.strangers) return [call];
  return [{ ...call, parameters: { ...call.parameters, trustsStrangers: true } }, call];
}

function roleCall(intent: Intent, now: Date): FactCall {
  const name = entity(intent, 'role');
  return {
    name: 'iam_roles',
    parameters: {
      ...(has(intent, 'admin') ? { admin: true } : {}),
      ...(has(intent, 'inactive') && !name ? silence(intent, 'unusedSince', now) : {}),
      ...(intent.details?.assumers ? { withTrust: true } : has(intent, 'sharing') ? { trustsOtherAccounts: true } : {}),
      ...(name ? { name } : {}),
    },
  };
}

/** "this quarter" → its start; "for 90 days" → then; unsaid → 90 days, the field's usual line for unused credentials. */
function silentSince(intent: Intent, now: Date): string {
  if (intent.timeRange && intent.thresholdDays === null) return intent.timeRange.from;
  return new Date(now.getTime() - (intent.thresholdDays ?? 90) * DAY_MS).toISOString();
}
