/** Line icons, 16 × 16. Decoration only: each stands beside words or in a control that has a name. */
import type { JSX } from 'solid-js';

const PATHS = {
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  plus: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5L14 14',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  check: 'M3 8.5l3.5 3.5L13 4.5',
  again: 'M13 8a5 5 0 1 1-1.6-3.7M13.2 2v3h-3',
  send: 'M8 13V3.5M3.8 7.5L8 3.2l4.2 4.3',
  stop: 'M5 5h6v6H5z',
  down: 'M8 3v9.5M3.8 8.5L8 12.8l4.2-4.3',
  left: 'M10 3.5L5.5 8l4.5 4.5',
  right: 'M6 3.5L10.5 8 6 12.5',
  good: 'M5 7.5v6H2.5v-6zM5 8l3-5.5c1 0 1.8.8 1.6 1.8L9.2 6.5h3.3c.7 0 1.2.6 1.1 1.3l-.8 4.6c-.1.6-.6 1.1-1.2 1.1H5',
  bad: 'M5 8.5v-6H2.5v6zM5 8l3 5.5c1 0 1.8-.8 1.6-1.8l-.4-2.2h3.3c.7 0 1.2-.6 1.1-1.3l-.8-4.6c-.1-.6-.6-1.1-1.2-1.1H5',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  moon: 'M13 9.6A5.6 5.6 0 0 1 6.4 3 5.6 5.6 0 1 0 13 9.6z',
  system: 'M2 3h12v8H2zM6 13.5h4M8 11v2.5',
  out: 'M6.5 3.5h-3v9h9v-3M9 2.5h4.5V7M13.2 2.8L7.5 8.5',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon(props: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[props.name]} />
    </svg>
  );
}
