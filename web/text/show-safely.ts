/** Names and texts that came from AWS, or from a model, made visible for what they are. */

// Controls, bidirectional overrides and isolates, zero-width and other characters without a shape of their own, but for
// tab, newline, and what joins emoji. See https://www.unicode.org/reports/tr36/ and https://trojansource.codes.
const INVISIBLE =
  /(?!\t|\n|\ufe0f|(?<=\p{Extended_Pictographic}\ufe0f?)\u200d)[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2028\u2029]/gu;

/** The text with each invisible or direction-changing character written out, as `⟨U+202E⟩`. Newlines and tabs stay. */
export function showSafely(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(INVISIBLE, (character) => `⟨U+${hex(character)}⟩`);
}

/** The same for a name that stands within a line: newlines and tabs are written out as well. */
export function showNameSafely(name: string): string {
  return showSafely(name).replaceAll('\n', '⟨U+000A⟩').replaceAll('\t', '⟨U+0009⟩');
}

function hex(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
