import type { CloudTrailEvent } from '../collector.ts';
import { asText, textAt } from '../untrusted.ts';

/** Who called, as far as the record tells. */
export type Principal = Pick<CloudTrailEvent, 'principalType' | 'principal' | 'principalName' | 'sessionName'>;

/**
 * Reads `userIdentity` of every type, known or not: an ARN where there is one, else the most specific id, and a short
 * name for people. Never throws. Source: AWS CloudTrail User Guide, "userIdentity element".
 */
export function describePrincipal(identity: Record<string, unknown>): Principal {
  const invokedBy = asText(identity['invokedBy']);
  const type = asText(identity['type']) ?? (invokedBy ? 'AWSService' : 'Unknown');
  const arn = asText(identity['arn']);
  const userName = asText(identity['userName']);
  const principalId = asText(identity['principalId']);
  const accountId = asText(identity['accountId']);
  const directoryUser = textAt(identity, 'onBehalfOf', 'userId');
  const principal = arn ?? directoryUser ?? principalId ?? userName ?? invokedBy ?? accountId ?? 'unknown';
  const base = { principalType: type, principal: principal.slice(0, 500) };
  switch (type) {
    case 'Root':
      return { ...base, principalName: 'root' };
    case 'AWSService':
      return { ...base, principal: arn ?? invokedBy ?? base.principal, principalName: invokedBy ?? base.principal };
    case 'AssumedRole':
    case 'Role': {
      const [, role, session] = roleAndSession(arn);
      const name = textAt(identity, 'sessionContext', 'sessionIssuer', 'userName') ?? role ?? lastPart(principal);
      const sessionName = session ?? principalId?.split(':')[1];
      return { ...base, principalName: name, ...(sessionName ? { sessionName } : {}) };
    }
    case 'FederatedUser': {
      const issuer = textAt(identity, 'sessionContext', 'sessionIssuer', 'userName');
      return { ...base, principalName: userName ?? lastPart(principal), ...(issuer ? { sessionName: issuer } : {}) };
    }
    case 'AWSAccount':
      return { ...base, principalName: accountId ? `account ${accountId}` : lastPart(principal) };
    default:
      // IAMUser, SAMLUser, WebIdentityUser, IdentityCenterUser, Directory, Unknown, and types still to come.
      return { ...base, principalName: userName ?? (arn ? lastPart(arn) : (directoryUser ?? lastPart(principal))) };
  }
}

/** `arn:aws:sts::1:assumed-role/Role/session` → role and session. */
function roleAndSession(arn: string | null): (string | undefined)[] {
  return /:assumed-role\/([^/]+)\/(.+)$/.exec(arn ?? '') ?? [];
}

function lastPart(id: string): string {
  return id.slice(Math.max(id.lastIndexOf('/'), id.lastIndexOf(':')) + 1) || id;
}

/** The IAM role behind an assumed-role session, as `arn:…:iam::…:role/Name`; null for other callers. */
export function roleArnOf(event: CloudTrailEvent): string | null {
  const issuer = textAt(event.raw, 'userIdentity', 'sessionContext', 'sessionIssuer', 'arn');
  if (issuer) return issuer;
  const match = /^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\//.exec(event.principal);
  return match ? `arn:${match[1]}:iam::${match[2]}:role/${match[3]}` : null;
}

/** Whether a role ARN names the same role as ours; a path in front of the name is left out by STS. */
export function isOwnSession(event: CloudTrailEvent, ownRoleArn: string | null): boolean {
  if (ownRoleArn === null) return false;
  const role = roleArnOf(event);
  return role !== null && (role === ownRoleArn || withoutPath(role) === withoutPath(ownRoleArn));
}

function withoutPath(roleArn: string): string {
  return roleArn.replace(/:role\/.*?([^/]+)$/, ':role/$1');
}
