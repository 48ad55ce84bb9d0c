/** What the store can hold: PostgreSQL refuses a whole batch for one NUL character or broken surrogate. */

/** The text with each NUL character and lone surrogate replaced by U+FFFD, so that one sees that something was there. */
export function storableText(text: string): string {
  return isStorableText(text) ? text : text.replaceAll('\u0000', '\ufffd').toWellFormed();
}

/** The same for every text and key of a JSON-safe value; the value itself when there is nothing to replace. */
export function storable<T>(value: T): T {
  // Looked through first: nearly every snapshot is clean, and copying a large one takes its size twice more.
  return isStorable(value) ? value : (cleaned(value) as T);
}

function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isStorable);
  for (const key in value)
    if (!isStorableText(key) || !isStorable((value as Record<string, unknown>)[key])) return false;
  return true;
}

const isStorableText = (text: string) => !text.includes('\u0000') && text.isWellFormed();

function cleaned(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map(cleaned);
    return items.some((item, index) => item !== value[index]) ? items : value;
  }
  let changed = false;
  const entries = Object.entries(value).map(([key, item]) => {
    const entry = [storableText(key), cleaned(item)] as const;
    changed ||= entry[0] !== key || entry[1] !== item;
    return entry;
  });
  return changed ? Object.fromEntries(entries) : value;
}
