import { expect, test } from 'vitest';
import { createJsonScanner, createLineScanner, type JsonScanner } from './json-scanner.ts';

function scan(scanner: JsonScanner, chunks: string[]) {
  return [...chunks.flatMap((chunk) => scanner.push(chunk)), ...scanner.end()];
}

const texts = (text: string, size: number) => {
  const chunks = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
    text.slice(at * size, (at + 1) * size),
  );
  return scan(createJsonScanner(1000), chunks).map((record) => record.text?.trim());
};

const HARD = ['{"a":"br}ac]e, \\"quoted\\\\"}', '{"b":[1,{"c":"é\\u0000"}]}', '"text, with [comma"', '12', 'null'];

test.each([
  ['a list', `[${HARD.join(' , ')}]`],
  ['a CloudTrail file', `{"version":"[x]","Records" : [${HARD.join(',')}], "after":[{"no":"record"}]}`],
  ['documents one after another', `${HARD.slice(0, 2).join('\n')}\n`],
])('cuts %s wherever the chunks end', (name, text) => {
  const wanted = name.startsWith('documents') ? HARD.slice(0, 2) : HARD;
  for (let size = 1; size <= text.length; size++) expect(texts(text, size)).toEqual(wanted);
});

test('an object without a list of records is one record', () => {
  expect(texts('{"class_uid":2004,"resources":[{"uid":"x"}],"n":"Records"}', 7)).toHaveLength(1);
});

test('a record over the limit is skipped, not its neighbours', () => {
  const found = scan(createJsonScanner(20), [`[{"a":1},{"b":"${'x'.repeat(50)}"},`, '{"c":3}]']);
  expect(found.map((record) => record.text)).toEqual(['{"a":1}', null, '{"c":3}']);
});

test('a text that ends too early says so', () => {
  expect(scan(createJsonScanner(99), ['{"Records":[{"a":1},{"b":'])).toMatchObject([
    { text: '{"a":1}' },
    { cut: true },
  ]);
});

test('in lines a broken record costs itself only', () => {
  const found = scan(createLineScanner(99), ['{"a":1}\n{"b":', ' broken\n\n', '{"c":3}']);
  expect(found.map((record) => record.text)).toEqual(['{"a":1}', '{"b": broken', '{"c":3}']);
});
