import {
  DescribeOrganizationConfigurationCommand,
  GetAdministratorAccountCommand,
  GetDetectorCommand,
  GetFindingsCommand,
  GuardDutyClient,
  ListDetectorsCommand,
  ListFindingsCommand,
  ListMembersCommand,
  ListOrganizationAdminAccountsCommand,
  type Condition,
  type GetDetectorCommandOutput,
} from '@aws-sdk/client-guardduty';
import type { ReadContext } from '../collector.ts';
import type { FailedRead, Read } from '../coverage.ts';
import { createRecorder, readApi, readPages, type CoverageRecorder, type ListRead } from '../read-result.ts';
import type { Session } from '../session.ts';
import { GUARDDUTY_APIS as API } from './apis.ts';
import { normaliseFinding } from './normalise.ts';
import type { GuardDutyDetector, GuardDutyFinding, GuardDutySnapshot } from './snapshot.ts';

/** GuardDuty's own limit for ListFindings and GetFindings. */
const PAGE = 50;

/** Findings may become visible a little after their `updatedAt`. */
const OVERLAP_MS = 15 * 60_000;

/** Reads one region. Never throws: each failed call is in the snapshot, and in its coverage. */
export async function readGuardDuty(session: Session, context: ReadContext): Promise<GuardDutySnapshot> {
  const { region, accountUid, collectedAt, signal, onProgress } = context;
  const recorder = createRecorder({ product: 'guardduty', accountUid, region, signal, onProgress });
  const client = session.client(GuardDutyClient, region);
  const detector = await readDetector(client, recorder, { partition: session.partition, region, accountUid });
  const organization = readOrganization(client, recorder, detector);
  const feed = await readFeed(client, recorder, detector, context);
  return {
    accountUid,
    partition: session.partition,
    region,
    collectedAt,
    detector,
    ...(await organization),
    ...feed,
    coverage: recorder.entries(),
  };
}

async function readDetector(
  client: GuardDutyClient,
  recorder: CoverageRecorder,
  place: { partition: string; region: string; accountUid: string },
): Promise<Read<GuardDutyDetector | null>> {
  const listing = await readPages(
    recorder,
    API.listDetectors,
    (NextToken, abortSignal) => client.send(new ListDetectorsCommand({ NextToken, MaxResults: PAGE }), { abortSignal }),
    (page) => ({ items: page.DetectorIds ?? [], next: page.NextToken }),
  );
  if (listing.failure) return listing.failure;
  const id = listing.items[0];
  if (id === undefined) {
    // Nothing to get is an answer too: only both calls together prove that a detector is gone.
    recorder.record({ ...API.getDetector, items: 0, startedAt: new Date().toISOString(), failure: null });
    return { ok: true, value: null };
  }
  const answer = await readApi(recorder, API.getDetector, (abortSignal) =>
    client.send(new GetDetectorCommand({ DetectorId: id }), { abortSignal }),
  );
  return answer.ok ? { ok: true, value: detectorOf(id, answer.value, place) } : answer;
}

function detectorOf(
  id: string,
  answer: GetDetectorCommandOutput,
  { partition, region, accountUid }: { partition: string; region: string; accountUid: string },
): GuardDutyDetector {
  const features = answer.Features ?? [];
  return {
    id,
    arn: `arn:${partition}:guardduty:${region}:${accountUid}:detector/${id}`,
    enabled: answer.Status === 'ENABLED',
    findingPublishingFrequency: answer.FindingPublishingFrequency ?? null,
    features: Object.fromEntries(features.map(({ Name, Status }) => [Name ?? 'unknown', Status === 'ENABLED'])),
    featureSettings: Object.fromEntries(
      features.flatMap(({ Name, AdditionalConfiguration = [] }) =>
        AdditionalConfiguration.map((setting) => [`${Name}/${setting.Name}`, setting.Status === 'ENABLED']),
      ),
    ),
    createdAt: answer.CreatedAt ?? null,
    updatedAt: answer.UpdatedAt ?? null,
    tags: answer.Tags ?? {},
  };
}

type Organization = Pick<
  GuardDutySnapshot,
  'administrator' | 'members' | 'organizationAdmins' | 'organizationConfiguration'
>;

/**
 * Who manages whom. An account that is not the management account, or not the administrator, gets BadRequestException
 * for the organisation's calls: that is an answer (null), not a failure.
 */
async function readOrganization(
  client: GuardDutyClient,
  recorder: CoverageRecorder,
  detector: Read<GuardDutyDetector | null>,
): Promise<Organization> {
  const DetectorId = detector.ok ? detector.value?.id : undefined;
  const notAllowed = ['BadRequestException'];
  const admins = await readApi(
    recorder,
    { ...API.organizationAdmins, notConfigured: notAllowed },
    async (abortSignal) => {
      const answer = await client.send(new ListOrganizationAdminAccountsCommand({ MaxResults: PAGE }), { abortSignal });
      return (answer.AdminAccounts ?? []).map(({ AdminAccountId, AdminStatus }) => ({
        accountUid: AdminAccountId ?? 'unknown',
        status: AdminStatus ?? 'unknown',
      }));
    },
  );
  if (DetectorId === undefined)
    return {
      administrator: { ok: true, value: null },
      members: { ok: true, value: [] },
      organizationAdmins: admins,
      organizationConfiguration: { ok: true, value: null },
    };
  const administrator = await readApi(recorder, API.administrator, async (abortSignal) => {
    const { Administrator } = await client.send(new GetAdministratorAccountCommand({ DetectorId }), { abortSignal });
    if (!Administrator?.AccountId) return null;
    return {
      accountUid: Administrator.AccountId,
      relationshipStatus: Administrator.RelationshipStatus ?? 'unknown',
    };
  });
  const members = await readPages(
    recorder,
    API.members,
    (NextToken, abortSignal) =>
      client.send(new ListMembersCommand({ DetectorId, NextToken, MaxResults: PAGE }), { abortSignal }),
    (page) => ({
      items: (page.Members ?? []).map(({ AccountId, RelationshipStatus }) => ({
        accountUid: AccountId ?? 'unknown',
        relationshipStatus: RelationshipStatus ?? 'unknown',
      })),
      next: page.NextToken,
    }),
  );
  const organizationConfiguration = await readApi(
    recorder,
    { ...API.organizationConfiguration, notConfigured: notAllowed },
    async (abortSignal) => {
      const answer = await client.send(new DescribeOrganizationConfigurationCommand({ DetectorId }), { abortSignal });
      return {
        autoEnableMembers: answer.AutoEnableOrganizationMembers ?? (answer.AutoEnable ? 'NEW' : 'NONE'),
        memberLimitReached: answer.MemberAccountLimitReached ?? false,
      };
    },
  );
  return { administrator, members: asRead(members), organizationAdmins: admins, organizationConfiguration };
}

type Feed = Pick<GuardDutySnapshot, 'findings' | 'highSeverityFindingIds' | 'watermark'>;

async function readFeed(
  client: GuardDutyClient,
  recorder: CoverageRecorder,
  detector: Read<GuardDutyDetector | null>,
  { cursor, collectedAt }: ReadContext,
): Promise<Feed> {
  const before = cursor?.['updatedAt'] ?? null;
  if (!detector.ok) return { findings: detector, highSeverityFindingIds: detector, watermark: before };
  if (detector.value === null) {
    const failure = notEnabled(recorder);
    return { findings: failure, highSeverityFindingIds: failure, watermark: before };
  }
  const { id } = detector.value;
  const current: Record<string, Condition> = { 'service.archived': { Equals: ['false'] } };
  // Archived findings too: that is how one learns that a finding was archived.
  const changed: Record<string, Condition> = before
    ? { updatedAt: { GreaterThanOrEqual: Date.parse(before) - OVERLAP_MS } }
    : {};
  const ids = await listFindings(client, recorder, id, changed);
  const high = await listFindings(client, recorder, id, { ...current, severity: { GreaterThanOrEqual: 7 } });
  const { findings, failure } = await getFindings(client, recorder, id, ids.items);
  const unfinished = ids.failure ?? failure;
  return {
    findings: unfinished !== null && findings.length === 0 ? unfinished : { ok: true, value: findings },
    highSeverityFindingIds: asRead(high),
    // After a feed that ended early, the next read must begin where this one did.
    watermark: unfinished === null ? newest(findings, before, collectedAt) : before,
  };
}

/** Ids in order of `updatedAt`, so that pages do not shift while new findings arrive. */
function listFindings(
  client: GuardDutyClient,
  recorder: CoverageRecorder,
  DetectorId: string,
  criterion: Record<string, Condition>,
): Promise<ListRead<string>> {
  return readPages(
    recorder,
    API.listFindings,
    (NextToken, abortSignal) =>
      client.send(
        new ListFindingsCommand({
          DetectorId,
          NextToken,
          MaxResults: PAGE,
          FindingCriteria: { Criterion: criterion },
          SortCriteria: { AttributeName: 'updatedAt', OrderBy: 'ASC' },
        }),
        { abortSignal },
      ),
    (page) => ({ items: page.FindingIds ?? [], next: page.NextToken }),
  );
}

/** Whole findings, 50 at a time; a batch that failed leaves the others as they are. */
async function getFindings(
  client: GuardDutyClient,
  recorder: CoverageRecorder,
  DetectorId: string,
  ids: string[],
): Promise<{ findings: GuardDutyFinding[]; failure: FailedRead | null }> {
  const findings: GuardDutyFinding[] = [];
  let failure: FailedRead | null = null;
  for (let start = 0; start < ids.length; start += PAGE) {
    const FindingIds = ids.slice(start, start + PAGE);
    const read = await readApi(recorder, API.getFindings, async (abortSignal) => {
      const answer = await client.send(new GetFindingsCommand({ DetectorId, FindingIds }), { abortSignal });
      return (answer.Findings ?? []).map(normaliseFinding);
    });
    if (!read.ok) failure = read;
    else
      for (const normalised of read.value)
        if (normalised.ok) findings.push(normalised.finding);
        else recorder.refuse(API.getFindings.api, normalised.reason);
  }
  return { findings, failure };
}

function newest(findings: GuardDutyFinding[], before: string | null, collectedAt: string): string {
  // A finding dated in the future must not push the watermark past what is still to come.
  const latest = findings.reduce((time, { updatedAt }) => (updatedAt > time ? updatedAt : time), before ?? '');
  return latest === '' || latest > collectedAt ? collectedAt : latest;
}

/** Recorded, so that coverage says "not enabled" of the findings rather than nothing at all. */
function notEnabled(recorder: CoverageRecorder): FailedRead {
  const { api, permission } = API.listFindings;
  const failure: FailedRead = {
    ok: false,
    api,
    outcome: 'not_enabled',
    errorCode: 'NoDetector',
    detail: `${api} has nothing to read: GuardDuty is not enabled in ${recorder.region}.`,
  };
  recorder.record({ api, permission, items: 0, startedAt: new Date().toISOString(), failure });
  return failure;
}

function asRead<Item>({ items, failure }: ListRead<Item>): Read<Item[]> {
  return failure ?? { ok: true, value: items };
}
