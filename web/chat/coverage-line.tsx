import { createMemo, For, Show, type JSX } from 'solid-js';
import type { Coverage } from '../../src/http/api.ts';
import { useEstate } from '../shell/estate.ts';
import { formatAge, formatInstant } from '../text/figures.ts';
import { showSafely } from '../text/show-safely.ts';
import { coverageWarnings, freshnessByProduct } from './coverage-words.ts';

/** How old the answer's evidence is, per source, and what of its scope was not read, in words. */
export function CoverageLine(props: { coverage: Coverage }): JSX.Element {
  const estate = useEstate();
  const fresh = createMemo(() => freshnessByProduct(props.coverage.sources));
  const warnings = createMemo(() => coverageWarnings(props.coverage.sources, estate.accountName));
  return (
    <div class="coverage">
      <Show when={fresh().length > 0}>
        <p class="as-of">
          As of:{' '}
          <For each={fresh()}>
            {(source, index) => (
              <>
                {index() > 0 ? ', ' : ''}
                <span title={formatInstant(source.asOf)} classList={{ stale: source.stale }}>
                  {source.words} {formatAge(source.asOf, estate.nowMs())}
                  {source.stale ? ' (stale)' : ''}
                </span>
              </>
            )}
          </For>
        </p>
      </Show>
      <Show when={warnings().length > 0}>
        <ul class="coverage-warnings" aria-label="What was not read">
          <For each={warnings()}>
            {(warning) => (
              <li title={showSafely(warning.detail)}>
                <strong>{warning.product}</strong> {warning.words}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  );
}
