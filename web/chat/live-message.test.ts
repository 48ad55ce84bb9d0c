import { describe, expect, it } from 'vitest';
import type { AttemptPart, StreamPart } from '../../src/http/api.ts';
import { recordingFor } from '../test/recordings.ts';
import { applyPart, type LiveMessage, newMessage, toLive } from './live-message.ts';
import { fallThroughWords, progressWords, restartWords } from './progress-words.ts';

const START: StreamPart = { type: 'start', messageId: 'm1', messageMetadata: { sessionId: 's1' } };

function play(parts: StreamPart[], answer = newMessage('assistant', '')): LiveMessage {
  for (const part of parts) applyPart(answer, part);
  return answer;
}

describe('applyPart', () => {
  it('builds the whole answer from its parts', () => {
    const answer = play([START, ...recordingFor('no MFA'), { type: 'finish' }]);
    expect(answer).toMatchObject({ id: 'm1', status: 'done', failure: null, dropped: null });
    expect(answer.text).toContain('**7 of 45 users**');
    expect(answer.evidence.map(({ label }) => label)).toEqual([
      'Q1',
      'Q2',
      'F-3k7q',
      'F-9d2m',
      'F-h41z',
      'E-77ab',
      'F-x0p8',
    ]);
    expect(answer.claims?.contradicted).toBe(1);
    expect(answer.attempts).toEqual([expect.objectContaining({ provider: 'bedrock', state: 'done' })]);
  });

  it('gives the same answer when the stream is replayed from its start', () => {
    const parts = [START, ...recordingFor('fall'), { type: 'finish' } as const];
    const once = play(parts);
    const createdAt = once.createdAt;
    const twice = play(parts, play(parts.slice(0, 40), { ...newMessage('assistant', ''), createdAt }));
    expect(twice).toEqual(once);
  });

  it('drops the text of a restart, shows it until the next first word, and starts claims anew', () => {
    const parts = [START, ...recordingFor('fall')];
    const restart = parts.findIndex(({ type }) => type === 'data-restart');
    const half = play(parts.slice(0, restart + 1));
    expect(half.text).toBe('');
    expect(half.dropped).toContain('7 of 45 users');
    expect(half.claims).toBeNull();
    const whole = play(parts.slice(restart + 1), half);
    expect(whole.dropped).toBeNull();
    expect(whole.text.match(/7 of 45 users/g)).toHaveLength(1);
    expect(whole.restarts).toEqual([{ reason: 'timeout_idle' }]);
  });

  it('keeps what was said when it is stopped or fails', () => {
    const begun = [START, ...recordingFor('no MFA').slice(0, 20)];
    expect(play([...begun, { type: 'abort' }, { type: 'finish' }])).toMatchObject({ status: 'stopped' });
    const failed = play([...begun, { type: 'error', errorText: 'Every provider failed.' }]);
    expect(failed).toMatchObject({ status: 'failed', failure: { detail: 'Every provider failed.' } });
    expect(failed.text).not.toBe('');
  });

  it('ignores a part of a later version', () => {
    const before = play([START]);
    const later = JSON.parse('{"type":"data-new","id":"x","data":{}}') as StreamPart;
    expect(play([later], structuredClone(before))).toEqual(before);
  });
});

describe('toLive', () => {
  it('folds stored attempt events into one per attempt', () => {
    const stored = play([START, ...recordingFor('fall')]);
    const events = recordingFor('fall').flatMap((part) => (part.type === 'data-attempt' ? [part.data] : []));
    expect(toLive({ ...stored, attempts: events }).attempts).toEqual(stored.attempts);
  });
});

describe('words', () => {
  it('tells which providers fell through, and why', () => {
    const { attempts } = play([START, ...recordingFor('fall')]);
    expect(fallThroughWords(attempts)).toBe(
      'Bedrock failed: throttled (429) → Groq failed: went silent → Offline composer',
    );
    expect(restartWords('timeout_idle', attempts)).toMatch(/^Groq broke off in mid-answer \(went silent\)/);
    expect(fallThroughWords(play([START, ...recordingFor('no MFA')]).attempts)).toBe('');
  });

  it('tells of a provider that was not asked, and of what a content policy named', () => {
    const part = (attempt: number, more: object) => ({ attempt, provider: 'groq', model: 'm', ...more }) as AttemptPart;
    const attempts = [
      part(1, { state: 'skipped', skipKind: 'resting', errorClass: 'server' }),
      part(2, { provider: 'gemini', state: 'failed', errorClass: 'content_blocked', blockReason: 'safety' }),
      part(3, { provider: 'openrouter', state: 'skipped', skipKind: 'blocked' }),
      part(4, { provider: 'composer', state: 'done' }),
    ];
    expect(fallThroughWords(attempts)).toBe(
      'Groq not asked: resting (error on its side) → Gemini failed: blocked by its content policy: safety → ' +
        'OpenRouter not asked: content was blocked → Offline composer',
    );
    expect(progressWords({ ...play([START]), attempts: attempts.slice(0, 3) })).toMatch(/^Gemini failed/);
  });

  it('tells the present step', () => {
    const parts = [START, ...recordingFor('fall')];
    const steps = parts.map((_, index) => progressWords(play(parts.slice(0, index + 1))));
    expect([...new Set(steps)]).toEqual([
      'Reading the question',
      'Looking up evidence',
      'Found 2 facts, 4 findings, 1 event',
      'Asking Bedrock',
      'Bedrock failed: throttled (429)',
      'Asking Groq',
      'Groq is writing',
      'Groq failed: went silent',
      'Composing',
      'Offline composer is writing',
    ]);
  });
});
