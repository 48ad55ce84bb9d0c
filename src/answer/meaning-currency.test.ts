import { expect, it } from 'vitest';
import type { EvidenceItem } from '../evidence.ts';
import { createVerifier } from './verify.ts';

const COST: EvidenceItem = {
  label: 'Q1',
  kind: 'cost',
  factName: 'cost_total',
  title: 'All services: cost, by service',
  asOf: '2026-11-19T10:00:00.000Z',
  value: 341,
  unit: 'USD',
  rows: [
    { service: 'Amazon EC2', cost: 310, currency: 'USD' },
    { service: 'Amazon EC2', cost: 1550, currency: 'CNY' },
  ],
  notes: ['Other currencies: CNY 1,550.00 besides; amounts of different currencies are never added.'],
};
const EUROS: EvidenceItem = { ...COST, label: 'Q2', value: 12.5, unit: 'EUR', rows: [], notes: [] };

it.each([
  ['You spent USD 341.00. [Q1]', 'supported'],
  ['You spent $341. [Q1]', 'supported'],
  ['You spent 341 USD and CNY 1,550.00. [Q1]', 'supported'],
  ['You spent CNY 341.00. [Q1]', 'contradicted'],
  ['You spent $1,550.00. [Q1]', 'contradicted'],
  ['You spent 1,550 USD on EC2. [Q1]', 'contradicted'],
  ['You spent €12.50. [Q2]', 'supported'],
  ['You spent $12.50. [Q2]', 'contradicted'],
  ['You spent 341. [Q1]', 'supported'],
  ['You spent USD 1,891.00 in all. [Q1]', 'contradicted'],
])('%s is %s', (sentence, verdict) => {
  const [claim] = createVerifier([COST, EUROS], 'what did we spend?').check(sentence);
  expect([claim!.verdict, claim!.reason]).toEqual([verdict, expect.any(String)]);
});
