import { createEffect, createMemo, createSignal, Index, on, onCleanup, type JSX } from 'solid-js';
import { evidenceName } from '../evidence/evidence-words.ts';
import { useEvidenceView } from '../evidence/evidence-view.ts';
import { withoutUnfinishedCitation } from '../text/citations.ts';
import { consoleLink } from '../text/console-link.ts';
import {
  type Block,
  type MarkdownOptions,
  renderBlock,
  splitBlocks,
  withoutUnfinishedTable,
} from '../text/markdown.ts';
import { sanitise } from '../text/sanitise.ts';
import { markClaims, unmarkClaims } from './claim-marks.ts';
import type { LiveMessage } from './live-message.ts';

const REDRAW_MS = 50;

/** The words of an answer as sanitised markdown, redrawn block by block; citations open the evidence. */
export function AnswerText(props: { answer: LiveMessage; live: boolean; marks: boolean }): JSX.Element {
  const view = useEvidenceView();
  let root!: HTMLDivElement;
  const text = createThrottled(() => props.answer.text);
  const blocks = createMemo(() => {
    const shown = props.live ? withoutUnfinishedCitation(text()) : props.answer.text;
    const all = splitBlocks(shown);
    return props.live ? withoutUnfinishedTable(all) : all;
  });
  const options = createMemo((): MarkdownOptions => {
    const names = new Map(props.answer.evidence.map((item) => [item.label, evidenceName(item)]));
    const links = props.answer.evidence.map(({ url }) => consoleLink(url)).filter((url) => url !== null);
    return { nameOf: (label) => names.get(label) ?? null, links: new Set(links) };
  });

  createEffect(
    on([() => props.answer.claims, () => props.marks, blocks], ([claims, marks]) => {
      unmarkClaims(root);
      if (claims !== null) markClaims(root, claims.claims, { words: marks ? 'all' : 'contradicted' });
    }),
  );
  onCleanup(() => unmarkClaims(root));

  function onClick(event: MouseEvent): void {
    const chip = event.target instanceof Element ? event.target.closest<HTMLElement>('button[data-cite]') : null;
    const label = chip?.dataset['cite'];
    if (chip === null || label === undefined || chip.ariaDisabled === 'true') return;
    view.show(props.answer.id, label, chip);
  }

  return (
    <div
      ref={(element) => (root = element)}
      class="prose"
      classList={{ writing: props.live && props.answer.text !== '' }}
      dir="auto"
      onClick={onClick}
    >
      <Index each={blocks()}>{(block) => <BlockView block={block()} options={options()} />}</Index>
    </div>
  );
}

function BlockView(props: { block: Block; options: MarkdownOptions }): JSX.Element {
  const html = createMemo(() => sanitise(renderBlock(props.block, props.options)));
  const isTable = (): boolean => html().startsWith('<table');
  return (
    <div
      class="block"
      classList={{ scrolls: isTable() }}
      tabindex={isTable() ? 0 : undefined}
      role={isTable() ? 'group' : undefined}
      aria-label={isTable() ? 'Table' : undefined}
      // eslint-disable-next-line solid/no-innerhtml
      innerHTML={html()}
    />
  );
}

/** The value at once, then at most every `REDRAW_MS`, its last one always. */
function createThrottled(source: () => string): () => string {
  const [value, setValue] = createSignal(source());
  let timer: ReturnType<typeof setTimeout> | undefined;
  let drawnAtMs = 0;
  function draw(): void {
    timer = undefined;
    drawnAtMs = performance.now();
    setValue(source());
  }
  createEffect(
    on(
      source,
      () => {
        timer ??= setTimeout(draw, Math.max(0, drawnAtMs + REDRAW_MS - performance.now()));
      },
      { defer: true },
    ),
  );
  onCleanup(() => clearTimeout(timer));
  return value;
}
