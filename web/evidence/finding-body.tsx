import { For, Show, type JSX } from 'solid-js';
import type { EvidenceItem } from '../../src/http/api.ts';
import { CopyButton } from '../controls/copy-button.tsx';
import { formatInstant, formatUsd } from '../text/figures.ts';
import { showNameSafely, showSafely } from '../text/show-safely.ts';
import { frameworkReferences } from './framework-references.ts';

type Finding = NonNullable<EvidenceItem['finding']>;

const COMPLIANCE_WORDS: Readonly<Record<string, string>> = {
  pass: 'Pass',
  warning: 'Could not be verified',
  fail: 'Fail',
};

/** A finding as its reader needs it: what, why it matters, what to do in order, whose it is, what it breaks. */
export function FindingBody(props: { finding: Finding }): JSX.Element {
  const finding = (): Finding => props.finding;
  const references = () => frameworkReferences(finding().compliance);
  const tags = (): [string, string][] => Object.entries(finding().tags ?? {});
  return (
    <>
      <p>{showSafely(finding().description)}</p>
      <Section title="What was seen" text={finding().statusDetail} />
      <Section title="Why it is a risk" text={finding().risk} />
      <Section title="Consequence" text={finding().consequence} />
      <Show when={finding().remediation.length > 0}>
        <section>
          <h4>
            How to fix it{' '}
            <CopyButton
              label="Copy"
              class="quiet small"
              text={() =>
                finding()
                  .remediation.map((step, index) => `${index + 1}. ${step}`)
                  .join('\n')
              }
            />
          </h4>
          <ol class="steps">
            <For each={finding().remediation}>{(step) => <li>{showSafely(step)}</li>}</For>
          </ol>
        </section>
      </Show>
      <Section title="Who owns it" text={finding().ownerHint} />
      <Show when={references().length > 0}>
        <section>
          <h4>Framework references</h4>
          <ul class="references">
            <For each={references()}>{(reference) => <li>{showNameSafely(reference)}</li>}</For>
          </ul>
        </section>
      </Show>
      <section>
        <h4>Record</h4>
        <dl class="facts">
          <dt>Check</dt>
          <dd class="code">{showNameSafely(finding().checkId)}</dd>
          <dt>Status</dt>
          <dd>
            {finding().status.replaceAll('_', ' ')}
            <Show when={finding().complianceStatus}>
              {(status) => <span class="faint"> ({COMPLIANCE_WORDS[status()] ?? status()})</span>}
            </Show>
          </dd>
          <dt>Source</dt>
          <dd>{showNameSafely(finding().product)}</dd>
          <dt>First seen</dt>
          <dd>{formatInstant(finding().firstSeenTime)}</dd>
          <dt>Last seen</dt>
          <dd>{formatInstant(finding().lastSeenTime)}</dd>
          <Show when={finding().estimatedMonthlyCost !== null}>
            <dt>Costs</dt>
            <dd>{formatUsd(finding().estimatedMonthlyCost ?? 0)} a month (estimate)</dd>
          </Show>
          <Show when={finding().estimatedMonthlySavings !== null}>
            <dt>Would save</dt>
            <dd>{formatUsd(finding().estimatedMonthlySavings ?? 0)} a month (estimate)</dd>
          </Show>
          <Show when={tags().length > 0}>
            <dt>Tags</dt>
            <dd>
              <For each={tags()}>
                {([key, value]) => (
                  <bdi class="tag">
                    {showNameSafely(key)}={showNameSafely(value)}
                  </bdi>
                )}
              </For>
            </dd>
          </Show>
        </dl>
      </section>
    </>
  );
}

function Section(props: { title: string; text: string }): JSX.Element {
  return (
    <Show when={props.text !== ''}>
      <section>
        <h4>{props.title}</h4>
        <p>{showSafely(props.text)}</p>
      </section>
    </Show>
  );
}
