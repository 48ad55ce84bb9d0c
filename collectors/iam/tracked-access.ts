import type { ParsedPolicy } from '../policy-document.ts';
import { ownPolicies, userPolicies } from './rights.ts';
import type { AuthorizationDetails, CredentialReport, CredentialRow } from './snapshot.ts';

/** Services of which unused rights are looked for. */
export const TRACKED_SERVICES = ['bedrock', 'sagemaker'] as const;
export type TrackedService = (typeof TRACKED_SERVICES)[number];

/** A user or role that a policy gives a tracked service by name. */
export interface TrackedPrincipal {
  name: string;
  arn: string;
  kind: 'user' | 'role';
  createdAt: string | null;
  /** How the right arrives, e.g. `attached:AmazonBedrockFullAccess`. */
  via: string[];
  tags: Record<string, string>;
}

/**
 * Users and roles to which a policy grants the service by name (`bedrock:InvokeModel`, `bedrock:*`). Rights that come
 * with `*` on everything are left to the checks of administrators; service-linked roles are AWS's own.
 */
export function principalsGranted(authorization: AuthorizationDetails, service: TrackedService): TrackedPrincipal[] {
  const principals = [
    ...authorization.users.map((user) => ({
      ...user,
      kind: 'user' as const,
      held: userPolicies(authorization, user).held,
    })),
    ...authorization.roles
      .filter(({ path }) => !path.startsWith('/aws-service-role/'))
      .map((role) => ({ ...role, kind: 'role' as const, held: ownPolicies(authorization, role) })),
  ];
  return principals.flatMap(({ name, arn, kind, createdAt, tags, held }) => {
    const via = [...new Set(held.filter(({ parsed }) => namesService(parsed, service)).map((policy) => policy.via))];
    return via.length === 0 ? [] : [{ name, arn, kind, createdAt, via, tags }];
  });
}

/**
 * Users whose long-lived key was last used for IAM or STS only, as far as the report tells: it keeps the last service
 * alone, so that only the record of all services can say whether the key does other work too.
 */
export function usersWithUnclearKeyUse(report: CredentialReport): CredentialRow[] {
  return report.rows.filter(
    (row) => !row.isRoot && row.passwordEnabled === false && row.keys.some((key) => key.active && usedForIdentity(key)),
  );
}

/** Every principal whose use of services the checks need, each once. */
export function arnsToTrack(authorization: AuthorizationDetails, report: CredentialReport | null): string[] {
  return [
    ...new Set([
      ...(report ? usersWithUnclearKeyUse(report).map(({ arn }) => arn) : []),
      ...TRACKED_SERVICES.flatMap((service) => principalsGranted(authorization, service).map(({ arn }) => arn)),
    ]),
  ];
}

function usedForIdentity({ lastUsedService }: CredentialRow['keys'][number]): boolean {
  return lastUsedService === 'iam' || lastUsedService === 'sts';
}

function namesService(parsed: ParsedPolicy | null, service: string): boolean {
  return (
    parsed?.ok === true &&
    parsed.document.statements.some(
      ({ effect, actions }) =>
        effect === 'Allow' && actions?.some((action) => action.toLowerCase().startsWith(`${service}:`)) === true,
    )
  );
}
