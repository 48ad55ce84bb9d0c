import { For, Show, type JSX } from 'solid-js';
import type { EvidenceItem } from '../../src/http/api.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { Icon } from '../controls/icon.tsx';
import { useEstate } from '../shell/estate.ts';
import { consoleLink } from '../text/console-link.ts';
import { formatAge, formatInstant, plural } from '../text/figures.ts';
import { showNameSafely, showSafely } from '../text/show-safely.ts';
import { FindingBody } from './finding-body.tsx';
import { Members } from './members.tsx';
import { RowsTable } from './rows-table.tsx';
import { currencyOf, valueWords } from './evidence-words.ts';

/** One piece of evidence, whole: what it says, how sure and how old it is, and everything it counts. */
export function EvidenceDetail(props: { item: EvidenceItem }): JSX.Element {
  const item = (): EvidenceItem => props.item;
  return (
    <div class="evidence-detail">
      <h3>{showSafely(item().title)}</h3>
      <Show when={valueWords(item())}>{(value) => <p class="value">{value()}</p>}</Show>
      <Show when={item().complete === false}>
        <p class="warning-line">Part of this scope could not be read: the true figure may be higher.</p>
      </Show>
      <Notes notes={item().notes ?? []} />
      <Place item={item()} />
      <Show when={item().finding}>{(finding) => <FindingBody finding={finding()} />}</Show>
      <Show when={(item().rows?.length ?? 0) > 0}>
        <RowsTable
          rows={item().rows ?? []}
          name={item().factName ?? item().label}
          currency={currencyOf(item()) ?? 'USD'}
        />
      </Show>
      <Show when={(item().members?.length ?? 0) > 0}>
        <Members members={item().members ?? []} unit={item().unit} truncated={isTruncated(item())} />
      </Show>
      <Show when={item().factName}>
        {(name) => (
          <details class="computed">
            <summary>How it was computed</summary>
            <p>
              Fact <span class="code">{name()}</span>
            </p>
            <pre>{showSafely(JSON.stringify(item().parameters ?? {}, null, 2))}</pre>
          </details>
        )}
      </Show>
    </div>
  );
}

const NOTES_FOLDED = 240;

/** What a reader must know to read the value right; a long list of calls is folded. */
function Notes(props: { notes: readonly string[] }): JSX.Element {
  const long = (): boolean => props.notes.join('').length > NOTES_FOLDED;
  const lines = (): JSX.Element => (
    <For each={props.notes}>{(note) => <p class="evidence-note">{showSafely(note)}</p>}</For>
  );
  return (
    <Show when={long()} fallback={lines()}>
      <details class="computed">
        <summary>{plural(props.notes.length, 'note')} on this figure</summary>
        {lines()}
      </details>
    </Show>
  );
}

function Place(props: { item: EvidenceItem }): JSX.Element {
  const estate = useEstate();
  const item = (): EvidenceItem => props.item;
  const link = (): string | null => consoleLink(item().url);
  return (
    <dl class="facts">
      <Show when={item().severity}>
        {(severity) => (
          <>
            <dt>Severity</dt>
            <dd>
              <span class={`severity ${severity()}`}>{severity()}</span>
            </dd>
          </>
        )}
      </Show>
      <Show when={item().resourceUid}>
        {(uid) => (
          <>
            <dt>Resource</dt>
            <dd>
              <bdi class="code">{showNameSafely(uid())}</bdi> <CopyButton text={uid} label="Copy" class="quiet small" />
            </dd>
          </>
        )}
      </Show>
      <Show when={item().accountUid}>
        {(uid) => (
          <>
            <dt>Account</dt>
            <dd>{showNameSafely(estate.accountWords(uid()))}</dd>
          </>
        )}
      </Show>
      <Show when={item().region}>
        {(region) => (
          <>
            <dt>Region</dt>
            <dd>{showNameSafely(region())}</dd>
          </>
        )}
      </Show>
      <dt>As of</dt>
      <dd>
        {formatInstant(item().asOf)} <span class="faint">({formatAge(item().asOf, estate.nowMs())})</span>
      </dd>
      <Show when={link()}>
        {(address) => (
          <>
            <dt>Console</dt>
            <dd>
              <a href={address()} target="_blank" rel="noopener noreferrer">
                Open in the AWS console <Icon name="out" />
              </a>
            </dd>
          </>
        )}
      </Show>
    </dl>
  );
}

/** Fewer ids than it counts: the list is cut, and must not be called all. */
function isTruncated(item: EvidenceItem): boolean {
  const counted = /^USD\b/i.test(item.unit ?? '') ? undefined : item.value;
  return counted !== undefined && (item.members?.length ?? 0) < counted;
}
