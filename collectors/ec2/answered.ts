/**
 * The value that every true answer of EC2 holds; throws `MalformedResponse` when it is missing. EC2 writes a list's
 * element even when it is empty, while a proxy's page parses as an answer with nothing in it: taking that for "nothing
 * there" would resolve every finding.
 */
export function answered<T>(value: T | undefined): T {
  if (value !== undefined) return value;
  throw Object.assign(new Error('The answer does not hold what it must'), { name: 'MalformedResponse' });
}
