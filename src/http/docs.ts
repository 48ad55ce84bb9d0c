/** `GET /openapi.json`, and the same as a plain page: no script, and a style sheet of our own. */
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { AppEnv } from './environment.ts';
import { describeApi, type KnownRoute, type OpenApiDocument, type OpenApiOperation } from './openapi.ts';

/** `routes` is read at each request, so that it does not matter in which order they were added. */
export function openApiRoutes(version: string, routes: () => readonly KnownRoute[]): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  let document: OpenApiDocument | null = null;
  const describe = () => (document ??= describeApi(routes(), version));
  app.get('/openapi.json', (context) => context.json(describe()));
  app.get('/docs', (context) => context.html(page(describe())));
  app.get('/docs/style.css', (context) => context.body(STYLE, 200, { 'content-type': 'text/css; charset=utf-8' }));
  return app;
}

interface Entry {
  method: string;
  path: string;
  operation: OpenApiOperation;
}

function page(document: OpenApiDocument) {
  const entries = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): Entry => ({ method: method.toUpperCase(), path, operation })),
  );
  const groups = Map.groupBy(entries, (entry) => entry.operation.tags[0] ?? '');
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>Assay: the HTTP API</title>
        <link rel="stylesheet" href="/docs/style.css" />
      </head>
      <body>
        <main>
          <h1>The HTTP API of Assay ${document.info.version}</h1>
          <p>
            Send <code>Authorization: Bearer &lt;ACCESS_TOKEN&gt;</code> when one is set. Errors are
            <code>application/problem+json</code> with a <code>code</code> and a <code>requestId</code>; under
            <code>/v1</code> they have OpenAI's shape. For machines: <a href="/openapi.json">openapi.json</a>.
          </p>
          ${[...groups].map(
            ([tag, members]) =>
              html`<section aria-label="${tag}">
                <h2>${tag}</h2>
                ${members.map(describeEntry)}
              </section>`,
          )}
        </main>
      </body>
    </html>`;
}

function describeEntry({ method, path, operation }: Entry) {
  const body = operation.requestBody?.content['application/json']?.schema;
  const [status, success] = Object.entries(operation.responses)[0]!;
  const type = Object.keys(success.content ?? {})[0];
  return html`<article>
    <h3><code>${method} ${path}</code></h3>
    <p>${operation.summary} Gives ${status}${type ? `, ${type}` : ''}.</p>
    ${operation.parameters
      ? html`<ul>
          ${operation.parameters.map(
            (parameter) =>
              html`<li>
                <code>${parameter.name}</code> (${parameter.in}${parameter.required ? '' : ', optional'})
                ${parameter.description ?? ''} <code>${JSON.stringify(parameter.schema)}</code>
              </li>`,
          )}
        </ul>`
      : ''}
    ${body
      ? html`<details>
          <summary>Body</summary>
          <pre>${JSON.stringify(body, null, 2)}</pre>
        </details>`
      : ''}
  </article>`;
}

const STYLE = `:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
article { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); padding: 0.5rem 0; }
h3 { margin: 0.25rem 0; font-size: 1rem; }
p, ul { margin: 0.25rem 0; }
pre, li code { overflow-wrap: anywhere; }
pre { overflow: auto; padding: 0.5rem; background: color-mix(in srgb, currentColor 6%, transparent); }
`;
