/**
 * A stand-in for AWS: one HTTP server on loopback that unmodified SDK clients talk to. Service, region and account are
 * read from the signature, as AWS does; the services themselves are described by `AwsServiceStandIn`s.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createFaults, faultReply, type Faults } from './faults.ts';
import { errorReply, type Protocol, type Reply } from './wire.ts';

/** One request, understood as far as the wire tells. */
export interface StandInRequest {
  /** Name in the signature: `iam`, `sts`, `ec2`, `s3`, `guardduty`, `access-analyzer`, `cloudtrail`, `ce`, `sqs`; and `s3control`. */
  service: string;
  region: string;
  operation: string;
  accountUid: string;
  /** ARN of the caller. */
  callerArn: string;
  accessKeyId: string | null;
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Record<string, string>;
  /** Parameters of the query and EC2 protocols. */
  form: URLSearchParams;
  /** Body of the JSON protocols; null when there is none. */
  json: Record<string, unknown> | null;
  body: string;
}

export type Operation = (request: StandInRequest) => Reply | Promise<Reply>;

/** One service: how it is spoken to, and what it answers. */
export interface AwsServiceStandIn {
  service: string;
  protocol: Protocol;
  /** REST services only: the operation's name, from method, path and query. The others carry it on the wire. */
  operationOf?: (request: Omit<StandInRequest, 'operation'>) => string | undefined;
  operations: Record<string, Operation>;
}

/** Who an access key belongs to. With `expiresAtMs` (epoch) it is refused as expired from then on. */
export interface Identity {
  accountUid: string;
  arn: string;
  expiresAtMs?: number;
}

/** One call, as it was counted. */
export interface CountedCall {
  service: string;
  operation: string;
  region: string;
  accountUid: string;
}

export interface AwsStandIn {
  /** `http://127.0.0.1:<port>`, for `AWS_ENDPOINT_URL` or `openSession({ endpoint })`. */
  endpoint: string;
  faults: Faults;
  /** Keys known to it; any other key belongs to the default account. */
  identities: Map<string, Identity>;
  /** Every call that arrived, retries included, in order. */
  calls: CountedCall[];
  /** Calls that no service here knows; a test that ends with any has asked for something undescribed. */
  unknownCalls: CountedCall[];
  /** When set, asked before each answer: the answer waits for what it returns. */
  hold: ((call: CountedCall) => Promise<void> | undefined) | null;
  /** Resolves when the first call is left without an answer: what waits for it may then be stopped. */
  hung: Promise<void>;
  /** How many calls matched. */
  count(match?: Partial<CountedCall>): number;
  close(): Promise<void>;
}

export interface AwsStandInOptions {
  services: readonly AwsServiceStandIn[];
  /** Account of keys that are not in `identities`; default `123456789012`. */
  accountUid?: string;
}

/** Starts the stand-in on a free loopback port. */
export async function startAws({ services, accountUid = '123456789012' }: AwsStandInOptions): Promise<AwsStandIn> {
  const byName = new Map(services.map((service) => [service.service, service]));
  const faults = createFaults();
  const identities = new Map<string, Identity>();
  const calls: CountedCall[] = [];
  const unknownCalls: CountedCall[] = [];
  const { promise: hung, resolve: tellHung } = Promise.withResolvers<void>();
  const fallback: Identity = { accountUid, arn: `arn:aws:iam::${accountUid}:user/operator` };

  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await parse(incoming, identities, fallback);
    const service = byName.get(request.service);
    const operation = service?.operationOf?.(request) ?? request.operation;
    const call = {
      service: request.service,
      operation,
      region: request.region,
      accountUid: request.accountUid,
    };
    calls.push(call);
    await standIn.hold?.(call);
    const handler = service?.operations[operation];
    if (!service || !handler) {
      unknownCalls.push(call);
      const message = `${request.service}:${operation} (${request.method} ${request.path}) is not described here`;
      send(response, errorReply(service?.protocol ?? 'query', 'UnknownOperationException', message, 404));
      return;
    }
    const { protocol } = service;
    const faulted = { ...call, protocol, hasPageToken: hasPageToken(request) };
    const fault = expired(identities.get(request.accessKeyId ?? ''))
      ? faultReply('expired_token', faulted)
      : faults.take(faulted);
    if (fault === 'hang') {
      tellHung();
      return;
    }
    if (fault === 'reset') incoming.socket.resetAndDestroy();
    else send(response, fault ?? (await handler({ ...request, operation })));
  };

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch((error: unknown) => {
      send(response, { status: 500, headers: { 'content-type': 'text/plain' }, body: `stand-in failed: ${error}` });
    });
  });
  const standIn: AwsStandIn = {
    endpoint: '',
    faults,
    identities,
    calls,
    unknownCalls,
    hung,
    hold: null,
    count: (match = {}) =>
      calls.filter((call) => Object.entries(match).every(([key, value]) => call[key as keyof CountedCall] === value))
        .length,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  standIn.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return standIn;
}

function expired(identity: Identity | undefined): boolean {
  return identity?.expiresAtMs !== undefined && identity.expiresAtMs <= Date.now();
}

function send(response: ServerResponse, { status = 200, headers = {}, body = '' }: Reply): void {
  response.writeHead(status, { ...headers, 'x-amzn-requestid': 'stand-in' });
  response.end(body);
}

async function parse(
  incoming: IncomingMessage,
  identities: Map<string, Identity>,
  fallback: Identity,
): Promise<StandInRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks).toString();
  const url = new URL(incoming.url ?? '/', 'http://stand-in');
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value!]),
  );
  const target = headers['x-amz-target'];
  const type = headers['content-type'] ?? '';
  const form = new URLSearchParams(type.includes('x-www-form-urlencoded') ? body : '');
  const scope = credentialScope(headers['authorization'] ?? '', url.searchParams);
  const identity = identities.get(scope.accessKeyId ?? '') ?? fallback;
  return {
    service: serviceOf(scope.service, url.pathname, target),
    region: scope.region,
    operation: target?.split('.').at(-1) ?? form.get('Action') ?? '',
    accountUid: identity.accountUid,
    callerArn: identity.arn,
    accessKeyId: scope.accessKeyId,
    method: incoming.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    headers,
    form,
    json: parseJson(body),
    body,
  };
}

/** `Credential=AKIA…/20250101/eu-west-1/iam/aws4_request`, in the header or, when presigned, in the query. */
function credentialScope(
  authorization: string,
  query: URLSearchParams,
): { accessKeyId: string | null; region: string; service: string } {
  const scope = /Credential=([^,\s]+)/.exec(authorization)?.[1] ?? query.get('X-Amz-Credential') ?? '';
  const [accessKeyId = '', , region = '', service = ''] = scope.split('/');
  return { accessKeyId: accessKeyId || null, region: region || 'us-east-1', service };
}

/** S3 Control signs as `s3`; unsigned requests are told apart by their target or fall to S3. */
function serviceOf(signed: string, path: string, target: string | undefined): string {
  if ((signed === 's3' || signed === '') && path.startsWith('/v20180820/')) return 's3control';
  if (signed !== '') return signed;
  if (target?.startsWith('CloudTrail')) return 'cloudtrail';
  if (target?.startsWith('AWSInsights')) return 'ce';
  return target?.startsWith('AmazonSQS') ? 'sqs' : 's3';
}

function parseJson(body: string): Record<string, unknown> | null {
  try {
    return JSON.parse(body) as Record<string, unknown> | null;
  } catch {
    return null;
  }
}

const PAGE_TOKENS = ['Marker', 'NextToken', 'nextToken', 'NextPageToken', 'continuation-token', 'ContinuationToken'];

function hasPageToken({ form, query, json }: StandInRequest): boolean {
  return PAGE_TOKENS.some((name) => form.get(name) || query.get(name) || json?.[name]);
}
