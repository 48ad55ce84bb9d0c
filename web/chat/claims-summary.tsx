import { createUniqueId, For, Show, type JSX } from 'solid-js';
import type { ClaimsPart, EvidenceItem } from '../../src/http/api.ts';
import { useEvidenceView } from '../evidence/evidence-view.ts';
import { withoutCitations } from '../text/citations.ts';
import { showSafely } from '../text/show-safely.ts';
import { VERDICT_WORDS } from '../text/words.ts';
import { claimTotal, verdictCounts } from './claims-words.ts';

/** How many of the answer's claims hold against what they cite; opened, each claim with its verdict and why. */
export function ClaimsSummary(props: {
  claims: ClaimsPart;
  messageId: string;
  evidence: EvidenceItem[];
  marks: boolean;
  setMarks: (on: boolean) => void;
}): JSX.Element {
  const view = useEvidenceView();
  const id = createUniqueId();
  return (
    <div class="claims">
      <button
        type="button"
        class="claims-summary"
        aria-expanded={props.marks}
        aria-controls={id}
        disabled={props.claims.claims.length === 0}
        onClick={() => props.setMarks(!props.marks)}
      >
        <Show when={verdictCounts(props.claims).length > 0} fallback="No claims to check">
          {claimTotal(props.claims)}:{' '}
          <For each={verdictCounts(props.claims)}>
            {({ verdict, words }, index) => (
              <>
                {index() > 0 ? ', ' : ''}
                <span class={`count ${verdict}`}>{words}</span>
              </>
            )}
          </For>
        </Show>
      </button>
      <Show when={props.marks}>
        <ol class="claim-list" id={id}>
          <For each={props.claims.claims}>
            {(claim) => (
              <li>
                <span class={`verdict ${claim.verdict}`}>{VERDICT_WORDS[claim.verdict]}</span>
                <span class="claim-text">
                  {showSafely(withoutCitations(claim.text)).replaceAll(/[*_`#]+/g, '')}{' '}
                  <For each={claim.labels}>
                    {(label) => (
                      <button
                        type="button"
                        class="chip"
                        disabled={!props.evidence.some((item) => item.label === label)}
                        onClick={(event) => view.show(props.messageId, label, event.currentTarget)}
                      >
                        {label}
                      </button>
                    )}
                  </For>
                  <Show when={claim.verdict !== 'supported' && claim.reason !== ''}>
                    <span class="claim-reason">{showSafely(claim.reason)}</span>
                  </Show>
                </span>
              </li>
            )}
          </For>
        </ol>
      </Show>
    </div>
  );
}
