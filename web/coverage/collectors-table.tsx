import { For, Show, type JSX } from 'solid-js';
import type { CollectorReport } from '../../src/http/api.ts';
import { useEstate } from '../shell/estate.ts';
import { formatAge, formatCount, formatInstant } from '../text/figures.ts';
import { showSafely } from '../text/show-safely.ts';
import { productWords } from '../text/words.ts';
import { collectorState, spanWords, untilWords } from './collector-words.ts';

/** The collectors: are they on time, and if not, why. */
export function CollectorsTable(props: { collectors: readonly CollectorReport[] }): JSX.Element {
  const estate = useEstate();
  return (
    <section class="collectors">
      <h2>Collectors</h2>
      <div class="table-scroll" tabindex="0" role="group" aria-label="Collectors">
        <table class="data">
          <thead>
            <tr>
              <th scope="col">Collector</th>
              <th scope="col">State</th>
              <th scope="col">Last success</th>
              <th scope="col" class="number">
                Oldest read
              </th>
              <th scope="col" class="number">
                Wanted within
              </th>
              <th scope="col">Next run</th>
              <th scope="col">Schedule, {props.collectors[0]?.timeZone ?? 'UTC'}</th>
              <th scope="col" class="number">
                Items
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={props.collectors}>
              {(collector) => (
                <>
                  <tr>
                    <th scope="row">{productWords(collector.name)}</th>
                    <td>
                      <span class={`state ${collectorState(collector).kind}`}>{collectorState(collector).words}</span>
                    </td>
                    <td title={collector.lastSuccess === null ? '' : formatInstant(collector.lastSuccess)}>
                      {collector.lastSuccess === null ? 'never' : formatAge(collector.lastSuccess, estate.nowMs())}
                    </td>
                    <td class="number">{collector.lagMinutes === null ? '–' : spanWords(collector.lagMinutes)}</td>
                    <td class="number">{spanWords(collector.freshnessTargetMinutes)}</td>
                    <td title={collector.nextRun === null ? '' : formatInstant(collector.nextRun)}>
                      {collector.nextRun === null ? '–' : untilWords(collector.nextRun, estate.nowMs())}
                    </td>
                    <td class="code">{collector.schedule}</td>
                    <td class="number">{collector.lastItems === null ? '–' : formatCount(collector.lastItems)}</td>
                  </tr>
                  <Show when={troubleOf(collector)}>
                    {(trouble) => (
                      <tr class="trouble">
                        <td colspan="8">
                          <p>{trouble()}</p>
                        </td>
                      </tr>
                    )}
                  </Show>
                </>
              )}
            </For>
          </tbody>
        </table>
      </div>
    </section>
  );
}

function troubleOf(collector: CollectorReport): string {
  if (collector.error !== null) return showSafely(collector.error);
  return collector.shrunk ? 'It succeeded, but with far fewer items than usual: check what it may still read.' : '';
}
