import { fail, pass } from '../../verdict.ts';
import { notTold, resourceCheck } from '../check.ts';
import { CLIENT_VPN_ENDPOINTS, label } from '../resources.ts';

/** Client VPN endpoints log connections. */
export const clientVpnEndpointConnectionLogging = resourceCheck({
  id: 'ec2_client_vpn_endpoint_connection_logging_enabled',
  severity: 'low',
  references: 'FSBP EC2.51; SOC2×1; PCI4×19; ISO22×1',
  of: CLIENT_VPN_ENDPOINTS,
  title: 'Client VPN endpoint does not log connections',
  description:
    'Reads the connection log options of each Client VPN endpoint. With logging on, CloudWatch Logs gets a record of each connection: who, from which address, when, how long, how much.',
  risk: 'The VPN is a door into the private network. Without a log, a stolen client certificate or a session at night from an unusual country leaves no trace, and who was connected at the time of an incident cannot be answered.',
  consequence:
    'Investigations stop at the VPN, and PCI DSS and SOC 2 evidence for remote access is missing. The log costs cents.',
  remediation: [
    'Make a log group with a retention period (`aws logs create-log-group`, `aws logs put-retention-policy`).',
    'Switch it on: `aws ec2 modify-client-vpn-endpoint --client-vpn-endpoint-id <id> --connection-log-options Enabled=true,CloudwatchLogGroup=<group>`.',
    'Add a metric filter and alarm for failed attempts and for connections outside the expected countries.',
  ],
  ownerHint: 'The network or remote access team.',
  judge: () => (endpoint, ref) => {
    const who = `Client VPN endpoint ${label(endpoint.endpointId, ref)}`;
    const { connectionLogEnabled } = endpoint;
    if (connectionLogEnabled === null)
      return notTold('ec2:DescribeClientVpnEndpoints', 'AWS sent no connection log options for it.');
    return connectionLogEnabled
      ? pass(`${who} logs connections.`, { connectionLogEnabled })
      : fail(`${who} does not log connections.`, { connectionLogEnabled });
  },
});
