/**
 * GuardDuty as a stand-in: serves described regions (the collector's own snapshot type) over REST JSON, with the
 * criteria of ListFindings that the collector uses, and pages of 50 at most. A region without one has no detector.
 */
import type { GuardDutyFinding, GuardDutySnapshot } from '../../../collectors/guardduty/snapshot.ts';
import { failedReadReply } from './failed-read.ts';
import type { AwsServiceStandIn, Operation, StandInRequest } from './server.ts';
import { errorReply, jsonReply, pageOf } from './wire.ts';

export interface GuardDutyStandInOptions {
  estates: readonly GuardDutySnapshot[];
  /** Most entries a page. Default 50, as AWS's. */
  maxPageSize?: number;
}

/** The GuardDuty part of the stand-in. */
export function guardDutyStandIn({ estates, maxPageSize = 50 }: GuardDutyStandInOptions): AwsServiceStandIn {
  /** The estate asked for; an unknown detector is refused, as GuardDuty does. */
  const withEstate =
    (answer: (estate: GuardDutySnapshot | undefined, request: StandInRequest) => ReturnType<Operation>): Operation =>
    (request) =>
      answer(
        estates.find(({ accountUid, region }) => accountUid === request.accountUid && region === request.region),
        request,
      );
  return {
    service: 'guardduty',
    protocol: 'rest-json',
    operationOf: ({ path, method }) => {
      const [first, , third] = path.split('/').filter(Boolean);
      if (first === 'admin') return 'ListOrganizationAdminAccounts';
      if (first !== 'detector') return undefined;
      const key = [method, third, path.endsWith('/get') ? 'get' : undefined].filter(Boolean).join(' ');
      if (path === '/detector') return 'ListDetectors';
      return BY_PATH[key];
    },
    operations: {
      ListDetectors: withEstate((estate, request) => {
        if (estate && !estate.detector.ok) return failedReadReply(estate.detector, request, 'rest-json');
        return jsonReply({
          detectorIds: estate?.detector.ok && estate.detector.value ? [estate.detector.value.id] : [],
        });
      }),
      GetDetector: withEstate((estate) => {
        const detector = estate?.detector.ok ? estate.detector.value : null;
        if (!detector) return errorReply('rest-json', 'BadRequestException', 'The detector does not exist', 400);
        return jsonReply({
          status: detector.enabled ? 'ENABLED' : 'DISABLED',
          serviceRole: 'arn:aws:iam::123456789012:role/aws-service-role/guardduty',
          findingPublishingFrequency: detector.findingPublishingFrequency ?? undefined,
          createdAt: detector.createdAt ?? undefined,
          updatedAt: detector.updatedAt ?? undefined,
          tags: detector.tags,
          features: Object.entries(detector.features).map(([name, enabled]) => ({
            name,
            status: status(enabled),
            additionalConfiguration: Object.entries(detector.featureSettings)
              .filter(([setting]) => setting.startsWith(`${name}/`))
              .map(([setting, on]) => ({ name: setting.split('/')[1], status: status(on) })),
          })),
        });
      }),
      GetAdministratorAccount: withEstate((estate, request) => {
        const read = estate?.administrator;
        if (read && !read.ok) return failedReadReply(read, request, 'rest-json');
        return jsonReply({
          administrator: read?.value
            ? { accountId: read.value.accountUid, relationshipStatus: read.value.relationshipStatus }
            : undefined,
        });
      }),
      ListMembers: withEstate((estate, request) => {
        const read = estate?.members;
        if (read && !read.ok) return failedReadReply(read, request, 'rest-json');
        const page = pageOf(read?.value ?? [], request.query.get('nextToken'), maxPageSize);
        return jsonReply({
          members: page.items.map(({ accountUid, relationshipStatus }) => ({
            accountId: accountUid,
            relationshipStatus,
          })),
          nextToken: page.next,
        });
      }),
      ListOrganizationAdminAccounts: withEstate((estate, request) => {
        const read = estate?.organizationAdmins;
        if (read && !read.ok) return failedReadReply(read, request, 'rest-json');
        if (!read?.value) return errorReply('rest-json', 'BadRequestException', 'Not the management account', 400);
        return jsonReply({
          adminAccounts: read.value.map((admin) => ({ adminAccountId: admin.accountUid, adminStatus: admin.status })),
        });
      }),
      DescribeOrganizationConfiguration: withEstate((estate, request) => {
        const read = estate?.organizationConfiguration;
        if (read && !read.ok) return failedReadReply(read, request, 'rest-json');
        if (!read?.value) return errorReply('rest-json', 'BadRequestException', 'Not the administrator', 400);
        return jsonReply({
          autoEnable: read.value.autoEnableMembers !== 'NONE',
          autoEnableOrganizationMembers: read.value.autoEnableMembers,
          memberAccountLimitReached: read.value.memberLimitReached,
        });
      }),
      ListFindings: withEstate((estate, request) => {
        if (estate && !estate.findings.ok && estate.findings.outcome !== 'not_enabled')
          return failedReadReply(estate.findings, request, 'rest-json');
        const findings = estate?.findings.ok ? estate.findings.value : [];
        const criterion = (request.json?.['findingCriteria'] as { criterion?: Criterion } | undefined)?.criterion ?? {};
        const ids = findings
          .filter((finding) => meets(finding, criterion))
          .toSorted((one, other) => one.updatedAt.localeCompare(other.updatedAt))
          .map(({ id }) => id);
        const asked = Number(request.json?.['maxResults'] ?? maxPageSize);
        const page = pageOf(ids, request.json?.['nextToken'] as string | undefined, Math.min(asked, maxPageSize));
        return jsonReply({ findingIds: page.items, nextToken: page.next ?? '' });
      }),
      GetFindings: withEstate((estate, request) => {
        const asked = (request.json?.['findingIds'] ?? []) as string[];
        if (asked.length > 50) return errorReply('rest-json', 'BadRequestException', 'At most 50 findings', 400);
        const findings = estate?.findings.ok ? estate.findings.value : [];
        return jsonReply({ findings: findings.filter(({ id }) => asked.includes(id)).map(findingJson) });
      }),
    },
  };
}

const BY_PATH: Record<string, string> = {
  GET: 'GetDetector',
  'GET administrator': 'GetAdministratorAccount',
  'GET member': 'ListMembers',
  'GET admin': 'DescribeOrganizationConfiguration',
  'POST findings': 'ListFindings',
  'POST findings get': 'GetFindings',
};

type Criterion = Record<string, { equals?: string[]; greaterThanOrEqual?: number }>;

function meets(finding: GuardDutyFinding, criterion: Criterion): boolean {
  const archived = criterion['service.archived']?.equals;
  const since = criterion['updatedAt']?.greaterThanOrEqual;
  const least = criterion['severity']?.greaterThanOrEqual;
  return (
    (archived === undefined || archived.includes(String(finding.archived))) &&
    (since === undefined || Date.parse(finding.updatedAt) >= since) &&
    (least === undefined || finding.severity >= least)
  );
}

function status(enabled: boolean): string {
  return enabled ? 'ENABLED' : 'DISABLED';
}

/** The finding as GuardDuty writes it: the described resource and details put where it keeps them. */
export function findingJson(finding: GuardDutyFinding): object {
  const { details } = finding;
  const remoteIpDetails = details['remoteAddress']
    ? {
        ipAddressV4: details['remoteAddress'],
        country: { countryName: details['remoteCountry'] },
        city: { cityName: details['remoteCity'] },
        organization: { asnOrg: details['remoteOrganisation'] },
      }
    : undefined;
  return {
    schemaVersion: '2.0',
    id: finding.id,
    arn: finding.arn,
    type: finding.type,
    title: finding.title,
    description: finding.description,
    severity: finding.severity,
    accountId: finding.accountUid,
    region: finding.region,
    partition: finding.arn.split(':')[1],
    createdAt: finding.createdAt,
    updatedAt: finding.updatedAt,
    confidence: finding.confidence ?? undefined,
    resource: resourceJson(finding),
    service: {
      serviceName: 'guardduty',
      eventFirstSeen: finding.eventFirstSeen ?? undefined,
      eventLastSeen: finding.eventLastSeen ?? undefined,
      count: finding.count,
      archived: finding.archived,
      resourceRole: details['resourceRole'],
      evidence: details['threatList']
        ? { threatIntelligenceDetails: [{ threatListName: details['threatList'], threatNames: [] }] }
        : undefined,
      action: actionJson(details, remoteIpDetails),
    },
  };
}

function actionJson(details: GuardDutyFinding['details'], remoteIpDetails: object | undefined): object {
  const actionType = details['actionType'];
  if (actionType === 'DNS_REQUEST')
    return {
      actionType,
      dnsRequestAction: { domain: details['domain'], protocol: details['protocol'], blocked: details['blocked'] },
    };
  if (actionType === 'NETWORK_CONNECTION')
    return {
      actionType,
      networkConnectionAction: {
        connectionDirection: details['direction'],
        protocol: details['protocol'],
        blocked: details['blocked'],
        localPortDetails: { port: details['localPort'] },
        remotePortDetails: { port: details['remotePort'] },
        remoteIpDetails,
      },
    };
  if (actionType === 'PORT_PROBE')
    return {
      actionType,
      portProbeAction: {
        blocked: details['blocked'],
        portProbeDetails: [{ localPortDetails: { port: details['localPort'] }, remoteIpDetails }],
      },
    };
  return {
    actionType,
    awsApiCallAction: {
      api: details['api'],
      serviceName: details['apiService'],
      callerType: details['callerType'],
      errorCode: details['apiErrorCode'],
      userAgent: details['userAgent'],
      remoteIpDetails,
    },
  };
}

function resourceJson({ resource, details }: GuardDutyFinding): object {
  const tags = Object.entries(resource.tags).map(([key, value]) => ({ key, value }));
  const userType = resource.uid.endsWith(':root')
    ? 'Root'
    : resource.type === 'AWS::IAM::Role' || details['sessionName']
      ? 'AssumedRole'
      : 'IAMUser';
  const accessKeyDetails = details['principal']
    ? {
        accessKeyId: details['accessKeyId'],
        userName: details['principal'],
        userType,
        principalId: details['sessionName'] ? `AROASTANDIN:${details['sessionName']}` : undefined,
      }
    : undefined;
  switch (resource.type) {
    case 'AWS::EC2::Instance':
      return {
        resourceType: 'Instance',
        instanceDetails: { instanceId: resource.uid.split('/').at(-1), tags },
        accessKeyDetails,
      };
    case 'AWS::S3::Bucket':
      return {
        resourceType: 'S3Bucket',
        s3BucketDetails: [{ arn: resource.uid, name: resource.name, tags }],
        accessKeyDetails,
      };
    case 'AWS::EKS::Cluster':
      return { resourceType: 'EKSCluster', eksClusterDetails: { arn: resource.uid, name: resource.name, tags } };
    case 'AWS::Lambda::Function':
      return {
        resourceType: 'Lambda',
        lambdaDetails: { functionArn: resource.uid, functionName: resource.name, tags },
      };
    case 'AWS::RDS::DBInstance':
      return {
        resourceType: 'RDSDBInstance',
        rdsDbInstanceDetails: { dbInstanceArn: resource.uid, dbInstanceIdentifier: resource.name, tags },
      };
    default:
      return {
        resourceType: 'AccessKey',
        accessKeyDetails: accessKeyDetails ?? { userName: resource.name, userType },
      };
  }
}
