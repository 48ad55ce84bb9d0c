/** Which methods a path knows, so that a wrong one is told apart from a wrong path. */
import type { KnownRoute } from './openapi.ts';

/** Methods of the routes that match a path, HEAD beside GET; empty where there is no such path. */
export function methodsOf(routes: readonly KnownRoute[], path: string): string[] {
  const methods = routes
    .filter((route) => route.method !== 'ALL' && !route.path.includes('*') && matches(route.path, path))
    .map((route) => route.method);
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))].toSorted();
}

function matches(pattern: string, path: string): boolean {
  const expected = pattern.split('/');
  const given = path.split('/');
  return (
    expected.length === given.length &&
    expected.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]))
  );
}
