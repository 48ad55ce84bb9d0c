/** The second net under `markdown.ts`: what may stand in an answer, and nothing else. */
import createDOMPurify from 'dompurify';
import { isLabel } from './citations.ts';
import { consoleLink } from './console-link.ts';

const TAGS =
  'a b blockquote br button code del em h3 h4 hr i li ol p pre s strong sub sup table tbody td th thead tr ul';
const ATTRIBUTES = 'align aria-disabled aria-label data-cite href rel start target title type';

let purifier: ReturnType<typeof createDOMPurify> | undefined;

/** HTML reduced to the allowed tags and attributes: no image, style, class, id, form or foreign link survives. */
export function sanitise(html: string): string {
  purifier ??= makePurifier();
  return purifier.sanitize(html, {
    ALLOWED_TAGS: TAGS.split(' '),
    ALLOWED_ATTR: ATTRIBUTES.split(' '),
    ALLOW_DATA_ATTR: false,
    ALLOW_ARIA_ATTR: false,
    ALLOWED_URI_REGEXP: /^https:\/\//,
    ADD_URI_SAFE_ATTR: ATTRIBUTES.split(' ').filter((name) => name !== 'href'), // they hold words, never addresses
    SANITIZE_NAMED_PROPS: true,
  });
}

function makePurifier(): ReturnType<typeof createDOMPurify> {
  const made = createDOMPurify(window);
  made.addHook('afterSanitizeAttributes', (node) => {
    if (node.tagName === 'BUTTON' && !isLabel(node.getAttribute('data-cite') ?? '')) node.removeAttribute('data-cite');
    if (node.tagName !== 'A') return;
    const address = consoleLink(node.getAttribute('href') ?? undefined);
    if (address === null) node.removeAttribute('href');
    else node.setAttribute('rel', 'noopener noreferrer');
  });
  return made;
}
