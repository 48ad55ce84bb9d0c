import { parsePolicy, type PolicyDocument } from '../../policy-document.ts';
import { allowsAdministration } from '../../policy-power.ts';
import { grantScope } from '../../policy-principals.ts';

/** A policy as CloudTrail writes it: text in IAM's calls, an object in S3's. null when there is none to read. */
export function policyIn(value: unknown): PolicyDocument | null {
  if (value === null || value === undefined || value === '') return null;
  const parsed = parsePolicy(typeof value === 'string' ? value : JSON.stringify(value));
  return parsed.ok ? parsed.document : null;
}

/** Whether the policy makes its holder an administrator. */
export function isAdminPolicy(value: unknown): boolean {
  const document = policyIn(value);
  return document !== null && allowsAdministration(document);
}

/** AWS's own policies that give everything, or all of IAM, which comes to the same. */
export function isAdminPolicyArn(arn: string | null): boolean {
  return (
    arn !== null &&
    /:iam::aws:policy\/(?:job-function\/)?(?:AdministratorAccess|IAMFullAccess|PowerUserAccess)$/.test(arn)
  );
}

/** Whom outside the account a resource or trust policy lets in: `anyone`, account ids, identity providers. */
export function outsiders(value: unknown, accountUid: string): string[] {
  const scopes = (policyIn(value)?.statements ?? []).map((statement) => grantScope(statement, accountUid));
  return [
    ...(scopes.some(({ isPublic }) => isPublic) ? ['anyone'] : []),
    ...new Set(scopes.flatMap(({ otherAccounts }) => otherAccounts)),
  ];
}

/** Identity providers that a trust policy lets in. */
export function federatedProviders(value: unknown, accountUid: string): string[] {
  return (policyIn(value)?.statements ?? []).flatMap((statement) => grantScope(statement, accountUid).federated);
}
