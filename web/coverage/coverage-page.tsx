import { createMemo, For, Show, type JSX } from 'solid-js';
import type { CollectorReport, CoverageReport, Page } from '../../src/http/api.ts';
import { ProblemNote } from '../controls/problem-note.tsx';
import { Link } from '../shell/link.tsx';
import { PageFrame } from '../shell/page-frame.tsx';
import { createPolled } from '../wire/create-polled.ts';
import { type ApiError, sendForJson } from '../wire/request.ts';
import { CollectorsTable } from './collectors-table.tsx';
import { ProductCoverage } from './product-coverage.tsx';

const REFRESH_MS = 30_000;

/** What is collected and when; and per service what was read, what was not, and why. */
export function CoveragePage(props: { openDrawer: () => void }): JSX.Element {
  const collectors = createPolled(
    (signal) => sendForJson<Page<CollectorReport>>('/api/collectors', { signal }),
    REFRESH_MS,
  );
  const coverage = createPolled((signal) => sendForJson<CoverageReport>('/api/coverage', { signal }), REFRESH_MS);
  const byProduct = createMemo(() => [...Map.groupBy(coverage.value()?.items ?? [], ({ product }) => product)]);
  const targetMinutes = (product: string): number | null =>
    collectors.value()?.items.find(({ name }) => name === product)?.freshnessTargetMinutes ?? null;
  const problem = (): ApiError | null => collectors.problem() ?? coverage.problem();
  const loaded = (): boolean => collectors.value() !== null && coverage.value() !== null;

  return (
    <PageFrame
      title="Coverage"
      lead="“None found”, “not collected” and “not permitted” are different answers. This is what was read, when, and what came of it."
      openDrawer={props.openDrawer}
    >
      <Show when={problem()}>
        {(error) => (
          <ProblemNote
            detail={error().detail}
            code={error().code}
            requestId={error().requestId}
            retry={() => void Promise.all([collectors.refresh(), coverage.refresh()])}
          />
        )}
      </Show>
      <Show
        when={loaded()}
        fallback={
          <Show when={problem() === null}>
            <div class="page-skeleton" role="status" aria-label="Loading" />
          </Show>
        }
      >
        <CollectorsTable collectors={collectors.value()?.items ?? []} />
        <Show
          when={byProduct().length > 0}
          fallback={
            <p class="page-empty">
              Nothing has been read yet. <Link href="/accounts">Connect an account</Link> or set{' '}
              <code>AWS_COLLECT=on</code>, or import files with <code>npm run import -- &lt;file&gt;</code>.
            </p>
          }
        >
          <For each={byProduct()}>
            {([product, entries]) => (
              <ProductCoverage product={product} entries={entries} targetMinutes={targetMinutes(product)} />
            )}
          </For>
        </Show>
      </Show>
    </PageFrame>
  );
}
