import { accountResource } from '../../account-resource.ts';
import type { CheckOutcome, ResourceRef } from '../../collector.ts';
import type { FailedRead, Read } from '../../coverage.ts';
import { unread, type Verdict } from '../../verdict.ts';
import { userRef } from '../refs.ts';
import type { CredentialReport, CredentialRow, IamSnapshot, IamUser, PolicyHolder } from '../snapshot.ts';
import { shown } from './check.ts';

/** One outcome about the account as a whole. */
export function forAccount(snapshot: IamSnapshot, verdict: Verdict | null): CheckOutcome[] {
  return verdict ? [{ resource: accountResource(snapshot), ...verdict }] : [];
}

/** The account's Warning for a read that failed. */
export function accountWarning(snapshot: IamSnapshot, failure: FailedRead, what: string): CheckOutcome[] {
  return forAccount(snapshot, unread([failure], what));
}

/**
 * Judges entities of GetAccountAuthorizationDetails one by one; null leaves one out. A failed sweep is one Warning on
 * the account; one that broke off judges what came and adds the Warning for the rest.
 */
export function forEntities<Entity extends { name: string }>(
  snapshot: IamSnapshot,
  entities: readonly Entity[],
  ref: (snapshot: IamSnapshot, entity: Entity) => ResourceRef,
  judge: (entity: Entity, resource: ResourceRef) => Verdict | null,
): CheckOutcome[] {
  const { failure } = snapshot.authorization;
  const outcomes = entities.flatMap((entity) => {
    const resource = ref(snapshot, entity);
    const verdict = judge(entity, resource);
    return verdict ? [{ resource, ...verdict }] : [];
  });
  return failure ? [...outcomes, ...accountWarning(snapshot, failure, 'Users, groups, roles and policies')] : outcomes;
}

/** What a judge of one line of the credential report is given. */
export interface ReportedUser {
  row: CredentialRow;
  resource: ResourceRef;
  /** null when the sweep of users did not bring it. */
  user: IamUser | null;
  report: CredentialReport;
}

/**
 * Judges every user of the credential report but root; null leaves one out. `columns` are those the verdict rests on:
 * where one cannot be understood, or the report is older than the user, the outcome is a Warning. Users that no longer
 * exist, by a complete sweep, are left out.
 */
export function forReportedUsers(
  snapshot: IamSnapshot,
  columns: readonly string[],
  judge: (reported: ReportedUser) => Verdict | null,
): CheckOutcome[] {
  const { authorization, credentialReport } = snapshot;
  if (!credentialReport.ok) return accountWarning(snapshot, credentialReport, 'Credentials of IAM users');
  const report = credentialReport.value;
  const users = new Map(authorization.users.map((user) => [user.arn, user]));
  const isComplete = authorization.failure === null;
  const rows = report.rows.filter(({ isRoot, arn }) => !isRoot && (!isComplete || users.has(arn)));
  const reported = new Set(rows.map(({ arn }) => arn));
  const outcomes = rows.flatMap((row) => {
    const user = users.get(row.arn) ?? null;
    const resource = userRef(snapshot, user ?? { name: row.user, arn: row.arn, tags: {} });
    const strange = columns.filter((column) => row.unreadable.includes(column));
    const verdict = strange.length > 0 ? unclear(resource, strange) : judge({ row, resource, user, report });
    return verdict ? [{ resource, ...withReport(verdict, report) }] : [];
  });
  const missing = authorization.users
    .filter(({ arn }) => !reported.has(arn))
    .map((user) => {
      const resource = userRef(snapshot, user);
      return { resource, ...withReport(unreported(resource, report), report) };
    });
  return [...outcomes, ...missing, ...(isComplete ? [] : malformedLines(snapshot, report))];
}

/** The root user's line of the report, or why there is none. */
export function rootRowOf({ credentialReport }: IamSnapshot): Read<CredentialRow | null> {
  if (!credentialReport.ok) return credentialReport;
  return { ok: true, value: credentialReport.value.rows.find(({ isRoot }) => isRoot) ?? null };
}

/** A Warning for a value that came but cannot be used. */
export function unusable(what: string, why: string, evidence: Record<string, unknown> = {}): Verdict {
  return {
    status: 'warning',
    statusDetail: `${what} could not be judged: ${why}.`,
    evidence,
    missingPermission: `none: ${why}`,
  };
}

/** Whether the holder is managed by AWS itself and cannot be changed by the account. */
export function isServiceLinked({ arn }: PolicyHolder): boolean {
  return arn.includes(':role/aws-service-role/');
}

function unclear(resource: ResourceRef, columns: string[]): Verdict {
  return unusable(
    `User ${shown(resource)}`,
    `the credential report's ${columns.join(', ')} ${columns.length === 1 ? 'is' : 'are'} missing or not understood`,
    { unreadableColumns: columns },
  );
}

function unreported(resource: ResourceRef, { generatedAt }: CredentialReport): Verdict {
  return unusable(
    `User ${shown(resource)}`,
    `the latest credential report, made at ${generatedAt}, has no line for it; AWS makes a new one every four hours at most`,
  );
}

function malformedLines(snapshot: IamSnapshot, report: CredentialReport): CheckOutcome[] {
  if (report.malformedLines === 0) return [];
  const why = `${report.malformedLines} line(s) of the credential report could not be understood`;
  return forAccount(snapshot, withReport(unusable('Some IAM users', why), report));
}

function withReport(verdict: Verdict, { generatedAt }: CredentialReport): Verdict {
  return { ...verdict, evidence: { ...verdict.evidence, reportGeneratedAt: generatedAt } };
}
