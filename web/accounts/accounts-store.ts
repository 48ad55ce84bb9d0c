/** The connected accounts, and what can be done with them; the rest of the page learns of every change. */
import { createSignal, type Accessor } from 'solid-js';
import type { AccountEdit, AccountReport, AccountTestResult } from '../../src/http/accounts-view.ts';
import type { Page } from '../../src/http/api.ts';
import { createPolled } from '../wire/create-polled.ts';
import { type ApiError, send, sendForJson } from '../wire/request.ts';

export interface NewAccount {
  roleArn: string;
  name?: string;
  regions: string[];
}

/** Every verb resolves when the list shows what it did, and throws ApiError. */
export interface Accounts {
  /** Null until the first read. */
  items: Accessor<AccountReport[] | null>;
  problem: Accessor<ApiError | null>;
  /** False for moments after a change, while the server may still speak of the estate before it. */
  settled: Accessor<boolean>;
  refresh(): Promise<void>;
  connect(account: NewAccount): Promise<AccountReport>;
  edit(accountUid: string, change: AccountEdit): Promise<void>;
  remove(accountUid: string): Promise<void>;
  test(accountUid: string): Promise<AccountTestResult>;
}

export interface AroundAccounts {
  /** Reads anew what the rest of the page shows of the estate. */
  estateChanged(): Promise<void>;
  isDemo(): boolean;
}

const REFRESH_MS = 30_000;
/** The server looks for itself every two seconds whether the demo estate has given way. */
const DEMO_GIVES_WAY_MS = 2500;

export function createAccounts(around: AroundAccounts): Accounts {
  const polled = createPolled((signal) => sendForJson<Page<AccountReport>>('/api/accounts', { signal }), REFRESH_MS);
  const [settled, setSettled] = createSignal(true);

  async function changed(): Promise<void> {
    await polled.refresh();
    void settle();
  }

  async function settle(): Promise<void> {
    setSettled(false);
    await around.estateChanged();
    if (around.isDemo()) {
      await new Promise((resolve) => setTimeout(resolve, DEMO_GIVES_WAY_MS));
      await around.estateChanged();
    }
    setSettled(true);
  }

  return {
    items: () => polled.value()?.items ?? null,
    problem: polled.problem,
    settled,
    refresh: polled.refresh,
    async connect(account) {
      const made = await sendForJson<AccountReport>('/api/accounts', { method: 'POST', body: account });
      await changed();
      return made;
    },
    async edit(accountUid, change) {
      await send(pathOf(accountUid), { method: 'PATCH', body: change });
      await changed();
    },
    async remove(accountUid) {
      await send(pathOf(accountUid), { method: 'DELETE' });
      await changed();
    },
    async test(accountUid) {
      const result = await sendForJson<AccountTestResult>(`${pathOf(accountUid)}/test`, { method: 'POST' });
      await polled.refresh();
      return result;
    },
  };
}

function pathOf(accountUid: string): string {
  return `/api/accounts/${encodeURIComponent(accountUid)}`;
}
