import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import type { EvidenceItem } from '../../src/http/api.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { toCsv } from '../text/csv.ts';
import { formatCount, plural } from '../text/figures.ts';
import { columnWords } from '../text/words.ts';
import { cellWords, columnsOf, isNumeric, type Row, sortRows, type Sorting } from './row-values.ts';

const FIRST = 50;

/** A fact's rows as a table: sortable by any column, figures right-aligned, to be copied or taken away as CSV. */
export function RowsTable(props: {
  rows: NonNullable<EvidenceItem['rows']>;
  name: string;
  /** Of rows that name none themselves. */
  currency: string;
}): JSX.Element {
  const [sorting, setSorting] = createSignal<Sorting | null>(null);
  const [all, setAll] = createSignal(false);
  const columns = createMemo(() => columnsOf(props.rows));
  const numeric = createMemo(() => new Set(columns().filter((column) => isNumeric(props.rows, column))));
  const sorted = createMemo(() => sortRows(props.rows, sorting()));
  const shown = (): readonly Row[] => (all() ? sorted() : sorted().slice(0, FIRST));

  function sortBy(column: string): void {
    const now = sorting();
    const first = numeric().has(column) ? 'descending' : 'ascending';
    const other = first === 'ascending' ? 'descending' : 'ascending';
    if (now?.column !== column) setSorting({ column, direction: first });
    else setSorting(now.direction === first ? { column, direction: other } : null);
  }

  return (
    <section class="rows">
      <div class="section-head">
        <h4>{plural(props.rows.length, 'row')}</h4>
        <CopyButton
          class="quiet small"
          label="Copy"
          text={() =>
            [columns(), ...sorted().map((row) => columns().map((name) => row[name] ?? ''))]
              .map((line) => line.join('\t'))
              .join('\n')
          }
        />
        <button
          type="button"
          class="quiet small"
          onClick={() => download(`${props.name}.csv`, toCsv(columns(), sorted()))}
        >
          Download CSV
        </button>
      </div>
      <div class="table-scroll" tabindex="0" role="group" aria-label={`Rows of ${props.name}`}>
        <table class="data">
          <thead>
            <tr>
              <For each={columns()}>
                {(column) => (
                  <th
                    scope="col"
                    classList={{ number: numeric().has(column) }}
                    aria-sort={sorting()?.column === column ? sorting()?.direction : 'none'}
                  >
                    <button type="button" onClick={() => sortBy(column)}>
                      {columnWords(column)}
                      <span class="sort-mark" aria-hidden="true">
                        {sorting()?.column === column ? (sorting()?.direction === 'ascending' ? '↑' : '↓') : ''}
                      </span>
                    </button>
                  </th>
                )}
              </For>
            </tr>
          </thead>
          <tbody>
            <For each={shown()}>
              {(row) => (
                <tr>
                  <For each={columns()}>
                    {(column) => (
                      <Cell
                        words={cellWords(column, row[column] ?? null, String(row['currency'] ?? props.currency))}
                        number={numeric().has(column)}
                      />
                    )}
                  </For>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </div>
      <Show when={props.rows.length > FIRST}>
        <button type="button" class="quiet" onClick={() => setAll(!all())}>
          {all() ? `Show the first ${FIRST}` : `Show all ${formatCount(props.rows.length)}`}
        </button>
      </Show>
    </section>
  );
}

const LONG_CELL = 32;
const PROSE_CELL = 120;

function Cell(props: { words: string; number: boolean }): JSX.Element {
  return (
    <td
      classList={{
        number: props.number,
        long: props.words.length > LONG_CELL,
        sentences: props.words.length > PROSE_CELL,
      }}
    >
      <bdi>{props.words}</bdi>
    </td>
  );
}

function download(name: string, csv: string): void {
  const address = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name.replaceAll(/[^\w.-]+/g, '-');
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
