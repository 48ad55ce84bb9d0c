/** The habits of Open WebUI, LibreChat and the `openai` SDK, unmodified: what they send, and what they must get. */
import OpenAI, { APIError, BadRequestError, InternalServerError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { healthyScript, response } from '../test/providers/steps.ts';
import { startTestServer, type TestServer } from '../test/running-server.ts';
import type { SessionSummary } from './api.ts';

const TEXT = 'Nothing could be read yet, so there is no user to name. Connect an account first.';

let server: TestServer;
let client: OpenAI;
beforeAll(async () => {
  server = await startTestServer({ text: TEXT, environment: { LLM_CHAIN: 'groq' } });
  client = new OpenAI({ apiKey: 'none', baseURL: `${server.url}/v1`, maxRetries: 0 });
});
afterAll(() => server.close());

type Body = OpenAI.ChatCompletionCreateParamsNonStreaming;
const ask = (body: object) => client.chat.completions.create({ model: 'assay', ...body } as Body);
const user = (content: unknown) => ({ role: 'user', content });
const textOf = ({ choices }: OpenAI.ChatCompletion) => choices[0]!.message.content;
const sessions = async () =>
  ((await (await fetch(`${server.url}/api/sessions`)).json()) as { items: SessionSummary[] }).items;

let asked = 0;
const question = () => `Which IAM users have no MFA in account 111122224${333 + (asked += 1)}?`;

describe('a question', () => {
  it('may come in parts, after system and developer messages, with fields that nobody here knows', async () => {
    const words = question();
    const completion = await ask({
      messages: [
        { role: 'system', content: 'You are a helpful assistant.' },
        { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
        user([
          { type: 'text', text: words.slice(0, 20) },
          { type: 'text', text: words.slice(20) },
        ]),
      ],
      n: 1,
      temperature: 0.7,
      top_p: 1,
      max_tokens: 500,
      presence_penalty: 0,
      frequency_penalty: 0,
      user: 'reader',
      stream: false,
      metadata: { chat_id: 'c1' },
      parallel_tool_calls: true,
      chat_id: 'c1',
      session_id: 's1',
      features: { web_search: false },
      background_tasks: { title_generation: true },
    });
    expect(textOf(completion)).toContain(TEXT);
    const sent = server.standIn.requests.at(-1)!.body;
    expect(sent).toContain(words.slice(20, 40));
    // What a client's system prompt says does not become ours, nor do its sampling settings.
    expect(sent).not.toContain('helpful assistant');
    expect(JSON.parse(sent)).toMatchObject({ temperature: 0.2 });
  });

  it('streams to the SDK’s own helper, usage last', async () => {
    const stream = client.chat.completions.stream({
      model: 'assay',
      messages: [{ role: 'user', content: question() }],
      stream_options: { include_usage: true },
    });
    const completion = await stream.finalChatCompletion();
    expect(textOf(completion)).toContain(TEXT);
    expect(completion.usage!.completion_tokens).toBe(12);
  });
});

describe('what a client asks on its own account', () => {
  const history = (first: string) => `<chat_history>\nUSER: ${first}\nASSISTANT: Two of them.\n</chat_history>`;
  const task = (what: string, shape: string, first = 'Which IAM users have no MFA?') =>
    `### Task:\n${what}\n### Output:\nJSON format: ${shape}\n### Chat History:\n${history(first)}`;
  const long = 'Which security groups of the production accounts let the whole world in on port 22 or 3389?';

  it.each([
    [
      'title',
      task('Generate a concise title.', '{ "title": "your concise title here" }'),
      { title: 'Which IAM users have no MFA' },
    ],
    [
      'long title',
      task('Generate a concise title.', '{ "title": "x" }', long),
      { title: expect.stringMatching(/^Which security groups .{20,40}…$/) },
    ],
    ['tags', task('Generate 1-3 broad tags.', '{ "tags": ["tag1", "tag2"] }'), { tags: [] }],
    ['follow-ups', task('Suggest 3-5 follow-up questions.', '{ "follow_ups": ["Question 1?"] }'), { follow_ups: [] }],
    ['queries', task('Analyze the chat history for search.', '{ "queries": ["query1"] }'), { queries: [] }],
  ])('Open WebUI, %s: is answered at once, and leaves no trace', async (_name, prompt, expected) => {
    const before = { sent: server.standIn.attempts(), kept: (await sessions()).length };
    const completion = await ask({
      messages: [user(prompt)],
      max_completion_tokens: 1000,
      metadata: { task: 'title' },
    });
    expect(JSON.parse(textOf(completion)!)).toEqual(expected);
    expect(completion.usage!.total_tokens).toBe(0);
    expect({ sent: server.standIn.attempts(), kept: (await sessions()).length }).toEqual(before);
  });

  it('LibreChat, title: by a prompt, by its structured form, and streamed', async () => {
    const before = server.standIn.attempts();
    const conversation = 'Conversation:\nUser: Which buckets are public?\nAI: Three.';
    const prompt = `Provide a concise, 5-word-or-less title for the conversation, using title case conventions. Only return the title itself.\n\n${conversation}`;
    expect(textOf(await ask({ messages: [user(prompt)] }))).toBe('Which buckets are public');
    const structured = `Analyze this conversation and provide:\n1. The detected language of the conversation\n2. A concise title in the detected language (5 words or less)\n\n${conversation}`;
    const reply = await ask({
      messages: [user(structured)],
      response_format: { type: 'json_schema', json_schema: { name: 'title', schema: {} } },
    });
    expect(JSON.parse(textOf(reply)!)).toEqual({ language: 'en', title: 'Which buckets are public' });
    const stream = client.chat.completions.stream({
      model: 'assay',
      messages: [{ role: 'user', content: prompt }],
      stream_options: { include_usage: true },
    });
    const whole = await stream.finalChatCompletion();
    expect([textOf(whole), whole.usage!.total_tokens]).toEqual(['Which buckets are public', 0]);
    expect(server.standIn.attempts()).toBe(before);
  });

  it('is not confused with a question about titles', async () => {
    const before = server.standIn.attempts();
    await ask({ messages: [user(`${question()} Give the conversation a title tag.`)] });
    expect(server.standIn.attempts()).toBe(before + 1);
  });
});

describe('an answer that nobody could write', () => {
  const failure = async (work: PromiseLike<unknown>): Promise<APIError> => {
    const error: unknown = await Promise.resolve(work).catch((thrown: unknown) => thrown);
    if (error instanceof APIError) return error;
    throw new Error('it did not fail', { cause: error });
  };
  const streamed = (content: string) =>
    client.chat.completions
      .create({ model: 'assay', messages: [{ role: 'user', content }], stream: true })
      .then((stream) => Array.fromAsync(stream));

  it('under a content policy is a fault of the request, with what was named, in our words', async () => {
    server.standIn.script(healthyScript('groq', { pieces: ['Well, '], finish: 'content_filter' }));
    const error = await failure(ask({ messages: [user(question())] }));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ status: 400, type: 'invalid_request_error' });
    expect(error.message).toContain('under its content policy (its content filter)');
    expect((await failure(streamed(question()))).message).toContain('content policy');
    server.standIn.script();
  });

  it('for want of a provider is a server error, in the stream too, without upstream words', async () => {
    server.standIn.script(response(400, { error: { message: 'upstream says no', type: 'invalid_request_error' } }));
    const error = await failure(ask({ messages: [user(question())] }));
    expect(error).toBeInstanceOf(InternalServerError);
    expect(error).toMatchObject({ status: 503, type: 'server_error' });
    const inStream = await failure(streamed(question()));
    server.standIn.script();
    expect(inStream).toMatchObject({ type: 'server_error', code: 'unavailable' });
    for (const { message } of [error, inStream]) expect(message).not.toContain('upstream says');
  });
});
