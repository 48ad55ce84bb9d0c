import { For, Show, type JSX } from 'solid-js';
import type { EvidenceItem } from '../../src/http/api.ts';
import { useEvidenceView } from '../evidence/evidence-view.ts';
import { evidenceGist, evidenceName } from '../evidence/evidence-words.ts';
import type { LiveMessage } from './live-message.ts';
import { evidenceWords } from './progress-words.ts';

const SHOWN = 5;

/** What the answer may cite, as soon as it is known: the first few by name, and all of it in the panel. */
export function EvidenceStrip(props: { answer: LiveMessage }): JSX.Element {
  const view = useEvidenceView();
  const show = (label: string | null, event: MouseEvent): void =>
    view.show(props.answer.id, label, event.currentTarget as HTMLElement);
  return (
    <Show when={props.answer.evidence.length > 0}>
      <ul class="evidence-strip" aria-label="Evidence">
        <For each={props.answer.evidence.slice(0, SHOWN)}>
          {(item) => (
            <li>
              <button type="button" title={evidenceName(item)} onClick={(event) => show(item.label, event)}>
                <span class="label">{item.label}</span>
                <SeverityWord item={item} />
                <bdi class="gist">{evidenceGist(item)}</bdi>
              </button>
            </li>
          )}
        </For>
        <li>
          <button type="button" class="all" onClick={(event) => show(null, event)}>
            {props.answer.evidence.length > SHOWN
              ? `All evidence: ${evidenceWords(props.answer.evidence)}`
              : 'Open evidence'}
          </button>
        </li>
      </ul>
    </Show>
  );
}

function SeverityWord(props: { item: EvidenceItem }): JSX.Element {
  return (
    <Show when={props.item.severity}>{(severity) => <span class={`severity ${severity()}`}>{severity()}</span>}</Show>
  );
}
