import { expect, test } from 'vitest';
import { baseModelOf, defaultBedrockModel, regionOfModel, settingsOf } from './bedrock-models.ts';

test.each([
  ['us-east-1', 'us.anthropic.claude-sonnet-5-5'],
  ['eu-central-1', 'eu.anthropic.claude-sonnet-5-5'],
  ['ap-northeast-1', 'jp.anthropic.claude-sonnet-5-5'],
  ['ap-southeast-2', 'au.anthropic.claude-sonnet-5-5'],
  ['ap-south-1', 'global.anthropic.claude-sonnet-5-5'],
  ['us-gov-west-1', 'us-gov.anthropic.claude-sonnet-5-5'],
])('in %s the default stays in its geography: %s', (region, model) => {
  expect(defaultBedrockModel(region)).toBe(model);
});

test.each([
  ['eu.anthropic.claude-sonnet-5-5', 'anthropic.claude-sonnet-5-5'],
  ['amazon.nova-pro-v1:0', 'amazon.nova-pro-v1:0'],
  ['us.meta.llama3-3-70b-instruct-v1:0', 'meta.llama3-3-70b-instruct-v1:0'],
  ['arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-sonnet-4-6', 'anthropic.claude-sonnet-4-6'],
  ['arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0', 'amazon.nova-pro-v1:0'],
  ['arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2', 'a1b2'],
])('%s is %s', (model, base) => {
  expect(baseModelOf(model)).toBe(base);
});

test('an ARN names its region', () => {
  expect(regionOfModel('arn:aws-us-gov:bedrock:us-gov-west-1:1:inference-profile/x')).toBe('us-gov-west-1');
  expect(regionOfModel('eu.anthropic.claude-sonnet-5-5')).toBeNull();
});

test.each([
  ['eu.anthropic.claude-sonnet-5-5', false, { thinking: { type: 'between_tools' } }],
  ['us.anthropic.claude-sonnet-5', false, { thinking: { type: 'disabled' } }],
  ['us.anthropic.claude-haiku-5-5', false, { thinking: { type: 'disabled' } }],
  ['us.anthropic.claude-opus-4-8', false, null],
  ['us.anthropic.claude-opus-5-5', false, null],
  ['eu.anthropic.claude-sonnet-4-6', true, null],
  ['us.anthropic.claude-opus-4-6-v1', true, null],
  ['anthropic.claude-3-5-sonnet-20241022-v2:0', true, null],
  ['amazon.nova-pro-v1:0', true, null],
  ['arn:aws:bedrock:us-east-1:1:application-inference-profile/a1b2', false, null],
])('%s takes a temperature: %s', (model, temperature, extra) => {
  expect(settingsOf(model)).toEqual({ temperature, extra });
});
