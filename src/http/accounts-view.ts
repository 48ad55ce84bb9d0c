/** Connected accounts as the routes answer them and as the page reads them: no import, so that both sides may. */

/** How the last connection test ended; `detail` says in words what was found and what to do. */
export interface LastTest {
  /** ISO instant. */
  at: string;
  ok: boolean;
  detail: string;
}

/** An account with the policies to copy into it. */
export interface AccountReport {
  accountUid: string;
  name: string;
  partition: string;
  /** Null: read with the credentials that Assay itself runs with. */
  roleArn: string | null;
  externalId: string | null;
  /** Regions to read; empty means those that the account has enabled. */
  regions: string[];
  enabled: boolean;
  isDemo: boolean;
  lastTest: LastTest | null;
  /** ISO instant. */
  createdAt: string;
  policies: { readOnly: object; trust: object };
}

/** What may be edited; what is left out stays. */
export interface AccountEdit {
  name?: string | undefined;
  regions?: string[] | undefined;
  enabled?: boolean | undefined;
  roleArn?: string | undefined;
}

/** One attempt to assume the role. `ok` means that it ended as it must: opened, or refused. */
export interface AccountTestCheck {
  check: 'with_external_id' | 'without_external_id' | 'wrong_external_id';
  ok: boolean;
  detail: string;
}

export interface AccountTestResult {
  ok: boolean;
  detail: string;
  checks: AccountTestCheck[];
  account: AccountReport;
}

/** Who Assay is to AWS. `principal` is what a trust policy must name, null when that cannot be told; `detail` says why. */
export interface OwnIdentity {
  arn: string | null;
  accountUid: string | null;
  principal: string | null;
  detail: string;
}

/** What the accounts routes need, without knowing AWS: made by the composition root. */
export interface AccountsView {
  identity(): Promise<OwnIdentity>;
  list(): Promise<AccountReport[]>;
  get(accountUid: string): Promise<AccountReport>;
  connect(input: {
    roleArn: string;
    name?: string | undefined;
    regions?: string[] | undefined;
  }): Promise<AccountReport>;
  edit(accountUid: string, change: AccountEdit): Promise<AccountReport>;
  remove(accountUid: string): Promise<void>;
  test(accountUid: string): Promise<AccountTestResult>;
}
