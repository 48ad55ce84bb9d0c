import { beforeAll, describe, expect, it } from 'vitest';
import type { Collected, Detection } from '../collectors/collector.ts';
import { evaluateCostRules } from '../collectors/cost-explorer/rules/registry.ts';
import { instanceTypePrice } from '../collectors/ec2/prices.ts';
import type { Ec2InstanceAttributes, IamUserAttributes } from '../collectors/inventory.ts';
import { ACCOUNT_UIDS, OUTSIDE_ACCOUNT_UID } from './accounts.ts';
import { evaluateDemo } from './apply.ts';
import { CI_ROLE, CI_SESSION, LEGACY_USER } from './cast.ts';
import { createClock, DAY, dayOf, HOUR, iso, startOfQuarter, weekEve } from './clock.ts';
import type { Clock } from './clock.ts';
import { buildEstate } from './estate.ts';
import { UNATTACHED_GIB } from './storage.ts';

// A Thursday, a Tuesday, a Monday morning, New Year.
const CLOCKS = ['2026-11-19T10:00:00Z', '2026-11-17T21:10:00Z', '2026-11-16T07:00:00Z', '2027-01-01T08:00:00Z'];

describe.each(CLOCKS)('the stories as the checks find them on %s', (instant) => {
  let clock: Clock;
  let collected: Collected[];
  let detections: Detection[];

  beforeAll(() => {
    const now = new Date(instant);
    clock = createClock(now);
    collected = buildEstate(now).snapshots.map(evaluateDemo);
    const costs = collected.flatMap((each) => each.costs);
    detections = [
      ...collected.flatMap((each) => each.detections),
      ...evaluateCostRules(costs, { asOf: iso(clock.at) }),
    ];
  });

  it('breaks no check', () => {
    const broken = outcomes().filter(({ outcome }) => outcome.evidence['errorName'] !== undefined);
    expect(broken.map(({ checkId }) => checkId)).toEqual([]);
    expect(new Set(failing().map(({ checkId }) => checkId)).size).toBeGreaterThanOrEqual(100);
  });

  it('GPU instances of the CI role in a new region made Tuesday dear', () => {
    const day = dayOf(clock.story.spikeDay);
    expect(new Date(day).getUTCDay()).toBe(2);
    expect(day < dayOf(clock.now)).toBe(true);

    const gpus = resources('AWS::EC2::Instance').filter(
      ({ attributes }) => (attributes as Ec2InstanceAttributes).isGpu,
    );
    expect(new Set(gpus.map(({ region }) => region))).toEqual(new Set(['ap-southeast-2']));
    expect(gpus).toHaveLength(7);
    const running = gpus.filter(({ attributes }) => (attributes as Ec2InstanceAttributes).state === 'running');
    expect(running.map(({ name }) => name)).toEqual(['ci-runner-04']);

    const launches = events('RunInstances').filter(
      ({ region, errorCode }) => region === 'ap-southeast-2' && errorCode === null,
    );
    expect(launches).toHaveLength(3);
    for (const launch of launches)
      expect(launch).toMatchObject({
        principalName: CI_ROLE,
        sessionName: CI_SESSION,
        sourceIpAddress: '203.0.113.77',
      });
    const launched = launches.flatMap((event) => event.resources.filter((id) => id.startsWith('i-')));
    expect(launched.toSorted()).toEqual(gpus.map(({ uid }) => uid.split('/')[1]!).toSorted());
    expect(events('AssumeRoleWithWebIdentity')[0]!.time < launches[0]!.time).toBe(true);

    const mining = found('CryptoCurrency:EC2/BitcoinTool.B!DNS');
    expect(gpus.map(({ uid }) => uid)).toContain(mining.resource.uid);
    expect(dayOf(Date.parse(mining.firstSeenTime))).toBe(day);
    expect(detections.filter(({ checkId }) => checkId === 'cloudtrail_event_unusual_instances').length).toBe(5);

    const line = costs('service_usage_type').find(
      (row) => row.day === day && row.xUsageType === 'APS2-BoxUsage:p4d.24xlarge',
    )!;
    const hours = (3 * (clock.story.gpusStopped - clock.story.p4dLaunched)) / HOUR;
    const hourlyUsd = instanceTypePrice('p4d.24xlarge', 'ap-southeast-2')!.monthlyUsd / 730;
    expect(line.consumedQuantity).toBeCloseTo(hours, 4);
    expect(line.billedCost).toBeCloseTo(hours * hourlyUsd, 2);
    const spike = found('cost_spike');
    expect(spike.evidence).toMatchObject({ days: [{ day }] });
    expect(spike.statusDetail).toContain('ap-southeast-2');
    expect(detections.map(({ checkId }) => checkId)).toContain('cost_new_region');
  });

  it('a service user with every right and no second factor has been silent for 187 days', () => {
    const uid = `arn:aws:iam::${ACCOUNT_UIDS.production}:user/${LEGACY_USER}`;
    expect(failuresOf(uid)).toEqual(
      expect.arrayContaining([
        'iam_user_administrator_access_policy',
        'iam_user_mfa_enabled_console_access',
        'iam_administrator_access_with_mfa',
        'iam_user_accesskey_unused',
        'iam_rotate_access_key_90_days',
      ]),
    );
    const user = user_(uid);
    expect(Math.floor((clock.at - Date.parse(user.lastActivityAt!)) / DAY)).toBe(187);
  });

  it('a bucket of customer data is public, and so are three others', () => {
    const open = failing().filter(({ checkId }) => checkId === 's3_bucket_public_access');
    expect(open.map(({ outcome }) => outcome.resource.name).toSorted()).toEqual([
      'larkfield-customer-exports',
      'larkfield-partner-feeds',
      'larkfield-shop-assets',
      'larkfield-staging-uploads',
    ]);
    expect(open[0]!.outcome.resource.tags).toMatchObject({
      'contains-pii': 'true',
      team: 'growth',
      owner: 'hana.kobayashi@larkfield.example',
    });
    const exposures = detections.filter(({ checkId }) => checkId === 'cloudtrail_event_bucket_exposed');
    expect(exposures.map(({ evidence }) => evidence['principalName'])).toContain('jonas.weber');
  });

  it('NAT data processing rises for weeks', () => {
    const rise = found('cost_sustained_rise');
    expect(rise.title).toContain('NatGateway-Bytes');
    expect(rise.evidence).toBeTruthy();
  });

  it('a named user stopped the trail of staging', () => {
    const stopped = found('cloudtrail_event_trail_stopped');
    expect(stopped.evidence).toMatchObject({ principalName: 'marcus.webb', action: 'StopLogging' });
    expect(stopped.accountUid).toBe(ACCOUNT_UIDS.staging);
    const posture = failing().filter(({ checkId }) => checkId === 'cloudtrail_multi_region_enabled');
    expect(new Set(posture.map(({ outcome }) => outcome.resource.name))).toEqual(new Set([ACCOUNT_UIDS.staging]));
  });

  it('terabytes of volumes are attached to nothing', () => {
    const waste = failing().filter(({ checkId }) => checkId === 'ec2_waste_unattached_volume');
    expect(waste).toHaveLength(35);
    expect(UNATTACHED_GIB).toBe(33_386);
    const monthlyUsd = waste.reduce((sum, { outcome }) => sum + (outcome.estimatedMonthlyCost ?? 0), 0);
    expect(monthlyUsd).toBeCloseTo(3931.1, 2);
  });

  it('one region refuses us, one read is old', () => {
    const refused = collected.find(
      (each) => each.collector === 'ec2' && each.accountUid === ACCOUNT_UIDS.staging && each.region === 'eu-west-1',
    )!;
    expect(new Set(refused.coverage.map(({ outcome }) => outcome))).toEqual(new Set(['denied']));
    expect(new Set(refused.outcomes.map(({ outcome }) => outcome.status))).toEqual(new Set(['warning']));
    expect(refused.resources).toEqual([]);
    const old = collected.find((each) => each.collector === 's3' && each.accountUid === ACCOUNT_UIDS.staging)!;
    expect(clock.now - Date.parse(old.collectedAt)).toBeGreaterThan(8 * DAY);
    const others = collected.filter((each) => each !== old);
    expect(others.every((each) => clock.now - Date.parse(each.collectedAt) < 10 * 60_000)).toBe(true);
  });

  it('some administrators signed in this quarter, some did not', () => {
    const quarter = startOfQuarter(clock.now);
    const people = resources('AWS::IAM::User').filter(({ attributes }) => {
      const { isAdmin, passwordEnabled } = attributes as IamUserAttributes;
      return isAdmin === true && passwordEnabled === true;
    });
    const isSilent = (user: IamUserAttributes) =>
      user.passwordLastUsed === null || Date.parse(user.passwordLastUsed) < quarter;
    const silent = people.filter(({ attributes }) => isSilent(attributes as IamUserAttributes));
    expect(silent.map(({ name }) => name).toSorted()).toEqual(
      expect.arrayContaining(['break-glass-admin', 'break-glass-security', 'oliver.grant', LEGACY_USER, 'yuki.tanaka']),
    );
    const active = people.filter((each) => !silent.includes(each)).map(({ name }) => name);
    expect(active).toEqual(expect.arrayContaining(['priya.raman', 'noor.haddad', 'elena.petrova', 'rashid.karimi']));
  });

  it('this week a snapshot left the house and a database was opened, each by a named person', () => {
    const shared = found('cloudtrail_event_snapshot_shared');
    expect(shared.evidence).toMatchObject({ principalName: 'diego.herrera', sharedWith: [OUTSIDE_ACCOUNT_UID] });
    const opened = detections.filter(({ checkId }) => checkId === 'cloudtrail_event_security_group_opened');
    expect(opened.map(({ evidence }) => evidence['principalName'])).toContain('tomas.lindqvist');
    for (const detection of [shared, opened.find(({ region }) => region === 'eu-west-1')!])
      expect(Date.parse(detection.firstSeenTime)).toBeGreaterThan(weekEve(clock.now));
    const exposed = failing().filter(({ checkId }) => checkId === 'ec2_instance_port_postgresql_exposed_to_internet');
    expect(exposed.map(({ outcome }) => outcome.resource.name)).toEqual(['orders-replica-eu-01']);
  });

  it('GuardDuty is missing in one region and suspended in another', () => {
    const off = failing().filter(({ checkId }) => checkId === 'guardduty_is_enabled');
    expect(off.map(({ outcome }) => outcome.resource.region).toSorted()).toEqual(['ap-southeast-2', 'us-west-2']);
  });

  const outcomes = () => collected.flatMap((each) => each.outcomes);
  const failing = () => outcomes().filter(({ outcome }) => outcome.status === 'fail');
  const failuresOf = (uid: string) =>
    failing().flatMap(({ checkId, outcome }) => (outcome.resource.uid === uid ? [checkId] : []));
  const resources = (type: string) => collected.flatMap((each) => each.resources.filter((row) => row.type === type));
  const user_ = (uid: string) =>
    resources('AWS::IAM::User').find((row) => row.uid === uid)!.attributes as IamUserAttributes;
  const events = (name: string) => collected.flatMap((each) => each.events.filter((event) => event.name === name));
  const costs = (view: string) => collected.flatMap((each) => each.costs.filter(({ xView }) => xView === view));
  const found = (checkId: string): Detection => {
    const hits = detections.filter((each) => each.checkId === checkId);
    expect(hits.map((each) => each.checkId)).toEqual([checkId]);
    return hits[0]!;
  };
});
