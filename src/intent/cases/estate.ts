/** Buckets, instances, networks, images, trails, GuardDuty. */
import type { LabelledQuestion } from '../labelled.ts';
import { ask, days, since } from './label.ts';

export const ESTATE: LabelledQuestion[] = [
  ask('which buckets are not encrypted?', 'list', {
    services: ['s3'],
    subject: 'bucket',
    topics: ['encryption'],
    negated: true,
  }),
  ask('is every bucket encrypted', 'posture', { services: ['s3'], subject: 'bucket', topics: ['encryption'] }),
  ask('buckets without versioning in Frankfurt', 'list', {
    services: ['s3'],
    subject: 'bucket',
    topics: ['versioning'],
    negated: true,
    entities: [{ type: 'region', value: 'eu-central-1' }],
  }),
  ask('is bucket acme-customer-exports public?', 'lookup', {
    services: ['s3'],
    subject: 'bucket',
    topics: ['public'],
    entities: [{ type: 'bucket', value: 'acme-customer-exports' }],
  }),
  ask('who owns the acme-customer-exports bucket', 'lookup', {
    services: ['s3'],
    subject: 'bucket',
    topics: ['owner'],
    entities: [{ type: 'bucket', value: 'acme-customer-exports' }],
  }),
  ask('why is `acme-customer-exports` public', 'explain', {
    services: ['s3'],
    subject: 'bucket',
    topics: ['public'],
    entities: [{ type: 'bucket', value: 'acme-customer-exports' }],
  }),
  ask('which buckets have no lifecycle rules or access logging', 'list', {
    services: ['s3'],
    subject: 'bucket',
    topics: ['logging', 'lifecycle'],
    negated: true,
  }),
  ask('security groups open to the internet on port 22', 'list', {
    services: ['ec2'],
    subject: 'security_group',
    topics: ['public', 'network'],
  }),
  ask('which SGs allow ssh from anywhere?', 'list', {
    services: ['ec2'],
    subject: 'security_group',
    topics: ['public', 'network'],
  }),
  ask('tell me about sg-0a1b2c3d4e5f', 'lookup', {
    services: ['ec2'],
    subject: 'security_group',
    topics: ['network'],
    entities: [{ type: 'security_group', value: 'sg-0a1b2c3d4e5f' }],
  }),
  ask('who stopped i-0abc123def4567890', 'lookup', {
    services: ['ec2', 'cloudtrail'],
    subject: 'instance',
    topics: ['deleted'],
    entities: [{ type: 'instance', value: 'i-0abc123def4567890' }],
  }),
  ask('instances still on IMDSv1', 'list', { services: ['ec2'], subject: 'instance', topics: ['imds'] }),
  ask('how many t3.micro instances are running in us-east-1', 'count', {
    services: ['ec2'],
    subject: 'instance',
    entities: [
      { type: 'instance_type', value: 't3.micro' },
      { type: 'region', value: 'us-east-1' },
    ],
  }),
  ask('how many instances do we have per region and account', 'count', {
    services: ['ec2'],
    subject: 'instance',
    groupBy: ['region', 'account'],
  }),
  ask('any public snapshots?', 'list', { services: ['ec2'], subject: 'snapshot', topics: ['public'] }),
  ask('which snapshots are shared with other accounts', 'list', {
    services: ['ec2'],
    subject: 'snapshot',
    topics: ['sharing'],
  }),
  ask('unassociated elastic IPs', 'list', { services: ['ec2'], subject: 'address', topics: ['unattached'] }),
  ask('are our AMIs public?', 'list', { services: ['ec2'], subject: 'image', topics: ['public'] }),
  ask('idle instances owned by the payments team', 'list', {
    services: ['ec2'],
    subject: 'instance',
    topics: ['idle', 'owner'],
    entities: [{ type: 'tag', value: 'team:payments' }],
  }),
  ask('resources tagged team:payments', 'list', { entities: [{ type: 'tag', value: 'team:payments' }] }),
  ask('what is exposed to the internet in prod', 'list', {
    services: ['s3', 'ec2'],
    topics: ['public'],
    entities: [{ type: 'account', value: 'production' }],
  }),
  ask('what is IMDSv1 and why does it matter?', 'explain', {
    services: ['ec2'],
    subject: 'instance',
    topics: ['imds'],
  }),
  ask('is CloudTrail logging in every region', 'posture', {
    services: ['cloudtrail'],
    subject: 'trail',
    topics: ['logging', 'enabled'],
  }),
  ask('which trails are not logging?', 'list', {
    services: ['cloudtrail'],
    subject: 'trail',
    topics: ['logging'],
    negated: true,
  }),
  ask('who stopped the trail', 'lookup', {
    services: ['cloudtrail'],
    subject: 'trail',
    topics: ['logging', 'deleted'],
  }),
  ask('when was the org trail turned off', 'lookup', {
    services: ['cloudtrail'],
    subject: 'trail',
    topics: ['logging', 'deleted'],
  }),
  ask('GuardDuty findings from last week', 'list', {
    services: ['guardduty'],
    subject: 'finding',
    topics: ['threat'],
    timeRange: days('2026-11-09', '2026-11-16'),
  }),
  ask('is anybody mining crypto in our accounts?', 'list', { services: ['guardduty'], topics: ['threat'] }),
  ask('show critical guardduty alerts', 'list', {
    services: ['guardduty'],
    subject: 'finding',
    topics: ['threat'],
    severities: ['critical'],
  }),
  ask('open critical and high findings by account', 'list', {
    subject: 'finding',
    severities: ['critical', 'high'],
    states: ['open'],
    groupBy: ['account'],
  }),
  ask('how many high or critical findings are open', 'count', {
    subject: 'finding',
    severities: ['high', 'critical'],
    states: ['open'],
  }),
  ask('findings of medium severity and above', 'list', {
    subject: 'finding',
    severities: ['medium', 'high', 'critical', 'fatal'],
  }),
  ask('count findings per severity', 'count', { subject: 'finding', groupBy: ['severity'] }),
  ask('which findings were reopened this month?', 'change', {
    subject: 'finding',
    states: ['reopened'],
    timeRange: since('2026-11-01'),
  }),
  ask('new critical findings since yesterday', 'change', {
    subject: 'finding',
    severities: ['critical'],
    timeRange: since('2026-11-17'),
  }),
  ask('show suppressed findings', 'list', { subject: 'finding', states: ['suppressed'] }),
  ask('tell me more about F-3k7q', 'lookup', {
    subject: 'finding',
    entities: [{ type: 'finding_label', value: 'F-3k7q' }],
  }),
  ask('how fresh is your data?', 'posture', { subject: 'collector', topics: ['freshness'] }),
  ask('which collectors are stale', 'posture', { subject: 'collector', topics: ['freshness'], states: ['stale'] }),
  ask('when did you last read S3?', 'posture', { services: ['s3'], topics: ['freshness'], subject: 'bucket' }),
  ask('are we CIS compliant', 'posture', { topics: ['compliance'] }),
  ask('which CIS controls are failing?', 'list', { topics: ['compliance'] }),
  ask('how secure are we', 'posture', { topics: ['risk'] }),
  ask('give me an overview of our security posture', 'posture', { topics: ['risk'] }),
  ask('compare production and staging', 'compare', {
    entities: [
      { type: 'account', value: 'production' },
      { type: 'account', value: 'staging' },
    ],
  }),
  ask('buckets and users that changed hands', 'list', { services: ['iam', 's3'], subject: 'bucket' }),
];
