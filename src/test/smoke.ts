/**
 * `npm run smoke`: the server as a user starts it, under plain node without any build of it: start, ask, reload, refuse a
 * second process, stop. Ends with a line `N passed, N failed`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const START_TIMEOUT_MS = 180_000;

let passed = 0;
let failed = 0;

const dataDir = await mkdtemp(join(tmpdir(), 'assay-smoke-'));
const environment = { ...process.env, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn', DEMO: 'on' };

async function check(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
    passed++;
    process.stdout.write(`ok   ${name}\n`);
  } catch (error) {
    failed++;
    process.stdout.write(`FAIL ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
  }
}

function expect(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

interface Server {
  child: ChildProcess;
  url: string;
  output: string[];
}

function start(extra: Record<string, string> = {}): Promise<Server> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['src/cli.ts', 'serve'], { cwd: ROOT, env: { ...environment, ...extra } });
    const output: string[] = [];
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`it did not start in time: ${output.join('').slice(-500)}`));
    }, START_TIMEOUT_MS);
    const onData = (data: Buffer) => {
      output.push(data.toString());
      const url = /Assay is ready: (\S+)/.exec(output.join(''))?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve({ child, url, output });
    };
    child.stdout.on('data', onData);
    child.stderr.on('data', onData);
    child.on('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`it ended with ${code}: ${output.join('').slice(-500)}`));
    });
  });
}

const exited = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once('exit', (code) => resolve(code));
  });

let server: Server | null = null;
await check('starts on an empty data directory and is ready', async () => {
  server = await start();
  const ready = await fetch(`${server.url}/readyz`);
  expect(ready.status === 200, `readyz said ${ready.status}`);
});

let sessionId = '';
await check('answers a question with an exact, cited, streamed answer', async () => {
  const response = await fetch(`${server!.url}/api/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'how many IAM users have no MFA?' }),
  });
  expect(response.headers.get('x-vercel-ai-ui-message-stream') === 'v1', 'the stream header is missing');
  const text = await response.text();
  expect(text.includes('"type":"data-evidence"') && text.trimEnd().endsWith('data: [DONE]'), 'the stream is not whole');
  sessionId = /"sessionId":"([0-9a-f-]{36})"/.exec(text)?.[1] ?? '';
  expect(/\[Q1\]/.test(text), 'nothing is cited');
});

await check('keeps the conversation', async () => {
  const response = await fetch(`${server!.url}/api/sessions/${sessionId}`);
  const session = (await response.json()) as { messages: { role: string; status: string; text: string }[] };
  expect(session.messages.length === 2 && session.messages[1]!.status === 'done', 'the answer was not kept');
});

await check('serves the page under its content security policy', async () => {
  const response = await fetch(server!.url);
  expect(response.status === 200 && (await response.text()).includes('<script type="module"'), 'no page');
  expect((response.headers.get('content-security-policy') ?? '').includes("script-src 'self'"), 'no policy');
});

await check('refuses a second process on the same data directory in one sentence', async () => {
  const second = spawn(process.execPath, ['src/cli.ts', 'migrate'], { cwd: ROOT, env: environment });
  let said = '';
  second.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const code = await exited(second);
  expect(code === 1 && /Another Assay process is using/.test(said), `it said: ${said.slice(0, 300)}`);
});

await check('answers in the terminal while the server holds the data', async () => {
  const child = spawn(process.execPath, ['src/cli.ts', 'ask', '--json', 'which buckets are public?'], {
    cwd: ROOT,
    env: { ...environment, PORT: new URL(server!.url).port },
  });
  let out = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  const code = await exited(child);
  expect(code === 0 && (JSON.parse(out) as { text: string }).text.includes('[Q1]'), `exit ${code}`);
});

await check('stops in order on SIGTERM', async () => {
  server!.child.removeAllListeners('exit');
  server!.child.kill('SIGTERM');
  expect((await exited(server!.child)) === 0, 'the exit code is not 0');
});

await check('lists every configuration fault at once', async () => {
  const child = spawn(process.execPath, ['src/cli.ts', 'serve'], {
    cwd: ROOT,
    env: { ...environment, PORT: 'many', LOG_LEVEL: 'loud' },
  });
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const code = await exited(child);
  expect(code === 1 && said.includes('PORT') && said.includes('LOG_LEVEL'), `it said: ${said.slice(0, 300)}`);
});

await rm(dataDir, { recursive: true, force: true });
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
