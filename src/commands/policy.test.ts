import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readOnlyPolicy } from '../../collectors/policy.ts';
import { readConfig } from '../config.ts';
import { operatorPolicy } from './policy.ts';

const bySid = (environment: Record<string, string>) =>
  Object.fromEntries(operatorPolicy(readConfig(environment)).Statement.map((one) => [one.Sid, one]));

it('names exactly the configured profile, its model, and Titan', () => {
  const { Models } = bySid({
    LLM_CHAIN: 'bedrock,groq,composer',
    BEDROCK_MODEL_ID: 'eu.anthropic.claude-sonnet-5-5',
    AWS_REGION: 'eu-west-1',
  });
  expect(Models).toMatchObject({
    Action: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
    Resource: [
      'arn:aws:bedrock:eu-west-1:<account Assay runs in>:inference-profile/eu.anthropic.claude-sonnet-5-5',
      'arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-5-5',
      'arn:aws:bedrock:eu-west-1::foundation-model/amazon.titan-embed-text-v2:0',
    ],
  });
});

it('takes an ARN as it is, and asks for no model when none is used', () => {
  const arn = 'arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2';
  expect(bySid({ BEDROCK_MODEL_ID: arn, EMBEDDER: 'local' })['Models']?.Resource).toEqual([arn]);
  expect(bySid({ LLM_CHAIN: 'composer', EMBEDDER: 'local' })['Models']).toBeUndefined();
});

it('allows the queue only when there is one', () => {
  expect(bySid({})['Events']).toBeUndefined();
  expect(bySid({ SQS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/assay' })['Events']).toMatchObject({
    Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage'],
    Resource: ['arn:aws:sqs:eu-west-1:123456789012:assay'],
  });
});

it('names what the queue is asked for, no more and no less', async () => {
  const poller = await readFile(new URL('../jobs/sqs-poller.ts', import.meta.url), 'utf8');
  // A batch needs the permission of its single form. Source: SQS Developer Guide, "Amazon SQS API permissions".
  const called = [...poller.matchAll(/new (\w+?)(?:Batch)?Command\(/g)].map(([, name]) => `sqs:${name}`);
  const { Events } = bySid({ SQS_QUEUE_URL: 'https://sqs.eu-west-1.amazonaws.com/123456789012/assay' });
  expect(Events!.Action.toSorted()).toEqual([...new Set(called)].toSorted());
});

it('lets roles be assumed in the partition that Assay runs in', () => {
  expect(bySid({})['ReadAccounts']?.Resource).toEqual(['arn:aws:iam::*:role/AssayReadOnly']);
  expect(bySid({ AWS_REGION: 'us-gov-west-1' })['ReadAccounts']?.Resource).toEqual([
    'arn:aws-us-gov:iam::*:role/AssayReadOnly',
  ]);
});

it('stands in the README as it is printed', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/```json\n([^`]+)```/g)].map(([, json]) => JSON.parse(json!) as unknown);
  expect(blocks).toContainEqual(JSON.parse(JSON.stringify(readOnlyPolicy())));
});
