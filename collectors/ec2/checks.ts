import type { Check } from '../collector.ts';
import { amiAccountBlockPublicAccess } from './checks/ami-account-block-public-access.ts';
import { amiPublic } from './checks/ami-public.ts';
import { clientVpnEndpointConnectionLogging } from './checks/client-vpn-endpoint-connection-logging-enabled.ts';
import { confidentialHostImdsv2 } from './checks/confidential-workload-host-imdsv2-not-enforced.ts';
import { confidentialHostNotRunning } from './checks/confidential-workload-host-not-running.ts';
import { confidentialHostPublicIp } from './checks/confidential-workload-host-public-ip.ts';
import { confidentialHostUnrestrictedIngress } from './checks/confidential-workload-host-unrestricted-ingress.ts';
import { confidentialHostVsockProxy } from './checks/confidential-workload-host-vsock-proxy-exposed.ts';
import { ebsDefaultEncryption } from './checks/ebs-default-encryption.ts';
import { ebsPublicSnapshot } from './checks/ebs-public-snapshot.ts';
import { ebsSnapshotAccountBlockPublicAccess } from './checks/ebs-snapshot-account-block-public-access.ts';
import { ebsSnapshotsEncrypted } from './checks/ebs-snapshots-encrypted.ts';
import { ebsVolumeEncryption } from './checks/ebs-volume-encryption.ts';
import { ebsVolumeSnapshotsExists } from './checks/ebs-volume-snapshots-exists.ts';
import { elasticIpUnassigned } from './checks/elastic-ip-unassigned.ts';
import { groupPortChecks, instancePortChecks } from './checks/exposed-services.ts';
import { instanceAccountImdsv2Enabled } from './checks/instance-account-imdsv2-enabled.ts';
import { instanceDetailedMonitoringEnabled } from './checks/instance-detailed-monitoring-enabled.ts';
import { instanceImdsv2Enabled } from './checks/instance-imdsv2-enabled.ts';
import { instanceInternetFacingWithInstanceProfile } from './checks/instance-internet-facing-with-instance-profile.ts';
import { instanceOlderThanSpecificDays } from './checks/instance-older-than-specific-days.ts';
import { instanceParavirtualType } from './checks/instance-paravirtual-type.ts';
import { instanceProfileAttached } from './checks/instance-profile-attached.ts';
import { instancePublicIp } from './checks/instance-public-ip.ts';
import { instanceStoppedOlderThanSpecificDays } from './checks/instance-stopped-older-than-specific-days.ts';
import { instanceUsesSingleEni } from './checks/instance-uses-single-eni.ts';
import { instanceWithOutdatedAmi } from './checks/instance-with-outdated-ami.ts';
import { launchTemplateImdsv2Required } from './checks/launch-template-imdsv2-required.ts';
import { launchTemplateNoPublicIp } from './checks/launch-template-no-public-ip.ts';
import { launchTemplateNoSecrets } from './checks/launch-template-no-secrets.ts';
import {
  networkAclIngressAnyPort,
  networkAclIngressRdp,
  networkAclIngressSsh,
} from './checks/networkacl-allow-ingress.ts';
import { networkAclUnused } from './checks/networkacl-unused.ts';
import { securityGroupDefaultRestrictTraffic } from './checks/securitygroup-default-restrict-traffic.ts';
import { securityGroupFromLaunchWizard } from './checks/securitygroup-from-launch-wizard.ts';
import { securityGroupNotUsed } from './checks/securitygroup-not-used.ts';
import {
  securityGroupAllPorts,
  securityGroupAnyPort,
  securityGroupHighRiskPorts,
} from './checks/securitygroup-open-to-internet.ts';
import { securityGroupAnyPortFromIp, securityGroupWideOpenPublicIpv4 } from './checks/securitygroup-public-ranges.ts';
import { securityGroupWithManyRules } from './checks/securitygroup-with-many-ingress-egress-rules.ts';
import { transitGatewayAutoAccept } from './checks/transitgateway-auto-accept-vpc-attachments.ts';
import { wasteOldGenerationInstance } from './checks/waste-old-generation-instance.ts';
import { wasteOldSnapshot } from './checks/waste-old-snapshot.ts';
import { wasteReservationExpiring } from './checks/waste-reservation-expiring.ts';
import { wasteStoppedInstanceStorage } from './checks/waste-stopped-instance-storage.ts';
import { wasteUnattachedVolume } from './checks/waste-unattached-volume.ts';
import { wasteGp2Volume, wasteIo1Volume, wasteProvisionedIopsVolume } from './checks/waste-volume-type.ts';
import type { Ec2Snapshot } from './snapshot.ts';

/** Every check of EC2, in the order of the catalogue; waste rules last. */
export const EC2_CHECKS: Check<Ec2Snapshot>[] = [
  amiAccountBlockPublicAccess,
  amiPublic,
  clientVpnEndpointConnectionLogging,
  confidentialHostImdsv2,
  confidentialHostNotRunning,
  confidentialHostPublicIp,
  confidentialHostUnrestrictedIngress,
  confidentialHostVsockProxy,
  ebsDefaultEncryption,
  ebsPublicSnapshot,
  ebsSnapshotAccountBlockPublicAccess,
  ebsSnapshotsEncrypted,
  ebsVolumeEncryption,
  ebsVolumeSnapshotsExists,
  elasticIpUnassigned,
  instanceAccountImdsv2Enabled,
  instanceDetailedMonitoringEnabled,
  instanceImdsv2Enabled,
  instanceInternetFacingWithInstanceProfile,
  instanceOlderThanSpecificDays,
  instanceParavirtualType,
  ...instancePortChecks,
  instanceProfileAttached,
  instancePublicIp,
  instanceStoppedOlderThanSpecificDays,
  instanceUsesSingleEni,
  instanceWithOutdatedAmi,
  launchTemplateImdsv2Required,
  launchTemplateNoPublicIp,
  launchTemplateNoSecrets,
  networkAclIngressAnyPort,
  networkAclIngressSsh,
  networkAclIngressRdp,
  networkAclUnused,
  securityGroupAllPorts,
  securityGroupAnyPort,
  securityGroupAnyPortFromIp,
  securityGroupHighRiskPorts,
  ...groupPortChecks,
  securityGroupWideOpenPublicIpv4,
  securityGroupDefaultRestrictTraffic,
  securityGroupFromLaunchWizard,
  securityGroupNotUsed,
  securityGroupWithManyRules,
  transitGatewayAutoAccept,
  wasteUnattachedVolume,
  wasteStoppedInstanceStorage,
  wasteGp2Volume,
  wasteIo1Volume,
  wasteProvisionedIopsVolume,
  wasteOldSnapshot,
  wasteOldGenerationInstance,
  wasteReservationExpiring,
];
