/** Lists that are wanted whole. */
import type { Page } from '../../src/http/api.ts';
import { sendForJson } from './request.ts';

const PAGE_SIZE = 500;
const MOST_PAGES = 20;

/** Every item of a paged list, at most 10,000. Throws `ApiError`. */
export async function readEvery<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query = new URLSearchParams({ limit: String(PAGE_SIZE), ...(cursor === null ? {} : { cursor }) });
    const read: Page<T> = await sendForJson<Page<T>>(`${path}?${query}`, { signal });
    items.push(...read.items);
    cursor = read.nextCursor;
    if (cursor === null) break;
  }
  return items;
}
