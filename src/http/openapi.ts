/** The OpenAPI 3.1 document, made from the routes that are really there and the schemas that they check with. */
import { z } from 'zod';
import { type Operation, OPERATIONS, SHAPES } from './openapi-operations.ts';

export interface OpenApiDocument {
  openapi: '3.1.0';
  info: { title: string; version: string; description: string };
  security: Record<string, string[]>[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, JsonSchema>; securitySchemes: Record<string, object> };
}

export interface OpenApiOperation {
  operationId: string;
  tags: string[];
  summary: string;
  security?: [];
  parameters?: OpenApiParameter[];
  requestBody?: { required: true; content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: JsonSchema }> }>;
}

export interface OpenApiParameter {
  name: string;
  in: 'query' | 'path' | 'header';
  required: boolean;
  description?: string;
  schema: JsonSchema;
}

type JsonSchema = Record<string, unknown>;

/** A route as the router knows it. */
export interface KnownRoute {
  method: string;
  path: string;
}

/** The only routes that ask for no token. */
const OPEN = new Set(['GET /healthz', 'GET /readyz', 'POST /api/sign-in', 'DELETE /api/sign-in']);

/** Describes each of the routes; one without an entry in `OPERATIONS` is listed by its name. */
export function describeApi(routes: readonly KnownRoute[], version: string): OpenApiDocument {
  const paths: OpenApiDocument['paths'] = {};
  for (const name of new Set(routes.filter(isPublic).map(({ method, path }) => `${method} ${path}`))) {
    const [method, path] = name.split(' ') as [string, string];
    const operation = OPERATIONS[name] ?? { tag: 'Other', summary: name };
    (paths[path.replaceAll(/:(\w+)/g, '{$1}')] ??= {})[method.toLowerCase()] = describe(name, path, operation);
  }
  const schemas = Object.fromEntries(Object.entries(SHAPES).map(([name, shape]) => [name, schemaOf(shape, 'output')]));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Assay',
      version,
      description: 'Ask your AWS account a question. Get an answer in which every claim is checked.',
    },
    security: [{ token: [] }, { cookie: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'ACCESS_TOKEN. Nothing is asked for when it is unset.' },
        cookie: { type: 'apiKey', in: 'cookie', name: 'assay_access' },
      },
    },
  };
}

/** Middleware and the web app's catch-all are no part of the contract. */
function isPublic({ method, path }: KnownRoute): boolean {
  return method !== 'ALL' && !path.includes('*') && path !== '/docs/style.css';
}

function describe(name: string, path: string, operation: Operation): OpenApiOperation {
  const parameters = [
    ...[...path.matchAll(/:(\w+)/g)].map(
      (match): OpenApiParameter => ({ name: match[1]!, in: 'path', required: true, schema: { type: 'string' } }),
    ),
    ...(operation.query ? queryParameters(operation.query) : []),
    ...Object.entries(operation.headers ?? {}).map(
      ([header, description]): OpenApiParameter => ({
        name: header,
        in: 'header',
        required: false,
        description,
        schema: { type: 'string' },
      }),
    ),
  ];
  const { status = 200, gives = 'application/json', shape } = operation;
  const schema = shape ? { $ref: `#/components/schemas/${shape}` } : {};
  return {
    operationId: name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_'),
    tags: [operation.tag],
    summary: operation.summary,
    ...(OPEN.has(name) ? { security: [] as [] } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(operation.body
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(operation.body, 'input') } },
          },
        }
      : {}),
    responses: {
      [status]: { description: 'Success', ...(gives === null ? {} : { content: { [gives]: { schema } } }) },
      ...Object.fromEntries(
        [400, 401, 404, ...(operation.refuses ?? [])].map((code) => [
          code,
          {
            description: REFUSALS[code] ?? 'Refused',
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  };
}

const REFUSALS: Record<number, string> = {
  400: 'The request is not valid',
  401: 'The access token is missing or wrong',
  404: 'There is no such thing',
  409: 'It conflicts with an earlier or a running request',
  422: 'It is not configured',
  503: 'It is not available right now',
};

/** Each property of a query schema is one parameter; repeated ones are lists. */
function queryParameters(query: z.ZodType): OpenApiParameter[] {
  const { properties = {} } = schemaOf(query, 'output') as { properties?: Record<string, JsonSchema> };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: false,
    schema: name === 'limit' ? { type: 'integer', minimum: 1, maximum: 500, default: 50 } : schema,
  }));
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
