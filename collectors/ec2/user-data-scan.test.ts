import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { scanUserData } from './user-data-scan.ts';

const scan = (text: string) => scanUserData(Buffer.from(text).toString('base64'));
// Pieced together, so that no scanner of repositories takes them for real.
const KEY_ID = `${'AKIA'}${'Q7'.repeat(8)}`;

describe('scanning user data', () => {
  it.each([
    ['aws-access-key-id', `export AWS_ACCESS_KEY_ID=${KEY_ID}`],
    ['aws-secret-access-key', `aws_secret_access_key = "${'aB3/'.repeat(10)}"`],
    ['private-key', `cat <<E\n-----BEGIN OPENSSH ${'PRIVATE'} KEY-----\nE`],
    ['github-token', `git clone https://github.com/x # ${'gh'}p_${'a1B2'.repeat(9)}`],
    ['password-in-url', `curl -O https://ci:${'s3cr3t!pw'}@repo.internal/x.tgz`],
    ['password-assignment', `DB_PASSWORD='${'correct-'}horse'`],
    ['password-assignment', `{"db_password": "${'correct-'}horse"}`],
  ])('finds %s', (name, text) => {
    expect(scan(text)).toEqual({ present: true, scanned: true, matchedRules: [name] });
  });

  it.each([
    'export PASSWORD=$(aws secretsmanager get-secret-value --secret-id db)',
    'PASSWORD=$DB_PASSWORD',
    'password: "${db_password}"',
    'secret=arn:aws:secretsmanager:eu-west-1:111122223333:secret:db',
    'HttpTokens: required',
    'export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE',
    'curl https://user:$TOKEN@host/x',
    'password=<your password here>',
    '#!/bin/bash\nyum update -y\nsystemctl start nginx',
  ])('lets pass: %s', (text) => expect(scan(text).matchedRules).toEqual([]));

  it('reads compressed user data, and says when it cannot decode', () => {
    const packed = gzipSync(`key ${KEY_ID}`).toString('base64');
    expect(scanUserData(packed).matchedRules).toEqual(['aws-access-key-id']);
    expect(scanUserData('!no base64!')).toEqual({ present: true, scanned: false, matchedRules: [] });
    expect(scanUserData(Buffer.from([0x1f, 0x8b, 1, 2, 3]).toString('base64')).scanned).toBe(false);
    const bomb = gzipSync(Buffer.alloc(8_000_000)).toString('base64');
    expect(scanUserData(bomb).scanned).toBe(false);
    expect(scanUserData(undefined)).toEqual({ present: false, scanned: true, matchedRules: [] });
  });

  it('gives back the names of rules and nothing of the text', () => {
    expect(JSON.stringify(scan(`x ${KEY_ID} y`))).not.toContain(KEY_ID);
  });

  it('is quick on text made to slow it down', () => {
    const hostile = [`${'password'.repeat(1500)}`, `${'a'.repeat(15_000)}:`, `eyJ${'A'.repeat(15_000)}.`];
    for (const text of hostile) expect(scan(text).scanned).toBe(true);
  });
});
