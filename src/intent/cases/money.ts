/** Spend, movement, waste. */
import type { LabelledQuestion } from '../labelled.ts';
import { ask, days, since } from './label.ts';

const spend = (more: object = {}) => ({
  services: ['cost-explorer' as const],
  subject: 'cost' as const,
  topics: ['spend' as const],
  ...more,
});
const billed = (value: string) => [{ type: 'aws_service' as const, value }];

export const MONEY: LabelledQuestion[] = [
  ask('how much did we spend last month', 'cost', spend({ timeRange: days('2026-10-01', '2026-11-01') })),
  ask("what's our AWS bill mtd", 'cost', spend({ timeRange: since('2026-11-01') })),
  ask(
    'S3 cost in october',
    'cost',
    spend({ timeRange: days('2026-10-01', '2026-11-01'), entities: billed('Amazon S3') }),
  ),
  ask(
    'what did RDS cost us in Q3?',
    'cost',
    spend({ timeRange: days('2026-07-01', '2026-10-01'), entities: billed('Amazon RDS') }),
  ),
  ask(
    'lambda spend by region last quarter',
    'cost',
    spend({
      timeRange: days('2026-07-01', '2026-10-01'),
      entities: billed('AWS Lambda'),
      groupBy: ['region'],
    }),
  ),
  ask(
    'show spend by service for the last 30 days',
    'cost',
    spend({ timeRange: since('2026-10-19'), groupBy: ['service'] }),
  ),
  ask('daily spend this month', 'trend', spend({ timeRange: since('2026-11-01'), groupBy: ['day'] })),
  ask(
    'how has our NAT gateway cost developed over the last 3 months',
    'trend',
    spend({ timeRange: since('2026-08-18'), entities: billed('NAT Gateway') }),
  ),
  ask('cost trend by week since september', 'trend', spend({ timeRange: since('2026-09-01'), groupBy: ['week'] })),
  ask('monthly bill for the last 6 months', 'trend', spend({ timeRange: since('2026-05-18'), groupBy: ['month'] })),
  ask('is spending going down', 'trend', spend()),
  ask('show me the S3 cost over time', 'trend', spend({ entities: billed('Amazon S3') })),
  ask('findings trend over the last month', 'trend', { subject: 'finding', timeRange: since('2026-10-18') }),
  ask('is our NAT data processing bill creeping up?', 'trend', spend({ entities: billed('NAT Gateway') })),
  ask('which service costs the most', 'rank', spend({ groupBy: ['service'] })),
  ask(
    'top 5 most expensive services last month',
    'rank',
    spend({ groupBy: ['service'], timeRange: days('2026-10-01', '2026-11-01') }),
  ),
  ask('which team spends the most', 'rank', spend({ groupBy: ['team'] })),
  ask('which instances cost the most?', 'rank', {
    services: ['ec2', 'cost-explorer'],
    subject: 'instance',
    topics: ['spend'],
  }),
  ask(
    'compare october and september spend',
    'compare',
    spend({
      timeRange: days('2026-10-01', '2026-11-01'),
      comparedWith: days('2026-09-01', '2026-10-01'),
    }),
  ),
  ask('is this month more expensive than last month?', 'compare', {
    services: ['cost-explorer'],
    subject: 'cost',
    topics: ['spend'],
    timeRange: since('2026-11-01'),
    comparedWith: days('2026-10-01', '2026-11-01'),
  }),
  ask(
    'are we spending more on S3 than in September',
    'compare',
    spend({
      entities: billed('Amazon S3'),
      timeRange: since('2026-11-01'),
      comparedWith: days('2026-09-01', '2026-10-01'),
    }),
  ),
  ask('why is our bill so high this week', 'explain', {
    services: ['cost-explorer', 'cloudtrail', 'ec2', 'guardduty'],
    subject: 'cost',
    topics: ['spike'],
    timeRange: since('2026-11-16'),
  }),
  ask('where can we save money', 'rank', {
    services: ['cost-explorer'],
    subject: 'cost',
    topics: ['savings'],
  }),
  ask('how can we reduce our EC2 costs?', 'remediate', {
    services: ['cost-explorer'],
    subject: 'cost',
    topics: ['savings'],
    entities: billed('Amazon EC2'),
  }),
  ask('what are we wasting money on', 'list', {
    services: ['ec2', 'cost-explorer'],
    subject: 'cost',
    topics: ['idle'],
  }),
  ask('how much would we save by deleting old snapshots', 'cost', {
    services: ['ec2', 'cost-explorer'],
    subject: 'snapshot',
    topics: ['savings'],
  }),
  ask(
    'cost of the staging account yesterday',
    'cost',
    spend({
      timeRange: days('2026-11-17', '2026-11-18'),
      entities: [{ type: 'account', value: 'staging' }],
    }),
  ),
  ask('spend between 1 and 7 november', 'cost', spend({ timeRange: days('2026-11-01', '2026-11-08') })),
  ask(
    'how much did 111122223333 cost in the week of 9 November',
    'cost',
    spend({
      timeRange: days('2026-11-09', '2026-11-16'),
      entities: [{ type: 'account', value: '111122223333' }],
    }),
  ),
];
