import { describe, expect, it } from 'vitest';
import { address, estate, instance, rule, securityGroup, subnet } from '../../src/test/aws/ec2-estate.ts';
import type { Ec2Parts } from '../../src/test/aws/ec2-estate.ts';
import { groupPortChecks, instancePortChecks } from './checks/exposed-services.ts';
import { inventory } from './inventory.ts';
import { DATABASES } from './services/databases.ts';
import { PLATFORMS } from './services/platforms.ts';
import { REMOTE_ACCESS } from './services/remote-access.ts';

const SERVICES = [...REMOTE_ACCESS, ...DATABASES, ...PLATFORMS];
const publicMachine = instance({ publicIp: '203.0.113.9' });

const ofInstance = (id: string) => instancePortChecks.find((check) => check.id === id)!;
const SSH = ofInstance('ec2_instance_port_ssh_exposed_to_internet');

function ssh(parts: Partial<Ec2Parts>) {
  const outcomes = SSH.evaluate(estate(parts));
  expect(outcomes).toHaveLength(1);
  return outcomes[0]!;
}

const openSsh = securityGroup({ ingress: [rule({ port: 22 })] });

describe.each(SERVICES.filter((service) => service.instance))('$name on instances', (service) => {
  const { id, ports, transports } = service.instance!;
  const check = ofInstance(id);

  it.each(ports)('fails as critical when port %i is reachable', (port) => {
    const securityGroups = [securityGroup({ ingress: [rule({ port })] })];
    const [outcome] = check.evaluate(estate({ instances: [publicMachine], securityGroups, subnets: [subnet()] }));
    expect(outcome).toMatchObject({ status: 'fail', severity: 'critical', confidence: 95 });
    expect(outcome!.statusDetail).toContain(service.name);
    expect(outcome!.statusDetail).toContain(`${port}`);
  });

  it('passes when only 443 is open, and when the same port is open to a private range', () => {
    const web = securityGroup({ ingress: [rule({ port: 443 }), rule({ port: ports[0]!, ipv4: ['10.0.0.0/8'] })] });
    const [outcome] = check.evaluate(
      estate({ instances: [publicMachine], securityGroups: [web], subnets: [subnet()] }),
    );
    expect(outcome).toMatchObject({ status: 'pass' });
  });

  it('looks at UDP only where the service speaks it', () => {
    const udp = securityGroup({ ingress: [rule({ port: ports[0]!, protocol: 'udp' })] });
    const [outcome] = check.evaluate(
      estate({ instances: [publicMachine], securityGroups: [udp], subnets: [subnet()] }),
    );
    expect(outcome!.status).toBe(transports.includes('udp') ? 'fail' : 'pass');
  });

  it('has words of its own', () => {
    expect(check.title).toContain(service.name);
    expect(check.description).toContain(service.alsoKnownAs);
    expect(check.remediation.length).toBeGreaterThanOrEqual(4);
    const others = SERVICES.filter((each) => each !== service);
    for (const words of ['attack', 'consequence', 'runs', 'afterwards'] as const)
      expect(others.map((each) => each[words])).not.toContain(service[words]);
  });
});

describe.each(SERVICES.filter((service) => service.group))('$name in security groups', (service) => {
  const { id, ports } = service.group!;
  const check = groupPortChecks.find((each) => each.id === id)!;

  it.each(ports)('fails for TCP %i from anywhere, also by IPv6 and within a range', (port) => {
    const groups = [
      securityGroup({ groupId: 'sg-v4', ingress: [rule({ port })] }),
      securityGroup({ groupId: 'sg-v6', ingress: [rule({ port, ipv4: [], ipv6: ['::/0'] })] }),
      securityGroup({ groupId: 'sg-range', ingress: [rule({ fromPort: 1, toPort: 60_000 })] }),
      securityGroup({ groupId: 'sg-all', ingress: [rule({ protocol: '-1', fromPort: null, toPort: null })] }),
    ];
    const outcomes = check.evaluate(estate({ securityGroups: groups }));
    expect(outcomes.map(({ status }) => status)).toEqual(['fail', 'fail', 'fail', 'fail']);
  });

  it('passes for other ports, private sources, UDP and egress', () => {
    const port = ports[0]!;
    const group = securityGroup({
      ingress: [rule({ port: 443 }), rule({ port, ipv4: ['192.168.0.0/16'] }), rule({ port, protocol: 'udp' })],
      egress: [rule({ port })],
    });
    expect(check.evaluate(estate({ securityGroups: [group] }))).toMatchObject([{ status: 'pass' }]);
  });
});

describe('whether an instance is on the internet', () => {
  it('needs a public address: the rule alone does not fail the instance', () => {
    expect(ssh({ instances: [instance()], securityGroups: [openSsh], subnets: [subnet()] })).toMatchObject({
      status: 'pass',
      statusDetail: expect.stringContaining('no public address') as string,
    });
  });

  it('is high, not critical, when nothing proves the route', () => {
    const subnets = [subnet({ mapPublicIpOnLaunch: false })];
    expect(ssh({ instances: [publicMachine], securityGroups: [openSsh], subnets })).toMatchObject({
      status: 'fail',
      severity: 'high',
      confidence: 70,
    });
  });

  it('takes an Elastic IP or a public NAT gateway as proof of the route', () => {
    const subnets = [subnet({ mapPublicIpOnLaunch: false })];
    const base = { instances: [publicMachine], securityGroups: [openSsh], subnets };
    expect(ssh({ ...base, addresses: [address({ publicIp: '203.0.113.9' })] }).severity).toBe('critical');
    const natGateways = [
      {
        natGatewayId: 'nat-1',
        vpcId: 'vpc-1',
        subnetId: 'subnet-public',
        tags: {},
        state: 'available',
        connectivityType: 'public',
        publicIps: [],
        createTime: null,
      },
    ];
    expect(ssh({ ...base, natGateways }).severity).toBe('critical');
    expect(ssh({ ...base, natGateways: [{ ...natGateways[0]!, connectivityType: 'private' }] }).severity).toBe('high');
  });

  it('is medium while the instance is stopped', () => {
    const stopped = instance({ publicIp: '203.0.113.9', state: 'stopped' });
    expect(ssh({ instances: [stopped], securityGroups: [openSsh], subnets: [subnet()] })).toMatchObject({
      severity: 'medium',
      statusDetail: expect.stringContaining('reachable again once started') as string,
    });
  });

  it('matches address family with rule: an IPv6 rule needs an IPv6 address', () => {
    const v6 = securityGroup({ ingress: [rule({ port: 22, ipv4: [], ipv6: ['::/0'] })] });
    const subnets = [subnet()];
    expect(ssh({ instances: [publicMachine], securityGroups: [v6], subnets }).status).toBe('pass');
    const dual = instance({ ipv6Addresses: ['2a05:d018::1'] });
    expect(ssh({ instances: [dual], securityGroups: [v6], subnets }).status).toBe('fail');
  });

  it('takes the groups of the interface that has the address', () => {
    const eni = (id: string, publicIp: string | null, groups: string[]) => ({
      networkInterfaceId: id,
      interfaceType: 'interface',
      subnetId: 'subnet-public',
      publicIp,
      ipv6Addresses: [],
      securityGroupIds: groups,
    });
    const closed = securityGroup({ groupId: 'sg-closed' });
    const machine = (publicGroups: string[], privateGroups: string[]) =>
      instance({ networkInterfaces: [eni('eni-a', '203.0.113.9', publicGroups), eni('eni-b', null, privateGroups)] });
    const parts = { securityGroups: [openSsh, closed], subnets: [subnet()] };
    expect(ssh({ ...parts, instances: [machine(['sg-closed'], ['sg-1'])] }).status).toBe('pass');
    expect(ssh({ ...parts, instances: [machine(['sg-1'], ['sg-closed'])] }).status).toBe('fail');
  });

  it('counts no ping as an open port', () => {
    const ping = securityGroup({ ingress: [rule({ protocol: 'icmp', fromPort: -1, toPort: -1 })] });
    const [machine] = inventory(estate({ instances: [publicMachine], securityGroups: [ping], subnets: [subnet()] }));
    expect(machine!.attributes).toMatchObject({ internetExposedPorts: [] });
  });

  it('does not pass when an attached group was not among those read', () => {
    expect(ssh({ instances: [publicMachine], securityGroups: [], subnets: [subnet()] })).toMatchObject({
      status: 'warning',
      statusDetail: expect.stringContaining('sg-1') as string,
    });
  });
});
