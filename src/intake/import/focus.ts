/** Lines of a FOCUS cost export, 1.0 to 1.2. Source: focus.finops.org, "FOCUS columns". */
import { isCalendarDay } from '../../../collectors/untrusted.ts';
import type { CostInput } from '../../estate/costs.ts';
import { timeFault } from './clean.ts';
import { type Converted, refused } from './converted.ts';

/** Reads one line of a file with this header. */
export type LineReader = (cells: readonly string[]) => Converted;

/** The one refusal that does not keep a bill of AWS from being whole. */
export const OTHER_PROVIDER = 'The line is of a provider other than AWS.';

const NEEDED = ['billedcost', 'chargeperiodstart', 'servicename'];

export function isFocusHeader(header: readonly string[]): boolean {
  const names = new Set(header.map(columnName));
  return NEEDED.every((name) => names.has(name));
}

/**
 * A reader for files with this header; columns in any order and case. Only AWS's lines are taken: Assay knows nothing
 * else of other providers, and their money must not be mixed into an AWS bill. FOCUS has no usage type: none is made up.
 */
export function createFocusReader(header: readonly string[], now: Date): LineReader {
  const names = header.map(columnName);
  const order = names.map((name, index) => ({ name, index })).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const chargeColumns = order.filter(({ name }) => !RESTATED.has(name));
  return (cells) => {
    if (cells.length !== names.length) return refused('The line has another number of columns than the header.');
    const line = new Map<string, string>();
    names.forEach((name, index) => {
      const value = cells[index]!.trim();
      if (value !== '' && value.toLowerCase() !== 'null') line.set(name, value.replaceAll('\u0000', '\ufffd'));
    });
    if (!isAws(line)) return refused(OTHER_PROVIDER);
    const row = rowOf(line, now);
    if (typeof row === 'string') return refused(row);
    const text = (columns: typeof order) => columns.map(({ name }) => `${name}=${line.get(name) ?? ''}`).join('\u0001');
    const billingPeriod = dayOf(line.get('billingperiodstart'));
    return { kind: 'cost', row, identity: text(order), charge: text(chargeColumns), billingPeriod };
  };
}

/**
 * What a restatement may change: the metrics of FOCUS, tags (put on later), and a row number some exporters add. All
 * other columns say what was charged for. Source: focus.finops.org, FOCUS 1.2, column types "Metric" and "Dimension".
 */
const RESTATED = new Set([
  'billedcost',
  'effectivecost',
  'listcost',
  'contractedcost',
  'listunitprice',
  'contractedunitprice',
  'consumedquantity',
  'pricingquantity',
  'pricingcurrencycontractedunitprice',
  'pricingcurrencyeffectivecost',
  'pricingcurrencylistunitprice',
  'tags',
  'id',
]);

const columnName = (name: string) =>
  name
    .replace(/^\ufeff/, '')
    .trim()
    .toLowerCase();

/** FOCUS 1.3 renames ProviderName; a file without either is taken at its word by the issuer, else as AWS. */
function isAws(line: Map<string, string>): boolean {
  const provider =
    line.get('providername') ?? line.get('serviceprovidername') ?? line.get('invoiceissuername') ?? 'AWS';
  return /^(aws|amazon)/i.test(provider);
}

function rowOf(line: Map<string, string>, now: Date): CostInput | string {
  const day = dayOf(line.get('chargeperiodstart'));
  if (!day) return 'The ChargePeriodStart of the line is missing or is not a time.';
  const fault = timeFault(`${day}T00:00:00.000Z`, now);
  if (fault) return fault;
  const billedCost = amount(line.get('billedcost'));
  if (billedCost === null) return 'The BilledCost of the line is missing or is not a number.';
  const serviceName = line.get('servicename')?.slice(0, MOST_NAME_CHARS).toWellFormed();
  if (!serviceName) return 'The line has no ServiceName.';
  const billingAccountId = line.get('billingaccountid') ?? null;
  const subAccountId = line.get('subaccountid') ?? billingAccountId;
  if (!subAccountId) return 'The line names neither a sub-account nor a billing account.';
  const billingCurrency = line.get('billingcurrency')?.toUpperCase();
  if (!billingCurrency) return 'The line has no BillingCurrency.';
  if (!/^[A-Z]{3}$/.test(billingCurrency)) return 'The BillingCurrency of the line is not a currency code.';
  return {
    day,
    billingAccountId,
    subAccountId,
    subAccountName: line.get('subaccountname')?.slice(0, MOST_NAME_CHARS).toWellFormed() ?? null,
    serviceName,
    regionId: line.get('regionid')?.toLowerCase() ?? null,
    chargeCategory: capital(line.get('chargecategory') ?? 'Usage'),
    billedCost,
    effectiveCost: amount(line.get('effectivecost')) ?? billedCost,
    listCost: amount(line.get('listcost')),
    billingCurrency,
    consumedQuantity: amount(line.get('consumedquantity')),
    consumedUnit: line.get('consumedunit') ?? null,
    xUsageType: null,
    xEstimated: false,
    xView: 'focus',
  };
}

/** The UTC day of `2024-09-18 22:00:00`, of ISO text with or without zone, or of a bare day. */
function dayOf(text: string | undefined): string | null {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i.exec(
    text ?? '',
  );
  if (!match || !isCalendarDay(match[1]!)) return null;
  const [, date, clock = '00:00', zone = 'Z'] = match;
  const time = new Date(`${date}T${clock}${/^(z|utc)$/i.test(zone) ? 'Z' : zone}`);
  return Number.isNaN(time.getTime()) ? null : time.toISOString().slice(0, 10);
}

/** AWS's own names are far shorter. */
const MOST_NAME_CHARS = 300;

/** No bill comes near; a sum over such numbers would leave what a query can add up. */
const MOST = 1e15;

function amount(text: string | undefined): number | null {
  if (text === undefined || !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text)) return null;
  return Math.abs(Number(text)) <= MOST ? Number(text) : null;
}

/** Case varies between exporters; Usage and usage are one category. */
const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1).toLowerCase();
