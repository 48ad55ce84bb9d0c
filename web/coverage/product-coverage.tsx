import { createMemo, createSignal, For, Show, type JSX } from 'solid-js';
import type { CoverageEntryReport } from '../../src/http/api.ts';
import { useEstate } from '../shell/estate.ts';
import { formatAge, formatCount, formatInstant } from '../text/figures.ts';
import { showNameSafely, showSafely } from '../text/show-safely.ts';
import { outcomeWords, productWords } from '../text/words.ts';
import { type CoverageRow, isGood, rowsOf, wantingRows } from './coverage-rows.ts';

/** One service: how much of it was read; always what was not, and all of it on demand. */
export function ProductCoverage(props: {
  product: string;
  entries: readonly CoverageEntryReport[];
  targetMinutes: number | null;
}): JSX.Element {
  const estate = useEstate();
  const [all, setAll] = createSignal(false);
  const rows = createMemo(() => rowsOf(props.entries, props.targetMinutes, estate.nowMs()));
  const shown = createMemo(() => (all() ? rows() : wantingRows(rows())));
  const summary = (): string =>
    `${formatCount(props.entries.filter(isGood).length)} of ${formatCount(props.entries.length)} reads went well`;
  return (
    <section class="product">
      <header class="section-head">
        <h2>{productWords(props.product)}</h2>
        <span class="faint">{summary()}</span>
        <button type="button" class="quiet small" aria-expanded={all()} onClick={() => setAll(!all())}>
          {all() ? 'Show only what is wanting' : `Show all ${formatCount(props.entries.length)}`}
        </button>
      </header>
      <Show when={shown().length > 0} fallback={<p class="faint">Nothing is wanting: all was read, and in time.</p>}>
        <div class="table-scroll" tabindex="0" role="group" aria-label={`Coverage of ${productWords(props.product)}`}>
          <table class="data">
            <thead>
              <tr>
                <th scope="col">Account</th>
                <th scope="col">Region</th>
                <th scope="col">Calls</th>
                <th scope="col">Outcome</th>
                <th scope="col">As of</th>
                <th scope="col" class="number">
                  Items
                </th>
              </tr>
            </thead>
            <tbody>
              <For each={shown()}>{(row) => <Row row={row} />}</For>
            </tbody>
          </table>
        </div>
      </Show>
    </section>
  );
}

function Row(props: { row: CoverageRow }): JSX.Element {
  const estate = useEstate();
  const { row } = props;
  const trouble = isGood(row) ? '' : showSafely(row.detail ?? '');
  return (
    <>
      <tr>
        <td title={row.accountUid}>{showNameSafely(estate.accountName(row.accountUid))}</td>
        <td>{showNameSafely(row.region)}</td>
        <td class="code" classList={{ long: row.apis.length > 1 }}>
          {row.apis.map(showNameSafely).join(', ')}
        </td>
        <td>
          <span class={`state ${isGood(row) && !row.truncated ? 'ready' : 'resting'}`}>
            {outcomeWords(row.outcome)}
            {row.truncated ? ', cut short' : ''}
          </span>
        </td>
        <td title={row.lastOkAt === null ? '' : formatInstant(row.lastOkAt)}>
          {row.lastOkAt === null ? 'never' : formatAge(row.lastOkAt, estate.nowMs())}
          <Show when={row.stale}>
            <span class="state resting"> (stale)</span>
          </Show>
        </td>
        <td class="number">{formatCount(row.items)}</td>
      </tr>
      <Show when={trouble !== '' || (!isGood(row) && row.permissions.length > 0)}>
        <tr class="trouble">
          <td colspan="6">
            <p>
              {trouble}
              <Show when={row.permissions.length > 0}>
                {' '}
                It would take <Permissions row={row} />.
              </Show>
            </p>
          </td>
        </tr>
      </Show>
    </>
  );
}

function Permissions(props: { row: CoverageRow }): JSX.Element {
  const { permissions, apis } = props.row;
  if (permissions.length > 1 && permissions.every((permission) => apis.includes(permission))) {
    return <>the permissions of the same names</>;
  }
  return <span class="code">{permissions.map(showNameSafely).join(', ')}</span>;
}
