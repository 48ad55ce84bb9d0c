import { expect, it } from 'vitest';
import { ConfigError, readConfig } from './config.ts';
import { createLog } from './log.ts';

it('needs nothing set, and takes an empty value for an unset one', () => {
  expect(readConfig({})).toMatchObject({ PORT: 8787, HOST: '127.0.0.1', DATA_DIR: './.data', awsCredentials: false });
  expect(readConfig({ PORT: '', ACCESS_TOKEN: '', DEMO: '' })).toMatchObject({ PORT: 8787 });
});

it('tells every fault at once, by name and without any value', () => {
  const faulty = {
    PORT: 'many',
    DATABASE_URL: 'mysql://root:hunter2@db/x',
    DEMO: 'perhaps',
    DEMO_NOW: 'yesterday',
    ACCESS_TOKEN: 'short-secret',
    EMBEDDER: 'word2vec',
    IDLE_TIMEOUT_MS: '0',
    GROQ_BASE_URL: 'ftp://example.test',
    LOG_LEVEL: 'loud',
  };
  let fault: unknown;
  try {
    readConfig(faulty);
  } catch (error) {
    fault = error;
  }
  expect(fault).toBeInstanceOf(ConfigError);
  const { message } = fault as Error;
  for (const name of Object.keys(faulty)) expect(message).toContain(name);
  expect(message).not.toMatch(/hunter2|short-secret|many\b|word2vec/);
});

it.each([
  ['0.0.0.0', false],
  ['192.168.0.7', false],
  ['::', false],
  ['example.test', false],
  ['127.0.0.1', true],
  ['127.9.9.9', true],
  ['localhost', true],
  ['::1', true],
])('listens on %s without a token: %s', (HOST, allowed) => {
  const read = () => readConfig({ HOST });
  if (allowed) expect(read().HOST).toBe(HOST);
  else expect(read).toThrow(/ACCESS_TOKEN/);
  expect(readConfig({ HOST, ACCESS_TOKEN: 'a-token-of-enough-length' }).HOST).toBe(HOST);
});

it('keeps secrets out of the log, at any depth and in errors', () => {
  const lines: string[] = [];
  const log = createLog('debug', (line) => void lines.push(line));
  log.info('event', {
    config: readConfig({
      ACCESS_TOKEN: 'tok-0123456789abcdef',
      GROQ_API_KEY: 'gsk_secret',
      EVENTBRIDGE_SECRET: 'eb-0123456789abcdef',
      DATABASE_URL: 'postgres://app:hunter2@db/x',
    }),
    headers: { authorization: 'Bearer tok-0123456789abcdef', cookie: 'assay_access=abc' },
    error: new Error('cannot reach postgres://app:hunter2@db/x'),
  });
  expect(lines.join('')).not.toMatch(/tok-0123|gsk_secret|eb-0123|hunter2|assay_access=abc/);
});
