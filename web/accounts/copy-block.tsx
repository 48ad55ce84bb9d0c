import type { JSX } from 'solid-js';
import { CopyButton } from '../controls/copy-button.tsx';

/** A text to be taken elsewhere: shown whole, scrolled when it is long, copied with one button. */
export function CopyBlock(props: { name: string; text: string }): JSX.Element {
  return (
    <figure class="copy-block">
      <figcaption>
        <CopyButton class="quiet small" label={`Copy ${lowerFirst(props.name)}`} text={() => props.text} />
      </figcaption>
      <pre tabindex="0" role="group" aria-label={props.name}>
        {props.text}
      </pre>
    </figure>
  );
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
