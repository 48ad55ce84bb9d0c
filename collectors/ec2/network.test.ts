import { describe, expect, it } from 'vitest';
import { rule } from '../../src/test/aws/ec2-estate.ts';
import { coversAllPorts, coversPort, isPublicIpv6, portLabel, publicIpv4Prefix, wholeInternet } from './network.ts';

describe('network rules', () => {
  it.each([
    ['8.8.8.8/32', 32],
    ['0.0.0.0/0', 0],
    ['52.0.0.0/8', 8],
    ['10.0.0.0/8', null],
    ['10.1.2.3/32', null],
    ['172.16.0.0/12', null],
    ['172.32.0.0/12', 12],
    ['192.168.1.0/24', null],
    ['100.64.0.0/10', null],
    ['100.128.0.0/10', 10],
    ['169.254.169.254/32', null],
    ['198.51.100.0/24', null],
    ['224.0.0.0/4', null],
    ['255.255.255.255/32', null],
    ['300.1.1.1/32', null],
    ['1.2.3.4/33', null],
    ['<script>', null],
  ])('public prefix of %s is %s', (cidr, prefix) => expect(publicIpv4Prefix(cidr)).toBe(prefix));

  it('knows public IPv6 from the rest', () => {
    expect(['2a00:1450::/32', '3fff::/20'].map(isPublicIpv6)).toEqual([true, true]);
    expect(['fc00::/7', 'fe80::/10', '2001:db8::/32', '::1/128', '::/0'].map(isPublicIpv6)).toEqual(
      Array.from({ length: 5 }, () => false),
    );
  });

  it('takes two halves for the whole internet, and half of it for a range', () => {
    expect(wholeInternet(['0.0.0.0/1', '128.0.0.0/1'], 'ipv4')).toBe('0.0.0.0/1 and 128.0.0.0/1');
    expect(wholeInternet(['0.0.0.0/1'], 'ipv4')).toBeNull();
    expect(wholeInternet(['2000::/3'], 'ipv6')).toBe('2000::/3');
  });

  it('names protocols by word or number', () => {
    expect(coversPort(rule({ protocol: '6', port: 22 }), 'tcp', 22)).toBe(true);
    expect(coversPort(rule({ protocol: '17', port: 22 }), 'tcp', 22)).toBe(false);
    expect(coversPort(rule({ protocol: '-1', fromPort: null, toPort: null }), 'udp', 53)).toBe(true);
    expect(coversPort(rule({ fromPort: 20, toPort: 25 }), 'tcp', 26)).toBe(false);
    expect(coversAllPorts(rule({ fromPort: 0, toPort: 65_535 }))).toBe(true);
    expect(coversAllPorts(rule({ protocol: 'udp', fromPort: 0, toPort: 65_535 }))).toBe(false);
  });

  it('labels ports for people', () => {
    const labels = [
      rule({ port: 22 }),
      rule({ fromPort: 8000, toPort: 8090 }),
      rule({ protocol: 'udp', port: 53 }),
      rule({ protocol: '-1', fromPort: null, toPort: null }),
      rule({ protocol: 'icmp', fromPort: -1, toPort: -1 }),
    ].map(portLabel);
    expect(labels).toEqual(['22', '8000-8090', 'udp/53', 'all', 'icmp']);
  });
});
