import { Show, type JSX } from 'solid-js';
import type { UsagePart } from '../../src/http/api.ts';
import { formatCount, formatDuration, formatUsd } from '../text/figures.ts';
import { showNameSafely } from '../text/show-safely.ts';
import { PROVIDER_WORDS } from '../text/words.ts';

/** Who wrote it, what it took, what it cost. */
export function UsageLine(props: { usage: UsagePart }): JSX.Element {
  const usage = (): UsagePart => props.usage;
  const tokens = (): string | null => {
    const { inputTokens, outputTokens } = usage();
    if (inputTokens === null || outputTokens === null) return null;
    return `${formatCount(inputTokens)} tokens in, ${formatCount(outputTokens)} out`;
  };
  const time = (): string => {
    const { firstTokenMs, totalMs } = usage();
    const first = firstTokenMs === null ? '' : `first words ${formatDuration(firstTokenMs)}, `;
    return `${first}${first === '' ? '' : 'total '}${formatDuration(totalMs)}`;
  };
  return (
    <p class="usage">
      <Show when={usage().cached}>
        <span>From the cache: same question, same evidence, no model called</span>
      </Show>
      <Show
        when={usage().provider !== 'composer'}
        fallback={<span>Written without a language model, by the offline composer</span>}
      >
        <span>
          {usage().cached ? 'first written by ' : ''}
          {PROVIDER_WORDS[usage().provider]} <bdi class="code">{showNameSafely(usage().model)}</bdi>
        </span>
        <Show when={!usage().cached && tokens()}>{(words) => <span>{words()}</span>}</Show>
        <Show when={!usage().cached && usage().costUsd !== null}>
          <span>{formatUsd(usage().costUsd ?? 0, true)}</span>
        </Show>
      </Show>
      <span>{time()}</span>
    </p>
  );
}
