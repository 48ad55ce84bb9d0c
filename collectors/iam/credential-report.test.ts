import { describe, expect, it } from 'vitest';
import { parseCredentialReport } from './credential-report.ts';

const HEADER =
  'user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated';

const ROOT =
  '<root_account>,arn:aws:iam::123456789012:root,2019-03-01T08:00:00+00:00,not_supported,2025-06-01T10:00:00+00:00,not_supported,not_supported,false,true,2019-03-01T08:05:00+00:00,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A';

const ALICE =
  'alice,arn:aws:iam::123456789012:user/alice,2024-01-01T00:00:00Z,true,no_information,2024-01-01T00:00:00Z,N/A,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,true,2024-02-01T00:00:00Z,false,N/A';

function only(...lines: string[]) {
  const { rows, malformedLines } = parseCredentialReport([HEADER, ...lines].join('\n'));
  expect(malformedLines).toBe(0);
  expect(rows).toHaveLength(1);
  return rows[0]!;
}

describe('parseCredentialReport', () => {
  it('reads the root user, whose password AWS does not speak of', () => {
    expect(only(ROOT)).toEqual({
      user: '<root_account>',
      arn: 'arn:aws:iam::123456789012:root',
      isRoot: true,
      createdAt: '2019-03-01T08:00:00.000Z',
      passwordEnabled: null,
      passwordLastUsed: '2025-06-01T10:00:00.000Z',
      passwordLastChanged: null,
      mfaActive: false,
      keys: [
        {
          number: 1,
          active: true,
          lastRotated: '2019-03-01T08:05:00.000Z',
          lastUsed: null,
          lastUsedRegion: null,
          lastUsedService: null,
        },
        {
          number: 2,
          active: false,
          lastRotated: null,
          lastUsed: null,
          lastUsedRegion: null,
          lastUsedService: null,
        },
      ],
      activeCertificates: 0,
      unreadable: [],
    });
  });

  it('reads a user; no_information is no date, and nothing is unreadable', () => {
    expect(only(ALICE)).toMatchObject({
      isRoot: false,
      passwordEnabled: true,
      passwordLastUsed: null,
      mfaActive: true,
      activeCertificates: 1,
      unreadable: [],
    });
  });

  it('finds columns by name, whatever their order, and minds neither new ones nor a byte-order mark nor CRLF', () => {
    const text = '\uFEFFmfa_active,arn,new_column,user\r\ntrue,arn:aws-cn:iam::1:user/bo,x,bo\r\n';
    expect(parseCredentialReport(text).rows).toMatchObject([
      { user: 'bo', arn: 'arn:aws-cn:iam::1:user/bo', mfaActive: true, passwordEnabled: null },
    ]);
  });

  it('names what is missing or strange, and takes it for unknown, never for no', () => {
    const short = only('bo,arn:aws:iam::1:user/bo,yesterday,maybe');
    expect(short).toMatchObject({ createdAt: null, passwordEnabled: null, mfaActive: null });
    expect(short.unreadable).toEqual(
      expect.arrayContaining(['user_creation_time', 'password_enabled', 'mfa_active', 'access_key_1_active']),
    );
  });

  it('keeps a date that lies in the future as it is', () => {
    const future = only(ALICE.replace('no_information', '2099-01-01T00:00:00Z'));
    expect(future.passwordLastUsed).toBe('2099-01-01T00:00:00.000Z');
  });

  it.each([
    ['with a comma, quoted', `"a,b"${ALICE.slice('alice'.length)}`, 'a,b'],
    ['with a comma, not quoted', `a,b,c${ALICE.slice('alice'.length)}`, 'a,b,c'],
    ['with emoji and markdown', `🦊*x*${ALICE.slice('alice'.length)}`, '🦊*x*'],
    ['called like a property of objects', `__proto__${ALICE.slice('alice'.length)}`, '__proto__'],
  ])('reads a name %s', (_, line, user) => {
    expect(only(line)).toMatchObject({ user, passwordEnabled: true, mfaActive: true, unreadable: [] });
  });

  it('counts lines that are no user and keeps the others, even beside a stray quote', () => {
    const { rows, malformedLines } = parseCredentialReport([HEADER, '"', 'x', ALICE].join('\n'));
    expect(rows.length + malformedLines).toBeGreaterThan(0);
    const plain = parseCredentialReport([HEADER, 'only-a-name', ',,,', ALICE].join('\n'));
    expect(plain.rows.map(({ user }) => user)).toEqual(['alice']);
    expect(plain.malformedLines).toBe(2);
  });

  it.each([[''], ['<html></html>'], ['{"user":1}'], ['a,b,c\n1,2,3']])('refuses %j', (text) => {
    expect(() => parseCredentialReport(text)).toThrowError(expect.objectContaining({ name: 'MalformedResponse' }));
  });
});
