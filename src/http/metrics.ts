/** `GET /metrics`: what this process measured, and the state of the shown estate at this moment. */
import { Hono } from 'hono';
import type { TransactionSql } from '../db/connect.ts';
import { withTenant } from '../db/tenant.ts';
import { SEVERITIES, severityName } from '../estate/finding.ts';
import type { LinkState } from '../llm/chain.ts';
import { PROVIDER_LABELS } from '../telemetry/metrics.ts';
import { type GaugeValue, renderGauge } from '../telemetry/prometheus.ts';
import type { AppEnv, Services } from './environment.ts';
import type { CollectorStatus } from './jobs-view.ts';

export function metricsRoutes(services: Services): Hono<AppEnv> {
  const routes = new Hono<AppEnv>();
  routes.get('/', async (context) => {
    const { tenantId, sql } = context.get('ctx');
    const now = new Date();
    const severities = await withTenant(sql, { tenantId, role: 'chat' }, (sql) => countOpen(sql, tenantId));
    const collectors = await services.jobs.collectors(tenantId);
    const text = [
      services.metrics.render(),
      renderGauge(
        'assay_findings_open',
        'Open findings of the shown estate by severity.',
        SEVERITIES.map((severity) => ({ labels: { severity }, value: severities.get(severity) ?? 0 })),
      ),
      renderGauge(
        'assay_collector_last_success_age_seconds',
        'Since the last good read of a collector; absent until there was one.',
        collectors.flatMap((collector) => lastSuccessAge(collector, now)),
      ),
      ...collectorGauges(collectors.filter((collector) => collector.enabled)),
      renderGauge('assay_answers_running', 'Answers being written by this process.', [
        { labels: {}, value: services.answers.streamLog.running().length },
      ]),
      renderGauge(
        'assay_provider_breaker_open',
        '1 while a provider of the chain is not asked, 0.5 while it may be tried again.',
        services.answers.chain
          .state()
          .filter((link) => link.available)
          .map(breakerGauge),
      ),
      renderGauge('process_resident_memory_bytes', 'Resident memory of this process.', [
        { labels: {}, value: process.memoryUsage.rss() },
      ]),
      renderGauge('process_uptime_seconds', 'How long this process runs.', [{ labels: {}, value: process.uptime() }]),
      renderGauge('assay_info', 'The running version.', [{ labels: { version: services.version }, value: 1 }]),
    ].join('');
    return context.body(text, 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
  });
  return routes;
}

async function countOpen(sql: TransactionSql, tenantId: string): Promise<Map<string, number>> {
  const rows = await sql<{ severityId: number; count: number }[]>`
    select severity_id as "severityId", count(*)::int as count from findings
    where tenant_id = ${tenantId} and status_id in (1, 2) and compliance_status_id is distinct from 1
    group by severity_id`;
  return new Map(rows.map((row) => [severityName(row.severityId), row.count]));
}

function lastSuccessAge(collector: CollectorStatus, now: Date): GaugeValue[] {
  if (collector.lastSuccess === null) return [];
  const ageSeconds = Math.max(0, (now.getTime() - Date.parse(collector.lastSuccess)) / 1000);
  return [{ labels: { collector: collector.name }, value: Math.round(ageSeconds) }];
}

/** What an alert is made of; the same judgements as `GET /api/collectors`. A collector that is off has no series. */
function collectorGauges(collectors: CollectorStatus[]): string[] {
  const values = (of: (collector: CollectorStatus) => number): GaugeValue[] =>
    collectors.map((collector) => ({ labels: { collector: collector.name }, value: of(collector) }));
  return [
    renderGauge(
      'assay_collector_stale',
      '1 while some account or region has no good read within the freshness target.',
      values(({ stale }) => Number(stale)),
    ),
    renderGauge(
      'assay_collector_shrunk',
      '1 while the last good read found far fewer items than its own baseline.',
      values(({ shrunk }) => Number(shrunk)),
    ),
    renderGauge(
      'assay_collector_given_up_runs',
      'Runs of the last 24 hours that were given up after several tries (dead letters).',
      values(({ givenUp }) => givenUp),
    ),
    renderGauge(
      'assay_collector_freshness_target_seconds',
      'How old the data of a collector may be.',
      values(({ freshnessTargetMinutes }) => freshnessTargetMinutes * 60),
    ),
  ];
}

function breakerGauge(link: LinkState): GaugeValue {
  const value = { closed: 0, half_open: 0.5, open: 1 }[link.state];
  return { labels: { gen_ai_provider_name: PROVIDER_LABELS[link.provider], gen_ai_request_model: link.model }, value };
}
