/** What the accounts routes need, without knowing AWS: made by the composition root. */
import type { AccountChange, AwsAccount } from '../estate/accounts.ts';

/** An account with the policies to copy into it. */
export interface AccountReport extends AwsAccount {
  policies: { readOnly: object; trust: object };
}

export interface AccountTestResult {
  ok: boolean;
  detail: string;
  checks: { check: string; ok: boolean; detail: string }[];
  account: AccountReport;
}

export interface AccountsView {
  list(): Promise<AccountReport[]>;
  get(accountUid: string): Promise<AccountReport>;
  connect(input: {
    roleArn: string;
    name?: string | undefined;
    regions?: string[] | undefined;
  }): Promise<AccountReport>;
  edit(accountUid: string, change: AccountChange): Promise<AccountReport>;
  remove(accountUid: string): Promise<void>;
  test(accountUid: string): Promise<AccountTestResult>;
}
