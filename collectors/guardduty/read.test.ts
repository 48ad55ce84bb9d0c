import { describe, expect, it } from 'vitest';
import { collectFrom, faultRow, type CollectOptions } from '../../src/test/aws/fault-table.ts';
import { NOW, REGION, detector, finding, guardDutyEstate } from '../../src/test/aws/guardduty-estate.ts';
import { guardDutyStandIn } from '../../src/test/aws/guardduty.ts';
import { GUARDDUTY_APIS } from './apis.ts';
import { guarddutyCollector } from './collector.ts';
import type { GuardDutySnapshot } from './snapshot.ts';

const FINDINGS = Array.from({ length: 5 }, (_, index) =>
  finding({
    id: `f000${index}`,
    severity: index + 4,
    updatedAt: `2026-03-0${index + 1}T12:00:00.000Z`,
    resource: { ...finding().resource, name: `"<b>${index}</b>" 🚀`, tags: { Name: `"<b>${index}</b>" 🚀` } },
  }),
);

const ESTATE = guardDutyEstate({
  administrator: { ok: true, value: null },
  members: { ok: true, value: ['1', '2', '3'].map((accountUid) => ({ accountUid, relationshipStatus: 'Enabled' })) },
  organizationConfiguration: { ok: true, value: { autoEnableMembers: 'ALL', memberLimitReached: false } },
  findings: { ok: true, value: FINDINGS },
  highSeverityFindingIds: { ok: true, value: ['f0003', 'f0004'] },
  watermark: '2026-03-05T12:00:00.000Z',
});

function run(options: Partial<CollectOptions<GuardDutySnapshot>> = {}, estate: GuardDutySnapshot = ESTATE) {
  return collectFrom({
    collector: guarddutyCollector,
    services: [guardDutyStandIn({ estates: [estate], maxPageSize: 2 })],
    region: REGION,
    collectedAt: NOW,
    ...options,
  });
}

describe('reading GuardDuty', () => {
  it('reads back the region it is served, page by page', async () => {
    const { snapshot } = await run();
    const { coverage, ...rest } = snapshot;
    const { coverage: _, ...served } = ESTATE;
    expect(rest).toEqual(served);
    expect(coverage.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
    expect([...new Set(coverage.map(({ api }) => api))].toSorted()).toEqual(
      Object.values(GUARDDUTY_APIS)
        .map(({ api }) => api)
        .toSorted(),
    );
  });

  it('a region without a detector is off: findings are not enabled, not none', async () => {
    const { snapshot, cursor } = await run(
      {},
      guardDutyEstate({ detector: { ok: true, value: null }, organizationAdmins: { ok: true, value: null } }),
    );
    expect(snapshot.detector).toEqual({ ok: true, value: null });
    expect(snapshot.findings).toMatchObject({ ok: false, outcome: 'not_enabled' });
    expect(snapshot.coverage.find(({ api }) => api === 'guardduty:ListFindings')).toMatchObject({
      outcome: 'not_enabled',
    });
    expect(cursor).toBeNull();
  });

  it('reads on from the watermark, archived ones too, and the open high ones whatever their age', async () => {
    const archived = finding({ id: 'f0009', archived: true, severity: 8, updatedAt: '2026-03-06T00:00:00.000Z' });
    const estate = { ...ESTATE, findings: { ok: true as const, value: [...FINDINGS, archived] } };
    const first = await run({}, estate);
    expect(first.detections.map(({ key }) => key)).toContain('f0009');
    const second = await run({ cursor: { updatedAt: '2026-03-05T12:00:00.000Z' } }, estate);
    expect(second.detections.map(({ key, status }) => [key, status])).toEqual([
      ['f0004', 'new'],
      ['f0009', 'archived'],
    ]);
    expect(second.snapshot.highSeverityFindingIds).toEqual({ ok: true, value: ['f0003', 'f0004'] });
    expect(second.cursor).toEqual({ updatedAt: '2026-03-06T00:00:00.000Z' });
  });

  it('a finding from the future does not push the watermark past what is still to come', async () => {
    const late = finding({ updatedAt: '2099-01-01T00:00:00.000Z' });
    const { cursor } = await run({}, { ...ESTATE, findings: { ok: true, value: [late] } });
    expect(cursor).toEqual({ updatedAt: NOW });
  });

  it.each([
    ['ListFindings', true],
    ['GetFindings', false],
  ])('the watermark stays where it was when %s failed', async (operation, afterFirstPage) => {
    const cursor = { updatedAt: '2026-03-01T00:00:00.000Z' };
    const broken = await run({ cursor, faults: [{ kind: 'server_error', operation, afterFirstPage }] });
    expect(broken.cursor).toEqual(cursor);
  });
});

const OPERATIONS = [
  { api: 'guardduty:ListDetectors', operation: 'ListDetectors' },
  { api: 'guardduty:GetDetector', operation: 'GetDetector' },
  { api: 'guardduty:GetAdministratorAccount', operation: 'GetAdministratorAccount' },
  { api: 'guardduty:ListMembers', operation: 'ListMembers', paged: true },
  { api: 'guardduty:ListOrganizationAdminAccounts', operation: 'ListOrganizationAdminAccounts' },
  { api: 'guardduty:DescribeOrganizationConfiguration', operation: 'DescribeOrganizationConfiguration' },
  { api: 'guardduty:ListFindings', operation: 'ListFindings', paged: true },
  { api: 'guardduty:GetFindings', operation: 'GetFindings' },
];

describe('the fault table of GuardDuty', () => {
  const suspended = { ...ESTATE, detector: { ok: true as const, value: detector({ enabled: false }) } };

  it.each(OPERATIONS)('$api', async (row) => {
    expect(await faultRow(guarddutyCollector, row, (faults) => run({ faults }))).toEqual([]);
    expect(await faultRow(guarddutyCollector, row, (faults) => run({ faults }, suspended))).toEqual([]);
  });

  it('a call that hangs ends by its time-out', async () => {
    const { coverage } = await run({ requestMs: 1_500, faults: [{ kind: 'hang', operation: 'ListMembers' }] });
    expect(coverage.find(({ api }) => api === 'guardduty:ListMembers')).toMatchObject({ outcome: 'error' });
    expect(coverage.find(({ api }) => api === 'guardduty:GetFindings')).toMatchObject({ outcome: 'ok' });
  });
});
