import { expect, it } from 'vitest';
import { limitToServices } from './limit-services.ts';
import type { FactCall } from './registry.ts';

const calls: FactCall[] = [
  { name: 'resources', parameters: { type: 'AWS::S3::Bucket' } },
  { name: 'findings', parameters: {} },
  { name: 'findings', parameters: { services: ['s3', 'iam'] } },
  {
    name: 'cost_total',
    parameters: { services: ['Amazon S3'], from: '2026-05-01T00:00:00Z', to: '2026-05-08T00:00:00Z' },
  },
  { name: 'iam_users', parameters: {} },
];

it('limits nothing when no service is named', () => {
  expect(limitToServices(calls, [])).toEqual(calls);
});

it('narrows what can be narrowed and leaves out what rests on other services', () => {
  expect(limitToServices(calls, ['s3', 'ec2'])).toEqual([
    calls[0],
    { name: 'findings', parameters: { services: ['s3', 'ec2'] } },
    { name: 'findings', parameters: { services: ['s3'] } },
  ]);
  expect(limitToServices(calls, ['cost-explorer'])).toEqual([
    { name: 'findings', parameters: { services: ['cost-explorer'] } },
    calls[3],
  ]);
  expect(limitToServices(calls, ['floogle'])).toEqual([{ name: 'findings', parameters: { services: ['floogle'] } }]);
});
