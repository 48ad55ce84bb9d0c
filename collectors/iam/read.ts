import {
  GetAccountPasswordPolicyCommand,
  GetAccountSummaryCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListAccountAliasesCommand,
  ListMFADevicesCommand,
  ListOpenIDConnectProvidersCommand,
  ListOrganizationsFeaturesCommand,
  ListSAMLProvidersCommand,
  ListServerCertificatesCommand,
  ListVirtualMFADevicesCommand,
  type PasswordPolicy as SdkPasswordPolicy,
} from '@aws-sdk/client-iam';
import type { ReadContext } from '../collector.ts';
import type { Read } from '../coverage.ts';
import { mapWithLimit } from '../limits.ts';
import { createRecorder, readApi, readPages, type CoverageRecorder } from '../read-result.ts';
import type { Session } from '../session.ts';
import { IAM_APIS } from './apis.ts';
import { readAnalyzers } from './read-analyzers.ts';
import { isoOf, readAuthorization } from './read-authorization.ts';
import { readCredentialReport, type ReportTimings } from './read-credential-report.ts';
import { readLastAccessed, type LastAccessedTimings } from './read-last-accessed.ts';
import type { AccessKey, CredentialRow, IamSnapshot, MfaDevice, PasswordPolicy } from './snapshot.ts';
import { arnsToTrack } from './tracked-access.ts';

export type IamTimings = ReportTimings & LastAccessedTimings;

export const IAM_TIMINGS: IamTimings = {
  reportDeadlineMs: 120_000,
  reportPollMs: 2_000,
  lastAccessedDeadlineMs: 60_000,
  lastAccessedPollMs: 500,
  maxLastAccessed: 300,
};

/** Calls a user need at most two of; more at once only meets IAM's throttling. */
const USERS_AT_ONCE = 6;

/**
 * Reads one account's IAM. What the account as a whole says is read at once; then, only for users that have them, MFA
 * devices and keys. Never throws for a failed call: it is kept in its place and in the coverage.
 */
export async function readIam(
  session: Session,
  context: ReadContext,
  timings: IamTimings = IAM_TIMINGS,
): Promise<IamSnapshot> {
  const { accountUid, collectedAt, signal, onProgress } = context;
  const recorder = createRecorder({ product: 'iam', accountUid, region: 'global', signal, onProgress });
  const iam = session.client(IAMClient, session.globalRegion);
  const [account, credentialReport, authorization, { analyzers, coverage }] = await Promise.all([
    readAccount(recorder, iam),
    readCredentialReport(recorder, iam, timings),
    readAuthorization(recorder, iam),
    readAnalyzers(session, context),
  ]);
  const report = credentialReport.ok ? credentialReport.value : null;
  const users = (report?.rows ?? []).filter(({ isRoot }) => !isRoot);
  const withMfa = users.filter(({ mfaActive }) => mfaActive === true);
  const withKeys = users.filter(({ keys }) => keys.some(({ active }) => active === true));
  const mfaDevices = await perUser(withMfa, (user) => readMfaDevices(recorder, iam, user));
  const accessKeys = await perUser(withKeys, (user) => readAccessKeys(recorder, iam, user));
  const lastAccessed = await readLastAccessed(recorder, iam, arnsToTrack(authorization, report), timings);
  return {
    accountUid,
    partition: session.partition,
    region: 'global',
    collectedAt,
    ...account,
    credentialReport,
    authorization,
    mfaDevices,
    accessKeys,
    lastAccessed,
    analyzers,
    coverage: [...recorder.entries(), ...coverage],
  };
}

type AccountReads = Pick<
  IamSnapshot,
  | 'alias'
  | 'summary'
  | 'passwordPolicy'
  | 'virtualMfaDevices'
  | 'serverCertificates'
  | 'samlProviders'
  | 'oidcProviders'
  | 'organizationFeatures'
>;

async function readAccount(recorder: CoverageRecorder, iam: IAMClient): Promise<AccountReads> {
  const [
    alias,
    summary,
    passwordPolicy,
    virtualMfaDevices,
    serverCertificates,
    samlProviders,
    oidcProviders,
    organizationFeatures,
  ] = await Promise.all([
    readApi(recorder, IAM_APIS.accountAliases, async (abortSignal) => {
      const { AccountAliases } = await iam.send(new ListAccountAliasesCommand({}), { abortSignal });
      return AccountAliases?.[0] ?? null;
    }),
    readApi(recorder, IAM_APIS.accountSummary, async (abortSignal) => {
      const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}), { abortSignal });
      return { ...SummaryMap } as Record<string, number>;
    }),
    readApi(
      recorder,
      { ...IAM_APIS.passwordPolicy, notConfigured: ['NoSuchEntity', 'NoSuchEntityException'] },
      async (abortSignal) => {
        const { PasswordPolicy } = await iam.send(new GetAccountPasswordPolicyCommand({}), { abortSignal });
        return toPasswordPolicy(PasswordPolicy ?? {});
      },
    ),
    readPages(
      recorder,
      IAM_APIS.virtualMfaDevices,
      (Marker, abortSignal) =>
        iam.send(new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned', ...(Marker ? { Marker } : {}) }), {
          abortSignal,
        }),
      ({ VirtualMFADevices, IsTruncated, Marker }) => ({
        items: (VirtualMFADevices ?? []).map(({ SerialNumber, User, EnableDate }) => ({
          serialNumber: SerialNumber ?? '',
          userArn: User?.Arn ?? null,
          enabledAt: isoOf(EnableDate),
        })),
        next: IsTruncated ? Marker : undefined,
      }),
    ),
    readPages(
      recorder,
      IAM_APIS.serverCertificates,
      (Marker, abortSignal) => iam.send(new ListServerCertificatesCommand(Marker ? { Marker } : {}), { abortSignal }),
      ({ ServerCertificateMetadataList, IsTruncated, Marker }) => ({
        items: (ServerCertificateMetadataList ?? []).flatMap(({ Arn, ServerCertificateName, Expiration, UploadDate }) =>
          Arn
            ? [
                {
                  name: ServerCertificateName ?? Arn.split('/').at(-1)!,
                  arn: Arn,
                  expiresAt: isoOf(Expiration),
                  uploadedAt: isoOf(UploadDate),
                },
              ]
            : [],
        ),
        next: IsTruncated ? Marker : undefined,
      }),
    ),
    readApi(recorder, IAM_APIS.samlProviders, async (abortSignal) => {
      const { SAMLProviderList } = await iam.send(new ListSAMLProvidersCommand({}), { abortSignal });
      return (SAMLProviderList ?? []).map(({ Arn, CreateDate, ValidUntil }) => ({
        arn: Arn ?? '',
        createdAt: isoOf(CreateDate),
        validUntil: isoOf(ValidUntil),
      }));
    }),
    readApi(recorder, IAM_APIS.oidcProviders, async (abortSignal) => {
      const { OpenIDConnectProviderList } = await iam.send(new ListOpenIDConnectProvidersCommand({}), { abortSignal });
      return (OpenIDConnectProviderList ?? []).map(({ Arn }) => ({
        arn: Arn ?? '',
        createdAt: null,
        validUntil: null,
      }));
    }),
    readOrganizationFeatures(recorder, iam),
  ]);
  return {
    alias,
    summary,
    passwordPolicy,
    virtualMfaDevices,
    serverCertificates,
    samlProviders,
    oidcProviders,
    organizationFeatures,
  };
}

/** A member account cannot ask, and needs not: the management account answers for the organisation. */
function readOrganizationFeatures(recorder: CoverageRecorder, iam: IAMClient): Promise<Read<string[] | null>> {
  const notConfigured = [
    'AccountNotManagementOrDelegatedAdministratorException',
    'OrganizationNotFoundException',
    'OrganizationNotInAllFeaturesModeException',
  ];
  return readApi<string[]>(recorder, { ...IAM_APIS.organizationFeatures, notConfigured }, async (abortSignal) => {
    try {
      const { EnabledFeatures } = await iam.send(new ListOrganizationsFeaturesCommand({}), { abortSignal });
      return EnabledFeatures ?? [];
    } catch (error) {
      // The management account without trusted access for IAM: no feature can be on.
      if (error instanceof Error && error.name === 'ServiceAccessNotEnabledException') return [];
      throw error;
    }
  });
}

async function perUser<T>(
  users: readonly CredentialRow[],
  read: (user: string) => Promise<Read<T>>,
): Promise<Record<string, Read<T>>> {
  const pairs = await mapWithLimit(users, USERS_AT_ONCE, async ({ user }) => [user, await read(user)] as const);
  return Object.fromEntries(pairs);
}

function readMfaDevices(recorder: CoverageRecorder, iam: IAMClient, UserName: string): Promise<Read<MfaDevice[]>> {
  return readApi(recorder, IAM_APIS.mfaDevices, async (abortSignal) => {
    const { MFADevices } = await iam.send(new ListMFADevicesCommand({ UserName }), { abortSignal });
    return (MFADevices ?? []).map(({ SerialNumber, EnableDate }) => ({
      serialNumber: SerialNumber ?? '',
      kind: kindOf(SerialNumber ?? ''),
      enabledAt: isoOf(EnableDate),
    }));
  });
}

/** Virtual devices have ARNs `…:mfa/…`, security keys and passkeys `…:u2f/…`; TOTP tokens a bare serial number. */
function kindOf(serialNumber: string): MfaDevice['kind'] {
  if (/^arn:[^:]+:iam::\d*:u2f\//.test(serialNumber)) return 'fido';
  return serialNumber.startsWith('arn:') ? 'virtual' : 'hardware';
}

function readAccessKeys(recorder: CoverageRecorder, iam: IAMClient, UserName: string): Promise<Read<AccessKey[]>> {
  return readApi(recorder, IAM_APIS.accessKeys, async (abortSignal) => {
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }), { abortSignal });
    return (AccessKeyMetadata ?? []).map(({ AccessKeyId, Status, CreateDate }) => ({
      id: AccessKeyId ?? '',
      active: Status === 'Active',
      createdAt: isoOf(CreateDate),
    }));
  });
}

/** AWS leaves out what is not set: 6 characters, nothing required, no expiry, no memory. */
function toPasswordPolicy(policy: Partial<SdkPasswordPolicy>): PasswordPolicy {
  return {
    minimumLength: policy.MinimumPasswordLength ?? 6,
    requireSymbols: policy.RequireSymbols ?? false,
    requireNumbers: policy.RequireNumbers ?? false,
    requireUppercase: policy.RequireUppercaseCharacters ?? false,
    requireLowercase: policy.RequireLowercaseCharacters ?? false,
    maxAgeDays: policy.ExpirePasswords ? (policy.MaxPasswordAge ?? null) : null,
    reusePrevention: policy.PasswordReusePrevention ?? null,
    allowUsersToChange: policy.AllowUsersToChangePassword ?? false,
    hardExpiry: policy.HardExpiry ?? false,
  };
}
