import type { SelectorCondition, TrailSelectors } from './snapshot.ts';

type Kind = 'ReadOnly' | 'WriteOnly';

/**
 * Whether a trail with these selectors records management events of one kind, and of every event source except those
 * named. Source: AWS CloudTrail User Guide, "Logging management events".
 */
export function recordsManagement({ basic, advanced }: TrailSelectors, kind: Kind, source?: string): boolean {
  return (
    basic.some(
      ({ includeManagementEvents, readWriteType }) =>
        includeManagementEvents && (readWriteType === 'All' || readWriteType === kind),
    ) ||
    advanced.some(
      ({ conditions }) =>
        equalsIn(conditions, 'eventCategory', 'Management') &&
        kindFits(conditions, kind) &&
        sourceFits(conditions, source),
    )
  );
}

/** Of the objects of all buckets, which ones data events are recorded for: all, some, or none. */
export function recordsS3Objects({ basic, advanced }: TrailSelectors, kind: Kind): 'all' | 'some' | 'none' {
  const found = new Set<'all' | 'some'>();
  for (const { readWriteType, dataResources } of basic) {
    if (readWriteType !== 'All' && readWriteType !== kind) continue;
    for (const { type, values } of dataResources)
      if (type === 'AWS::S3::Object' && values.length > 0)
        found.add(values.some((value) => /^arn:aws[a-z-]*:s3(?::::?)?$/.test(value)) ? 'all' : 'some');
  }
  for (const { conditions } of advanced) {
    if (!equalsIn(conditions, 'eventCategory', 'Data') || !equalsIn(conditions, 'resources.type', 'AWS::S3::Object'))
      continue;
    if (!kindFits(conditions, kind)) continue;
    found.add(conditions.some(narrowsObjects) ? 'some' : 'all');
  }
  return found.has('all') ? 'all' : found.has('some') ? 'some' : 'none';
}

/** Whether any data events are recorded, of whatever service. */
export function recordsDataEvents({ basic, advanced }: TrailSelectors): boolean {
  return (
    basic.some(({ dataResources }) => dataResources.some(({ values }) => values.length > 0)) ||
    advanced.some(({ conditions }) => equalsIn(conditions, 'eventCategory', 'Data'))
  );
}

function equalsIn(conditions: SelectorCondition[], field: string, value: string): boolean {
  return conditions.some(
    (condition) => condition.field === field && condition.operator === 'equals' && condition.values.includes(value),
  );
}

function kindFits(conditions: SelectorCondition[], kind: Kind): boolean {
  const readOnly = conditions.filter(({ field }) => field === 'readOnly');
  const wanted = String(kind === 'ReadOnly');
  return readOnly.every(({ operator, values }) =>
    operator === 'notEquals' ? !values.includes(wanted) : values.includes(wanted),
  );
}

function sourceFits(conditions: SelectorCondition[], source: string | undefined): boolean {
  if (source === undefined) return true;
  return conditions
    .filter(({ field }) => field === 'eventSource')
    .every(({ operator, values }) => (operator === 'notEquals' ? !values.includes(source) : values.includes(source)));
}

/** Anything beyond category, type and read-only leaves objects or calls out, unless it names all of S3. */
function narrowsObjects({ field, operator, values }: SelectorCondition): boolean {
  if (field === 'eventCategory' || field === 'resources.type' || field === 'readOnly') return false;
  if (field === 'resources.ARN' && operator === 'startsWith')
    return !values.some((value) => /^arn:aws[a-z-]*:s3(?::::?)?$/.test(value));
  return true;
}
