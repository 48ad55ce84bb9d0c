import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { measureQuality } from '../../bench/retrieval-quality.ts';
import { findConcepts } from './concepts.ts';
import { createLocalEmbedder, LOCAL_MODEL } from './local.ts';
import { CONCEPTS } from './synonyms.ts';
import { tokenize } from './tokens.ts';

const embedder = createLocalEmbedder();
const dot = (left: Float32Array, right: Float32Array) =>
  left.reduce((sum, value, axis) => sum + value * right[axis]!, 0);
const likeness = async (left: string, right: string) => {
  const [a, b] = await embedder.embed([left, right]);
  return dot(a!, b!);
};

describe('vectors', () => {
  it.each(['which users have no MFA', '', '???', 'the of and', 'x'.repeat(50_000)])(
    'have unit length and 1,024 dimensions whatever the text: %s',
    async (text) => {
      const [vector] = await embedder.embed([text]);
      expect(vector).toHaveLength(1024);
      expect(Math.hypot(...vector!)).toBeCloseTo(1, 4);
    },
  );

  it('depend on the text alone, not on what was embedded before or beside it', async () => {
    const text =
      'S3 bucket is open to the internet and holds customer data, in a sentence long enough to be remembered';
    const [alone] = await createLocalEmbedder().embed([text]);
    const [, beside] = await embedder.embed(['something else', text]);
    const [again] = await embedder.embed([text]);
    expect(beside).toEqual(alone);
    expect(again).toEqual(alone);
  });

  it('are those of this model: with any change of them raise LOCAL_MODEL, then this digest', async () => {
    const vectors = await embedder.embed([
      'which IAM users have no MFA',
      'arn:aws:s3:::billing-exports in us-east-1 is public\nCheck: s3_bucket_public_access\nRisk: anyone can read it',
    ]);
    const digest = createHash('sha256');
    for (const vector of vectors) digest.update(vector.map((value) => Math.round(value * 10_000)).join());
    expect([LOCAL_MODEL, digest.digest('hex').slice(0, 16)]).toEqual(['assay-local-1', '2c9b3c8b3c3400dd']);
  });
});

describe('likeness', () => {
  it.each([
    ['dormant users', "accounts that haven't logged in for months", 'encrypted volumes'],
    ['who is admin', 'has the AdministratorAccess policy attached', 'has versioning enabled'],
    ['exposed buckets', 'bucket is open to the internet', 'bucket has no lifecycle rules'],
    ['disks without an owner instance', 'unattached EBS volume', 'security group allows ssh'],
    ['two-factor missing', 'no MFA device', 'no access logs'],
    ['unecrypted volums', 'unencrypted volumes', 'public buckets'],
    ['guradduty disabled', 'GuardDuty is not enabled', 'password policy is weak'],
    ['i-0abc123', 'Instance i-0abc123 answers IMDSv1', 'Instance i-0fff999 answers IMDSv1'],
    ['bitcoin mining', 'EC2 instance is querying a cryptocurrency domain', 'EC2 instance is stopped'],
  ])('%s is nearer to %s than to %s', async (question, near, far) => {
    expect(await likeness(question, near)).toBeGreaterThan((await likeness(question, far)) + 0.05);
  });
});

describe('concepts', () => {
  const named = (text: string) => {
    const { words, compounds } = tokenize(text);
    return findConcepts(words, compounds).map((concept) => Object.keys(CONCEPTS)[concept]);
  };

  it('are found by the longest phrase, and no word is counted twice', () => {
    expect(named('security group')).toEqual(['firewall']);
    expect(named('access key')).not.toContain('permission');
    expect(named('open to 0.0.0.0/0')).toContain('public');
    expect(named('*:*')).toContain('admin');
  });

  it('leave room for their axes', () => {
    expect(Object.keys(CONCEPTS).length).toBeLessThanOrEqual(160);
  });
});

describe('quality on the real check texts', () => {
  it('is clearly better than a bag of words, on questions never tuned on', async () => {
    const { local, bagOfWords } = await measureQuality(embedder);
    expect(local.heldOut.questions).toBeGreaterThanOrEqual(35);
    expect(local.tuning.questions + local.heldOut.questions).toBeGreaterThanOrEqual(90);
    expect(local.heldOut.recallAt5).toBeGreaterThan(0.85);
    expect(local.heldOut.ndcgAt10).toBeGreaterThan(0.82);
    expect(local.tuning.recallAt5).toBeGreaterThan(0.85);
    expect(local.heldOut.recallAt5).toBeGreaterThan(bagOfWords.heldOut.recallAt5 + 0.2);
    expect(local.heldOut.ndcgAt10).toBeGreaterThan(bagOfWords.heldOut.ndcgAt10 + 0.2);
  });
});
