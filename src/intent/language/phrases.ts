/** A small notation for word patterns: one phrase a line, so that adding a way of saying something is adding a line. */

/**
 * The pattern of a list of phrases, one a line, matched as whole words in normalised text. `(a|b)` groups without
 * capturing; everything else is regular-expression syntax. Blank lines are skipped.
 */
export function phrases(lines: TemplateStringsArray, ...inserted: string[]): RegExp {
  return new RegExp(`(?<!\\w)(?:${phraseSource(lines, ...inserted)})(?!\\w)`);
}

/** The same as a source, to be put into another list. */
export function phraseSource(lines: TemplateStringsArray, ...inserted: string[]): string {
  return String.raw({ raw: lines.raw }, ...inserted)
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .join('|')
    .replace(/(?<!\\)\((?!\?)/g, '(?:');
}

/** The same pattern, matching everywhere in a text: for `replace` and `matchAll`. */
export function every(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, 'g');
}
