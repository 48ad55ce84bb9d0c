/** What each route does, takes and gives, for the OpenAPI document. Schemas are those that the routes check with. */
import { z } from 'zod';
import { chatBody } from './chat.ts';
import { costsQuery, eventsQuery, findingsQuery, resourcesQuery } from './estate.ts';
import { completionBody } from './openai-wire.ts';
import { catalogueShape, costShape, eventShape, factShape, findingShape, resourceShape } from './openapi-shapes.ts';
import { allowedBody, checkQuery } from './providers.ts';
import { exportQuery, feedbackBody, renameBody, sessionsQuery } from './sessions.ts';

export interface Operation {
  tag: string;
  summary: string;
  query?: z.ZodType;
  body?: z.ZodType;
  headers?: Record<string, string>;
  /** Status of success; 200 unless named. */
  status?: number;
  /** Media type of success; null: no body. JSON unless named. */
  gives?: string | null;
  /** Name of a schema in `SHAPES`. */
  shape?: keyof typeof SHAPES;
  /** Further statuses than those that every route may give. */
  refuses?: number[];
}

const page = (item: z.ZodType) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.number().int() });
const anything = z.record(z.string(), z.unknown());
const latency = z.object({ p50: z.number(), p95: z.number() }).nullable();

/** Answers whose shape clients build on. The full types stand in `src/http/api.ts`. */
export const SHAPES = {
  Problem: z.object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
  }),
  List: page(anything),
  Findings: page(findingShape),
  Finding: findingShape,
  Resources: page(resourceShape),
  Events: page(eventShape),
  Costs: page(costShape).extend({
    billedCost: z.number().describe('In `currency`; other currencies are in `totals` only'),
    currency: z.string(),
    totals: z.array(z.object({ currency: z.string(), billedCost: z.number(), effectiveCost: z.number() })),
    from: z.iso.date(),
    to: z.iso.date(),
    groupBy: z.string(),
  }),
  Facts: page(catalogueShape),
  Fact: factShape,
  Session: z.object({
    id: z.uuid(),
    title: z.string(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    messageCount: z.number().int(),
    running: z.boolean(),
    messages: z.array(anything).optional(),
  }),
  Stopped: z.object({ stopped: z.boolean() }),
  Providers: z.object({
    answers: z.number().int(),
    since: z.iso.datetime().nullable(),
    allowed: z.array(z.string()).nullable(),
    allowedByTenant: z.array(z.string()).nullable(),
    allowedByInstallation: z.array(z.string()).nullable(),
    breakersOf: z.object({ host: z.string(), pid: z.number().int(), startedAt: z.iso.datetime() }).nullable(),
    providers: z.array(
      z.looseObject({
        provider: z.string(),
        model: z.string(),
        position: z.number().int(),
        available: z.boolean(),
        allowed: z.boolean(),
        reason: z.string().nullable(),
        shareServed: z.number().nullable(),
        passedOver: z.number().int(),
        firstTokenMs: latency,
        totalMs: latency,
        inputTokens: z.number().int(),
        outputTokens: z.number().int(),
        costUsd: z.number(),
      }),
    ),
  }),
  AllowedProviders: z.object({
    allowed: z.array(z.string()).nullable(),
    ofTenant: z.array(z.string()).nullable(),
  }),
  ProviderCheck: z.object({
    ok: z.boolean(),
    errorClass: z.string().nullable(),
    httpStatus: z.number().int().nullable(),
    explanation: z.string(),
    whatToDo: z.string(),
    firstTokenMs: z.number().nullable(),
    totalMs: z.number(),
    inputTokens: z.number().int().nullable(),
    outputTokens: z.number().int().nullable(),
    costUsd: z.number().nullable(),
    upstream: z.string(),
  }),
  Completion: z.object({
    id: z.string(),
    object: z.literal('chat.completion'),
    created: z.number().int(),
    model: z.string(),
    choices: z.array(anything),
    usage: z.object({
      prompt_tokens: z.number().int(),
      completion_tokens: z.number().int(),
      total_tokens: z.number().int(),
    }),
  }),
  Object: anything,
} satisfies Record<string, z.ZodType>;

const STREAM = 'text/event-stream';
const key = { 'Idempotency-Key': 'The same key and message attach to the same answer; another message is refused.' };

/** By method and path, with `:name` for parameters. */
export const OPERATIONS: Record<string, Operation> = {
  'POST /api/chat': {
    tag: 'Chat',
    summary: 'Ask. Streams the answer in the AI SDK UI message stream protocol; also takes its default body.',
    body: chatBody,
    headers: key,
    gives: STREAM,
    refuses: [409],
  },
  'GET /api/chat/:sessionId/stream': {
    tag: 'Chat',
    summary: 'Resume the running answer; 204 when none runs.',
    headers: { 'Last-Event-ID': 'The id of the last event that was received; without it all is told again.' },
    gives: STREAM,
  },
  'POST /api/chat/:sessionId/stop': {
    tag: 'Chat',
    summary: 'Stop the running answer, upstream too.',
    shape: 'Stopped',
  },
  'GET /api/sessions': { tag: 'History', summary: 'List and search sessions.', query: sessionsQuery, shape: 'List' },
  'GET /api/sessions/:id': { tag: 'History', summary: 'One session with evidence and claims.', shape: 'Session' },
  'PATCH /api/sessions/:id': { tag: 'History', summary: 'Rename a session.', body: renameBody, shape: 'Session' },
  'DELETE /api/sessions/:id': { tag: 'History', summary: 'Delete a session.', status: 204, gives: null },
  'GET /api/sessions/:id/export': {
    tag: 'History',
    summary: 'A session as a file.',
    query: exportQuery,
    gives: 'text/markdown',
  },
  'POST /api/messages/:id/feedback': {
    tag: 'History',
    summary: 'Rate an answer.',
    body: feedbackBody,
    status: 204,
    gives: null,
  },
  'GET /api/findings': { tag: 'Estate', summary: 'List findings.', query: findingsQuery, shape: 'Findings' },
  'GET /api/findings/:uid': { tag: 'Estate', summary: 'One finding with its history.', shape: 'Finding' },
  'GET /api/resources': { tag: 'Estate', summary: 'List resources.', query: resourcesQuery, shape: 'Resources' },
  'GET /api/events': { tag: 'Estate', summary: 'List events.', query: eventsQuery, shape: 'Events' },
  'GET /api/costs': { tag: 'Estate', summary: 'Costs, grouped.', query: costsQuery, shape: 'Costs' },
  'GET /api/facts': { tag: 'Facts', summary: 'The catalogue of facts.', shape: 'Facts' },
  'POST /api/facts/:name': { tag: 'Facts', summary: 'Compute one fact.', body: anything, shape: 'Fact' },
  'GET /api/status': { tag: 'Estate', summary: 'What the page shows around the chat.', shape: 'Object' },
  'GET /api/collectors': { tag: 'Collection', summary: 'Schedule, last success, next run, lag.', shape: 'List' },
  'POST /api/collectors/:name/run': {
    tag: 'Collection',
    summary: 'Run a collector now.',
    status: 202,
    shape: 'Object',
    refuses: [422],
  },
  'GET /api/coverage': { tag: 'Collection', summary: 'What was read, when, and what is missing.', shape: 'List' },
  'GET /api/accounts': { tag: 'Accounts', summary: 'List connected accounts.', shape: 'List' },
  'POST /api/accounts': {
    tag: 'Accounts',
    summary: 'Connect an account.',
    body: anything,
    status: 201,
    shape: 'Object',
  },
  'GET /api/accounts/identity': {
    tag: 'Accounts',
    summary: 'Whom the roles must trust: the identity Assay runs as, asked of AWS.',
    shape: 'Object',
  },
  'GET /api/accounts/:id': { tag: 'Accounts', summary: 'One connected account.', shape: 'Object' },
  'PATCH /api/accounts/:id': { tag: 'Accounts', summary: 'Change an account.', body: anything, shape: 'Object' },
  'DELETE /api/accounts/:id': { tag: 'Accounts', summary: 'Disconnect an account.', status: 204, gives: null },
  'POST /api/accounts/:id/test': { tag: 'Accounts', summary: 'Test the connection of an account.', shape: 'Object' },
  'POST /api/events/eventbridge': {
    tag: 'Collection',
    summary: 'Take events as they happen.',
    body: anything,
    shape: 'Object',
  },
  'GET /api/providers': { tag: 'Providers', summary: 'What the chain did over the last answers.', shape: 'Providers' },
  'PUT /api/providers/allowed': {
    tag: 'Providers',
    summary: 'Which providers this tenant’s questions may go to; null for all. Never wider than LLM_ALLOWED_PROVIDERS.',
    body: allowedBody,
    shape: 'AllowedProviders',
  },
  'POST /api/providers/:name/check': {
    tag: 'Providers',
    summary: 'One tiny real request, and what is wrong in plain words.',
    query: checkQuery,
    shape: 'ProviderCheck',
    refuses: [422],
  },
  'POST /v1/chat/completions': {
    tag: 'OpenAI-compatible',
    summary: 'Ask with an OpenAI client. The model is "assay".',
    body: completionBody,
    headers: key,
    shape: 'Completion',
    refuses: [409, 503],
  },
  'GET /v1/models': { tag: 'OpenAI-compatible', summary: 'The one model.', shape: 'Object' },
  'GET /v1/models/:id': { tag: 'OpenAI-compatible', summary: 'One model.', shape: 'Object' },
  'POST /api/sign-in': {
    tag: 'Operation',
    summary: 'Sign in: sets an HttpOnly cookie.',
    body: z.object({ token: z.string() }),
    status: 204,
    gives: null,
  },
  'DELETE /api/sign-in': { tag: 'Operation', summary: 'Sign out.', status: 204, gives: null },
  'GET /healthz': { tag: 'Operation', summary: 'Liveness.', shape: 'Object' },
  'GET /readyz': { tag: 'Operation', summary: 'Readiness.', shape: 'Object', refuses: [503] },
  'GET /metrics': { tag: 'Operation', summary: 'Metrics for Prometheus.', gives: 'text/plain' },
  'GET /openapi.json': { tag: 'Operation', summary: 'This document.', shape: 'Object' },
  'GET /docs': { tag: 'Operation', summary: 'This document as a page.', gives: 'text/html' },
};
