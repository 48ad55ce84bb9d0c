/** The services that a caller limits a question to, heeded by the facts planned for it. */
import type { FactResult } from './fact.ts';
import { type FactCall, productsOf, takes } from './registry.ts';

/**
 * The calls that may be made when only `services` (product names such as `ec2`; empty: all) may be seen: a fact that can
 * be narrowed is, and one that rests on none of them is left out. What a bill says belongs to `cost-explorer`.
 */
export function limitToServices(calls: readonly FactCall[], services: readonly string[]): FactCall[] {
  if (services.length === 0) return [...calls];
  return calls.flatMap((call) => {
    const products = productsOf(call);
    const ofBills = products.every((product) => product === 'cost-explorer');
    if (ofBills || !takes(call.name, 'services')) return products.some(isAmong(services)) ? [call] : [];
    const asked = call.parameters['services'] as readonly string[] | undefined;
    const left = asked?.length ? asked.filter(isAmong(services)) : [...services];
    return left.length > 0 ? [{ ...call, parameters: { ...call.parameters, services: left } }] : [];
  });
}

/** What is told in place of the facts when all of them rest on other services than the caller limits the question to. */
export function outsideServices(calls: readonly FactCall[], services: readonly string[], now: Date): FactResult {
  const others = [...new Set(calls.flatMap(productsOf))].join(', ');
  return {
    name: 'outside_scope',
    title: 'Outside of the services asked for',
    parameters: { services: [...services] },
    value: null,
    unit: '',
    members: [],
    rows: [],
    asOf: now.toISOString(),
    complete: true,
    notes: [`This question is limited to ${services.join(', ')}, and what it asks about is read from ${others}.`],
  };
}

const isAmong = (services: readonly string[]) => (one: string) => services.includes(one);
