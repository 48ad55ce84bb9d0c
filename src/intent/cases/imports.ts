/** Questions over imported CloudTrail logs and FOCUS bills. */
import type { LabelledQuestion } from '../labelled.ts';
import { ask, days } from './label.ts';

export const IMPORTS: LabelledQuestion[] = [
  ask('who were the busiest principals and from which addresses', 'rank', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['activity'],
    groupBy: ['principal', 'address'],
  }),
  ask('which identities made the most API calls?', 'rank', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['activity'],
    groupBy: ['principal'],
  }),
  ask('top 10 callers and their source IPs', 'rank', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['activity'],
    groupBy: ['principal', 'address'],
  }),
  ask('who was most active on 10 July 2023', 'rank', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['activity'],
    groupBy: ['principal'],
    timeRange: days('2023-07-10', '2023-07-11'),
  }),
  ask('activity by principal', 'list', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['activity'],
    groupBy: ['principal'],
  }),

  ask('which calls were denied or throttled, and to whom', 'list', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['denied', 'throttled'],
    groupBy: ['principal'],
  }),
  ask('who got AccessDenied?', 'list', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['denied'],
    groupBy: ['principal'],
  }),
  ask('how many api calls were throttled', 'count', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['throttled'],
  }),
  ask('show me refused calls by event name', 'list', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['denied'],
    groupBy: ['event_name'],
  }),
  ask('any unauthorized requests from 45.83.64.11?', 'list', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['denied'],
    entities: [{ type: 'address', value: '45.83.64.11' }],
  }),

  ask('did anyone stop logging, open a security group or share a snapshot', 'lookup', {
    services: ['cloudtrail', 'ec2'],
    subject: 'event',
    topics: ['logging', 'network', 'sharing', 'deleted'],
  }),
  ask('did anybody turn off cloudtrail?', 'lookup', {
    services: ['cloudtrail'],
    subject: 'trail',
    topics: ['deleted'],
  }),
  ask('who opened a security group to the internet', 'lookup', {
    services: ['cloudtrail', 'ec2'],
    subject: 'security_group',
    topics: ['public', 'network'],
  }),
  ask('has someone shared a snapshot with another account?', 'lookup', {
    services: ['cloudtrail', 'ec2'],
    subject: 'snapshot',
    topics: ['sharing'],
  }),
  ask('who called StopLogging', 'lookup', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['deleted', 'logging'],
    entities: [{ type: 'event_name', value: 'StopLogging' }],
  }),

  ask('what did each sub-account spend, by service', 'cost', {
    services: ['cost-explorer'],
    subject: 'cost',
    topics: ['spend'],
    groupBy: ['account', 'service'],
  }),
  ask('spend per account and service in September 2024', 'cost', {
    services: ['cost-explorer'],
    subject: 'cost',
    topics: ['spend'],
    groupBy: ['account', 'service'],
    timeRange: days('2024-09-01', '2024-10-01'),
  }),
  ask('break down the bill by sub account', 'cost', {
    services: ['cost-explorer'],
    subject: 'cost',
    topics: ['spend'],
    groupBy: ['account'],
  }),
  ask('which sub-account cost the most?', 'rank', {
    services: ['cost-explorer'],
    subject: 'account',
    topics: ['spend'],
    groupBy: ['account'],
  }),
  ask('how much did Atlas Nimbus spend', 'cost', { services: ['cost-explorer'], subject: 'cost', topics: ['spend'] }),
];
