import type { IamSnapshot } from '../../../collectors/iam/snapshot.ts';
import { credentialReportText, groupDetail, policyDetail, roleDetail, userDetail } from './iam-wire.ts';
import type { AwsServiceStandIn, StandInRequest } from './server.ts';
import { errorReply, jsonReply, pageOf, queryReply, repeated, type Reply } from './wire.ts';

/** How IAM answers GenerateCredentialReport, call by call; the last repeats. */
export type ReportState = 'STARTED' | 'INPROGRESS' | 'COMPLETE' | 'LimitExceeded';

export interface IamStandInOptions {
  /** The estate of an account, as a snapshot: what a read of the stand-in must give back. Unread parts are denied. */
  estate: (accountUid: string) => IamSnapshot | undefined;
  /** The most that one page holds, whatever is asked for. Default 100. */
  pageSize?: number;
  reportStates?: readonly ReportState[];
  /** Instead of the report written from the estate. */
  reportText?: string;
}

/** IAM over the query protocol, serving a snapshot. */
export function iamStandIn(options: IamStandInOptions): AwsServiceStandIn {
  const { estate, pageSize = 100, reportStates = ['COMPLETE'], reportText } = options;
  let generateCalls = 0;
  const askedJobs = new Set<string>();

  const serve =
    (operation: string, make: (snapshot: IamSnapshot, request: StandInRequest) => object | null | Reply) =>
    (request: StandInRequest): Reply => {
      const snapshot = estate(request.accountUid);
      if (!snapshot) return denied(operation);
      const result = make(snapshot, request);
      return result !== null && 'status' in result ? (result as Reply) : queryReply(operation, result);
    };
  const paged = <Item>(items: readonly Item[], { form }: StandInRequest) => {
    const size = Math.min(pageSize, Number(form.get('MaxItems') ?? pageSize));
    const page = pageOf(items, form.get('Marker'), size);
    return { entries: page.items, rest: { IsTruncated: page.next !== undefined, Marker: page.next } };
  };

  return {
    service: 'iam',
    protocol: 'query',
    operations: Object.fromEntries(
      Object.entries<(snapshot: IamSnapshot, request: StandInRequest) => object | null | Reply>({
        ListAccountAliases: ({ alias }) =>
          alias.ok
            ? { AccountAliases: alias.value === null ? [] : [alias.value], IsTruncated: false }
            : denied('ListAccountAliases'),
        GetAccountSummary: ({ summary }) =>
          summary.ok
            ? {
                SummaryMap: {
                  entry: repeated(Object.entries(summary.value).map(([key, value]) => ({ key, value }))),
                },
              }
            : denied('GetAccountSummary'),
        GetAccountPasswordPolicy: passwordPolicyReply,
        GenerateCredentialReport() {
          const state = reportStates[Math.min(generateCalls++, reportStates.length - 1)]!;
          return state === 'LimitExceeded'
            ? errorReply('query', 'LimitExceeded', 'Cannot exceed quota', 409)
            : { State: state };
        },
        GetCredentialReport({ credentialReport: report }) {
          if (!report.ok) return errorReply('query', 'ReportNotPresent', 'No report has been generated', 410);
          const text = reportText ?? credentialReportText(report.value);
          return {
            Content: Buffer.from(text).toString('base64'),
            ReportFormat: 'text/csv',
            GeneratedTime: report.value.generatedAt,
          };
        },
        GetAccountAuthorizationDetails({ authorization }, request) {
          const all = [
            ...authorization.users.map((user) => ['UserDetailList', userDetail(user)] as const),
            ...authorization.groups.map((group) => ['GroupDetailList', groupDetail(group)] as const),
            ...authorization.roles.map((role) => ['RoleDetailList', roleDetail(role)] as const),
            ...authorization.policies.map((policy) => ['Policies', policyDetail(policy)] as const),
          ];
          const { entries, rest } = paged(all, request);
          const lists: Record<string, object[]> = {
            UserDetailList: [],
            GroupDetailList: [],
            RoleDetailList: [],
            Policies: [],
          };
          for (const [list, detail] of entries) lists[list]!.push(detail);
          return { ...lists, ...rest };
        },
        ListMFADevices({ mfaDevices }, { form }) {
          const devices = mfaDevices[form.get('UserName') ?? ''];
          const found = devices?.ok ? devices.value : [];
          return {
            MFADevices: found.map(({ serialNumber, enabledAt }) => ({
              UserName: form.get('UserName'),
              SerialNumber: serialNumber,
              EnableDate: enabledAt ?? undefined,
            })),
            IsTruncated: false,
          };
        },
        ListAccessKeys({ accessKeys }, { form }) {
          const keys = accessKeys[form.get('UserName') ?? ''];
          const found = keys?.ok ? keys.value : [];
          return {
            AccessKeyMetadata: found.map(({ id, active, createdAt }) => ({
              UserName: form.get('UserName'),
              AccessKeyId: id,
              Status: active ? 'Active' : 'Inactive',
              CreateDate: createdAt ?? undefined,
            })),
            IsTruncated: false,
          };
        },
        ListVirtualMFADevices({ virtualMfaDevices }, request) {
          const { entries, rest } = paged(
            virtualMfaDevices.items.map(({ serialNumber, userArn, enabledAt }) => ({
              SerialNumber: serialNumber,
              User: userArn === null ? undefined : { Arn: userArn, UserName: userArn.split('/').at(-1) },
              EnableDate: enabledAt ?? undefined,
            })),
            request,
          );
          return { VirtualMFADevices: entries, ...rest };
        },
        ListServerCertificates({ serverCertificates }, request) {
          const { entries, rest } = paged(
            serverCertificates.items.map(({ name, arn, expiresAt, uploadedAt }) => ({
              ServerCertificateName: name,
              Arn: arn,
              Expiration: expiresAt ?? undefined,
              UploadDate: uploadedAt ?? undefined,
            })),
            request,
          );
          return { ServerCertificateMetadataList: entries, ...rest };
        },
        ListSAMLProviders: ({ samlProviders }) =>
          samlProviders.ok
            ? {
                SAMLProviderList: samlProviders.value.map(({ arn, createdAt, validUntil }) => ({
                  Arn: arn,
                  CreateDate: createdAt ?? undefined,
                  ValidUntil: validUntil ?? undefined,
                })),
              }
            : denied('ListSAMLProviders'),
        ListOpenIDConnectProviders: ({ oidcProviders }) =>
          oidcProviders.ok
            ? { OpenIDConnectProviderList: oidcProviders.value.map(({ arn }) => ({ Arn: arn })) }
            : denied('ListOpenIDConnectProviders'),
        ListOrganizationsFeatures: ({ organizationFeatures }) =>
          organizationFeatures.ok && organizationFeatures.value
            ? { OrganizationId: 'o-standin', EnabledFeatures: organizationFeatures.value }
            : errorReply(
                'query',
                'AccountNotManagementOrDelegatedAdministratorException',
                'Not the management account',
                400,
              ),
        GenerateServiceLastAccessedDetails: (_, { form }) => ({
          JobId: Buffer.from(form.get('Arn') ?? '').toString('base64url'),
        }),
        GetServiceLastAccessedDetails({ lastAccessed, collectedAt }, { form }) {
          const job = form.get('JobId') ?? '';
          if (!askedJobs.has(job)) {
            askedJobs.add(job);
            return { JobStatus: 'IN_PROGRESS', JobCreationDate: collectedAt, ServicesLastAccessed: [] };
          }
          const access = lastAccessed[Buffer.from(job, 'base64url').toString()];
          const services = access?.ok ? access.value : [];
          return {
            JobStatus: 'COMPLETED',
            JobCreationDate: collectedAt,
            JobCompletionDate: collectedAt,
            ServicesLastAccessed: services.map(({ namespace, lastAuthenticated }) => ({
              ServiceName: namespace,
              ServiceNamespace: namespace,
              LastAuthenticated: lastAuthenticated ?? undefined,
            })),
            IsTruncated: false,
          };
        },
      }).map(([operation, make]) => [operation, serve(operation, make)]),
    ),
  };
}

/** Access Analyzer over REST JSON, serving the `analyzers` of a snapshot. */
export function accessAnalyzerStandIn({ estate, pageSize = 100 }: IamStandInOptions): AwsServiceStandIn {
  const analyzersOf = ({ accountUid, region }: StandInRequest) =>
    estate(accountUid)?.analyzers.find((entry) => entry.region === region)?.analyzers.items ?? [];
  return {
    service: 'access-analyzer',
    protocol: 'rest-json',
    operationOf: ({ path }) =>
      path === '/analyzer' ? 'ListAnalyzers' : path === '/findingv2' ? 'ListFindingsV2' : undefined,
    operations: {
      ListAnalyzers(request) {
        const page = pageOf(analyzersOf(request), request.query.get('nextToken'), pageSize);
        const analyzers = page.items.map(({ arn, name, type, status }) => ({
          arn,
          name,
          type,
          status,
          createdAt: '2024-01-01T00:00:00Z',
        }));
        return jsonReply({ analyzers, nextToken: page.next });
      },
      ListFindingsV2(request) {
        const analyzer = analyzersOf(request).find(({ arn }) => arn === request.json?.['analyzerArn']);
        const count = analyzer?.activeFindings?.ok ? analyzer.activeFindings.value : 0;
        const findings = Array.from({ length: count }, (_, index) => ({
          id: `finding-${index}`,
          status: 'ACTIVE',
          resourceType: 'AWS::IAM::Role',
          resourceOwnerAccount: request.accountUid,
          analyzedAt: '2024-01-01T00:00:00Z',
          createdAt: '2024-01-01T00:00:00Z',
          updatedAt: '2024-01-01T00:00:00Z',
        }));
        const page = pageOf(findings, request.json?.['nextToken'] as string | undefined, pageSize);
        return jsonReply({ findings: page.items, nextToken: page.next });
      },
    },
  };
}

function passwordPolicyReply({ passwordPolicy }: IamSnapshot): object {
  if (!passwordPolicy.ok) return denied('GetAccountPasswordPolicy');
  const policy = passwordPolicy.value;
  if (!policy) return errorReply('query', 'NoSuchEntity', 'The Password Policy with domain name was not found.', 404);
  return {
    PasswordPolicy: {
      MinimumPasswordLength: policy.minimumLength,
      RequireSymbols: policy.requireSymbols,
      RequireNumbers: policy.requireNumbers,
      RequireUppercaseCharacters: policy.requireUppercase,
      RequireLowercaseCharacters: policy.requireLowercase,
      AllowUsersToChangePassword: policy.allowUsersToChange,
      ExpirePasswords: policy.maxAgeDays !== null,
      MaxPasswordAge: policy.maxAgeDays ?? undefined,
      PasswordReusePrevention: policy.reusePrevention ?? undefined,
      HardExpiry: policy.hardExpiry,
    },
  };
}

function denied(operation: string): Reply {
  return errorReply('query', 'AccessDenied', `User is not authorized to perform: iam:${operation}`, 403);
}
