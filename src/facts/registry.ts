/** The catalogue: every fact by name, and how one is computed. */
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { changesSince, resourceChanges } from './changes.ts';
import { collected } from './collected.ts';
import { completenessOf } from './completeness.ts';
import { coverageGaps, freshness, serviceEnabled } from './coverage.ts';
import { eventsBy, eventsList, instanceLaunches } from './events.ts';
import { exposedSince } from './exposed-since.ts';
import { publicExposure } from './exposure.ts';
import type { Fact, FactContext, FactResult, Product } from './fact.ts';
import { findings, severityOverview, unverified } from './findings.ts';
import { iamRoles, iamUsers } from './identities.ts';
import { inventoryBy } from './inventory-by.ts';
import {
  compareInCurrencies,
  correlationInCurrencies,
  forecastInCurrencies,
  spikeInCurrencies,
  totalInCurrencies,
} from './money-facts.ts';
import { outsideAccess } from './outside-access.ts';
import { paidRegions } from './paid-regions.ts';
import { findingsAt, findingsTrend } from './past.ts';
import { principalRights } from './principal-rights.ts';
import { resourceCosts } from './resource-costs.ts';
import { resources } from './resources.ts';
import { topRisks } from './risk.ts';
import { rootUsers } from './root.ts';
import { serviceAccess } from './service-access.ts';
import { savings, unusedResources } from './waste.ts';

const CATALOGUE = {
  iam_users: iamUsers,
  iam_roles: iamRoles,
  root_users: rootUsers,
  resources,
  inventory_by: inventoryBy,
  principal_rights: principalRights,
  service_access: serviceAccess,
  paid_regions: paidRegions,
  resource_changes: resourceChanges,
  public_exposure: publicExposure,
  exposed_since: exposedSince,
  findings,
  unverified_findings: unverified,
  severity_overview: severityOverview,
  top_risks: topRisks,
  changes_since: changesSince,
  events_list: eventsList,
  events_by: eventsBy,
  instance_launches: instanceLaunches,
  cost_total: totalInCurrencies,
  cost_compare: compareInCurrencies,
  cost_spike: spikeInCurrencies,
  cost_correlation: correlationInCurrencies,
  coverage_gaps: coverageGaps,
  freshness,
  collected,
  service_enabled: serviceEnabled,
  cost_forecast: forecastInCurrencies,
  resource_costs: resourceCosts,
  outside_access: outsideAccess,
  findings_at: findingsAt,
  findings_trend: findingsTrend,
  unused_resources: unusedResources,
  savings,
};

export type FactName = keyof typeof CATALOGUE;
export const FACT_NAMES = Object.keys(CATALOGUE) as FactName[];

/** A fact to compute, with its parameters as JSON. */
export interface FactCall {
  name: FactName;
  parameters: Record<string, unknown>;
}

/** Whether a fact takes a parameter of this name. */
export function takes(name: FactName, parameter: string): boolean {
  const { parameters } = CATALOGUE[name] as unknown as Fact<unknown>;
  return parameters instanceof z.ZodObject && Object.hasOwn(parameters.shape, parameter);
}

/** The products whose reads a call rests on. */
export function productsOf({ name, parameters }: FactCall): Product[] {
  const fact = CATALOGUE[name] as unknown as Fact<unknown>;
  return fact.products(fact.parameters.parse(parameters));
}

/** Name, description and JSON schema of the parameters of every fact. */
export function describeFacts(): { name: string; description: string; parameters: unknown }[] {
  return FACT_NAMES.map((name) => ({
    name,
    description: CATALOGUE[name].description,
    parameters: z.toJSONSchema(CATALOGUE[name].parameters),
  }));
}

/** Computes one fact. Throws AppError `not_found` for an unknown name and `invalid_input` for wrong parameters. */
export async function computeFact(context: FactContext, name: string, parameters: unknown): Promise<FactResult> {
  const fact = (CATALOGUE as unknown as Record<string, Fact<unknown>>)[name];
  if (!fact || !Object.hasOwn(CATALOGUE, name))
    throw new AppError('not_found', `There is no fact named "${name}". GET /api/facts lists them.`);
  const { parameters: schema } = fact;
  const parsed = (schema instanceof z.ZodObject ? schema.strict() : schema).safeParse(parameters ?? {});
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
    throw new AppError('invalid_input', `The parameters of ${name} are wrong. ${faults.join('; ')}.`);
  }
  const body = await fact.run(context, parsed.data);
  const sources = await completenessOf(context, fact.products(parsed.data));
  return {
    ...body,
    name,
    parameters: parsed.data as Record<string, unknown>,
    asOf: body.asOf ?? sources.asOf,
    complete: sources.complete,
    notes: [...(body.notes ?? []), ...sources.notes],
  };
}
