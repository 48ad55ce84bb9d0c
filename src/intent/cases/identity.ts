/** Users, roles, keys, root, passwords. */
import type { LabelledQuestion } from '../labelled.ts';
import { ask, days, since } from './label.ts';

export const IDENTITY: LabelledQuestion[] = [
  ask('how many users have no MFA in production', 'count', {
    services: ['iam'],
    subject: 'user',
    topics: ['mfa'],
    negated: true,
    entities: [{ type: 'account', value: 'production' }],
  }),
  ask('does svc-legacy-backup have mfa?', 'lookup', {
    services: ['iam'],
    subject: 'user',
    topics: ['mfa'],
    entities: [{ type: 'user', value: 'svc-legacy-backup' }],
  }),
  ask('tell me about user svc-legacy-backup', 'lookup', {
    services: ['iam'],
    subject: 'user',
    entities: [{ type: 'user', value: 'svc-legacy-backup' }],
  }),
  ask('access keys older than 90 days', 'list', { services: ['iam'], subject: 'access_key', topics: ['access_keys'] }),
  ask('which users have two active access keys', 'list', {
    services: ['iam'],
    subject: 'user',
    topics: ['access_keys'],
  }),
  ask("which access keys haven't been rotated in over a year?", 'list', {
    services: ['iam'],
    subject: 'access_key',
    topics: ['access_keys'],
    negated: true,
  }),
  ask('list unused access keys', 'list', {
    services: ['iam'],
    subject: 'access_key',
    topics: ['access_keys', 'inactive'],
  }),
  ask('what is AKIAIOSFODNN7EXAMPLE used for', 'lookup', {
    services: ['iam', 'cloudtrail'],
    subject: 'access_key',
    topics: ['access_keys', 'activity'],
    entities: [{ type: 'access_key', value: 'AKIAIOSFODNN7EXAMPLE' }],
  }),
  ask('is root protected with mfa?', 'posture', { services: ['iam'], subject: 'root', topics: ['mfa', 'root'] }),
  ask('does the root account have access keys', 'posture', {
    services: ['iam'],
    subject: 'root',
    topics: ['access_keys', 'root'],
  }),
  ask('does our password policy require 14 characters?', 'posture', {
    services: ['iam'],
    subject: 'policy',
    topics: ['password'],
  }),
  ask('which roles have admin rights', 'list', { services: ['iam'], subject: 'role', topics: ['admin'] }),
  ask('roles nobody has used in 6 months', 'list', {
    services: ['iam'],
    subject: 'role',
    topics: ['inactive'],
    negated: true,
  }),
  ask('inactive users in the staging account', 'list', {
    services: ['iam'],
    subject: 'user',
    topics: ['inactive'],
    entities: [{ type: 'account', value: 'staging' }],
  }),
  ask('how many dormant users do we have?', 'count', { services: ['iam'], subject: 'user', topics: ['inactive'] }),
  ask('who has full admin and no mfa', 'list', {
    services: ['iam'],
    subject: 'user',
    topics: ['mfa', 'admin'],
    negated: true,
  }),
  ask('which policies allow privilege escalation?', 'list', {
    services: ['iam'],
    subject: 'policy',
    topics: ['admin'],
  }),
  ask('what did alice do yesterday', 'lookup', {
    services: ['iam', 'cloudtrail'],
    subject: 'user',
    topics: ['activity'],
    entities: [{ type: 'user', value: 'alice' }],
    timeRange: days('2026-11-17', '2026-11-18'),
  }),
  ask('when did bob last log in?', 'lookup', {
    services: ['iam', 'cloudtrail'],
    subject: 'user',
    topics: ['login'],
    entities: [{ type: 'user', value: 'bob' }],
  }),
  ask('failed console logins in the past 24 hours', 'list', {
    services: ['cloudtrail'],
    subject: 'event',
    topics: ['login'],
    timeRange: { from: '2026-11-17T09:30:00.000Z', to: '2026-11-18T09:30:00.000Z' },
  }),
  ask('has anyone logged in as root this month?', 'lookup', {
    services: ['iam', 'cloudtrail'],
    subject: 'root',
    topics: ['login', 'root'],
    timeRange: since('2026-11-01'),
  }),
  ask('which users belong to the admins group', 'list', {
    services: ['iam'],
    subject: 'user',
    topics: ['admin', 'owner'],
  }),
  ask('why is it bad that a service user has AdministratorAccess', 'explain', {
    services: ['iam'],
    subject: 'user',
    topics: ['admin'],
  }),
  ask('how do I rotate an access key', 'remediate', {
    services: ['iam'],
    subject: 'access_key',
    topics: ['access_keys'],
  }),
  ask('iam_user_mfa_enabled_console_access failures', 'list', {
    services: ['iam'],
    subject: 'finding',
    topics: ['mfa'],
    entities: [{ type: 'check', value: 'iam_user_mfa_enabled_console_access' }],
  }),
  ask('details of arn:aws:iam::111122223333:user/svc-legacy-backup', 'lookup', {
    services: ['iam'],
    subject: 'user',
    entities: [{ type: 'arn', value: 'arn:aws:iam::111122223333:user/svc-legacy-backup' }],
  }),
];
