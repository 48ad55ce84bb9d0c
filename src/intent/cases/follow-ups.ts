/** Questions that lean on the turn before. */
import type { LabelledQuestion } from '../labelled.ts';
import { ask, days, since } from './label.ts';

const ec2 = { type: 'aws_service', value: 'Amazon EC2' } as const;
const spike = ['cost-explorer', 'cloudtrail', 'ec2', 'guardduty'] as const;

export const FOLLOW_UPS: LabelledQuestion[] = [
  ask(
    'and in eu-west-1?',
    'list',
    {
      services: ['iam'],
      subject: 'user',
      topics: ['mfa'],
      negated: true,
      entities: [{ type: 'region', value: 'eu-west-1' }],
    },
    {
      after: ['which users have no MFA?'],
    },
  ),
  ask(
    'what about staging?',
    'count',
    { services: ['s3'], subject: 'bucket', topics: ['public'], entities: [{ type: 'account', value: 'staging' }] },
    {
      after: ['how many buckets are public in production?'],
    },
  ),
  ask(
    'only the critical ones',
    'list',
    { subject: 'finding', states: ['open'], severities: ['critical'] },
    { after: ['show open findings'] },
  ),
  ask(
    'and the week before?',
    'cost',
    {
      services: ['cost-explorer'],
      subject: 'cost',
      topics: ['spend'],
      entities: [ec2],
      timeRange: days('2026-11-02', '2026-11-09'),
    },
    { after: ['how much did we spend on EC2 last week?'] },
  ),
  ask(
    'who owns it?',
    'lookup',
    {
      services: ['s3'],
      subject: 'bucket',
      topics: ['public', 'owner'],
      entities: [{ type: 'bucket', value: 'acme-customer-exports' }],
    },
    {
      after: ['is bucket acme-customer-exports public?'],
    },
  ),
  ask(
    'how do I fix it?',
    'remediate',
    {
      services: ['s3'],
      subject: 'bucket',
      topics: ['public'],
      entities: [{ type: 'bucket', value: 'acme-customer-exports' }],
    },
    {
      after: ['is bucket acme-customer-exports public?'],
    },
  ),
  ask(
    'why?',
    'explain',
    {
      services: ['s3'],
      subject: 'bucket',
      topics: ['public'],
      entities: [{ type: 'bucket', value: 'acme-customer-exports' }],
    },
    {
      after: ['is bucket acme-customer-exports public?'],
    },
  ),
  ask(
    'by account?',
    'cost',
    {
      services: ['cost-explorer'],
      subject: 'cost',
      topics: ['spend'],
      groupBy: ['account'],
      timeRange: days('2026-10-01', '2026-11-01'),
    },
    {
      after: ['how much did we spend last month?'],
    },
  ),
  ask(
    'break it down by service',
    'cost',
    {
      services: ['cost-explorer'],
      subject: 'cost',
      topics: ['spend'],
      groupBy: ['service'],
      timeRange: days('2026-10-01', '2026-11-01'),
    },
    {
      after: ['how much did we spend last month?'],
    },
  ),
  ask(
    'what about S3?',
    'cost',
    {
      services: ['cost-explorer'],
      subject: 'cost',
      topics: ['spend'],
      entities: [{ type: 'aws_service', value: 'Amazon S3' }],
      timeRange: days('2026-11-09', '2026-11-16'),
    },
    { after: ['how much did we spend on EC2 last week?'] },
  ),
  ask(
    'and roles?',
    'list',
    { services: ['iam'], subject: 'role', topics: ['admin'] },
    { after: ['which users are admins?'] },
  ),
  ask(
    'which of them have no MFA?',
    'list',
    { services: ['iam'], subject: 'user', topics: ['mfa', 'admin'], negated: true },
    { after: ['list admin users'] },
  ),
  ask(
    'how many of those are in production',
    'count',
    {
      services: ['s3'],
      subject: 'bucket',
      topics: ['encryption'],
      negated: true,
      entities: [{ type: 'account', value: 'production' }],
    },
    {
      after: ['which buckets are not encrypted?'],
    },
  ),
  ask(
    'compared to the month before?',
    'compare',
    {
      services: ['cost-explorer'],
      subject: 'cost',
      topics: ['spend'],
      timeRange: days('2026-10-01', '2026-11-01'),
      comparedWith: days('2026-09-01', '2026-10-01'),
    },
    { after: ['what did we spend last month?'] },
  ),
  ask('since Monday', 'change', { timeRange: since('2026-11-16') }, { after: ['what changed since yesterday?'] }),
  ask(
    'who launched them?',
    'lookup',
    { services: ['ec2', 'cloudtrail'], subject: 'instance', topics: ['gpu', 'launched'] },
    { after: ['show GPU instances'] },
  ),
  ask(
    'what do they cost',
    'cost',
    { services: ['ec2', 'cost-explorer'], subject: 'volume', topics: ['unattached', 'spend'] },
    { after: ['list unattached volumes'] },
  ),
  ask(
    'and in Ireland?',
    'posture',
    {
      services: ['guardduty'],
      subject: 'detector',
      topics: ['enabled'],
      entities: [{ type: 'region', value: 'eu-west-1' }],
    },
    {
      after: ['is guardduty enabled everywhere?'],
    },
  ),
  ask(
    'just the open ones in prod',
    'list',
    {
      services: ['guardduty'],
      subject: 'finding',
      topics: ['threat'],
      states: ['open'],
      entities: [{ type: 'account', value: 'production' }],
    },
    { after: ['show guardduty findings'] },
  ),
  ask(
    'who caused it?',
    'lookup',
    { services: [...spike], subject: 'cost', topics: ['spike'], timeRange: days('2026-11-17', '2026-11-18') },
    {
      after: ['why did our bill spike on Tuesday?'],
    },
  ),
  ask(
    'which users have no MFA?',
    'list',
    { services: ['iam'], subject: 'user', topics: ['mfa'], negated: true },
    { after: ['how much did we spend last week?'] },
  ),
  ask(
    'what is the fix?',
    'remediate',
    { services: ['ec2'], subject: 'security_group', topics: ['public', 'network'] },
    {
      after: ['which security groups are open to the internet?'],
    },
  ),
  ask(
    'and yesterday?',
    'cost',
    { services: ['cost-explorer'], subject: 'cost', topics: ['spend'], timeRange: days('2026-11-17', '2026-11-18') },
    {
      after: ['how much did we spend on Monday?', 'what can you do?'],
    },
  ),
];
