/** Users and roles: who they are, how they get in, how long they have been silent, who answers for them. */
import type { EvidenceItem, EvidenceRow } from '../../evidence.ts';
import { SHOWN_ROWS } from './rows.ts';
import { cite, dayOf, isBlank, quoted } from './words.ts';

export function identityRows(fact: EvidenceItem): string[] | null {
  if (fact.factName !== 'iam_users' && fact.factName !== 'iam_roles') return null;
  const rows = fact.rows ?? [];
  const line = fact.factName === 'iam_users' ? userLine : roleLine;
  const lines = rows.slice(0, SHOWN_ROWS + 8).map((row) => `- ${line(row)} ${cite(fact)}`);
  const rest = rows.slice(SHOWN_ROWS + 8).map((row) => quoted(row['user'] ?? row['role']));
  return [[...lines, ...(rest.length > 0 ? [`- Also: ${rest.join(', ')}. ${cite(fact)}`] : [])].join('\n')];
}

function userLine(row: EvidenceRow): string {
  const parts = [
    row['administrator'] === true && 'administrator',
    row['mfa'] === false ? 'no MFA' : row['mfa'] === true && 'MFA',
    row['console_password'] === true ? 'console password' : 'no console access',
    Number(row['active_keys'] ?? 0) > 0 &&
      `${row['active_keys']} active access key${row['active_keys'] === 1 ? '' : 's'}${isBlank(row['oldest_key_days']) ? '' : ` (oldest ${row['oldest_key_days']} days)`}`,
    isBlank(row['last_activity'])
      ? 'never used'
      : `last active ${dayOf(row['last_activity'])} (${row['days_silent']} days ago)`,
    ownership(row),
  ].filter(Boolean);
  return `**${quoted(row['user'])}** in ${row['account']}: ${parts.join(', ')}`;
}

function roleLine(row: EvidenceRow): string {
  const parts = [
    !isBlank(row['trusts_outside']) && `trusts **${row['trusts_outside']}**, which is none of the accounts read here`,
    row['administrator'] === true && `administrator${isBlank(row['through']) ? '' : ` through ${row['through']}`}`,
    !isBlank(row['policies']) && `policies ${quoted(row['policies'])}`,
    !isBlank(row['assumed_by']) && `may be assumed by ${quoted(row['assumed_by'])}`,
    isBlank(row['last_used']) ? 'never used' : `last used ${dayOf(row['last_used'])} (${row['days_unused']} days ago)`,
    ownership(row),
  ].filter(Boolean);
  return `**${quoted(row['role'])}** in ${row['account']}: ${parts.join(', ')}`;
}

function ownership(row: EvidenceRow): string {
  const parts = [
    !isBlank(row['team']) && `team ${row['team']}`,
    !isBlank(row['owner']) && `owner ${row['owner']}`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'no owner tagged';
}
