/**
 * Questions with the checks that answer them, to measure an embedder by. Written before the synonym table; the held-out
 * third is never looked at case by case while weights or synonyms are changed. A trailing `*` stands for every check id
 * with that beginning; ids that no collector has are left out of the count by the measure.
 */
export interface LabelledQuestion {
  question: string;
  relevant: string[];
}

/** Looked at while tuning. */
export const TUNING: LabelledQuestion[] = [
  q('which IAM users have no MFA', 'iam_user_mfa_enabled_console_access iam_user_hardware_mfa_enabled'),
  q('who can log in to the console without two-factor', 'iam_user_mfa_enabled_console_access'),
  q('people missing a second factor', 'iam_user_mfa_enabled_console_access iam_user_hardware_mfa_enabled'),
  q(
    "admin accounts that haven't logged in this quarter",
    'iam_user_console_access_unused iam_user_administrator_access_policy',
  ),
  q('dormant users nobody uses anymore', 'iam_user_console_access_unused iam_user_accesskey_unused'),
  q('old access keys that need rotation', 'iam_rotate_access_key_90_days'),
  q('credentials that were never rotated', 'iam_rotate_access_key_90_days'),
  q('users holding two active keys', 'iam_user_two_active_access_key'),
  q('is the root account protected by mfa', 'iam_root_mfa_enabled iam_root_hardware_mfa_enabled'),
  q('does root have access keys', 'iam_no_root_access_key'),
  q('has anybody used the root user recently', 'iam_avoid_root_usage'),
  q(
    'who has full admin rights',
    'iam_user_administrator_access_policy iam_role_administratoraccess_policy iam_group_administrator_access_policy iam_aws_attached_policy_no_administrative_privileges iam_customer_attached_policy_no_administrative_privileges iam_inline_policy_no_administrative_privileges',
  ),
  q(
    'policies with star on star',
    'iam_customer_attached_policy_no_administrative_privileges iam_inline_policy_no_administrative_privileges iam_customer_unattached_policy_no_administrative_privileges iam_aws_attached_policy_no_administrative_privileges',
  ),
  q(
    'can someone escalate their privileges',
    'iam_policy_allows_privilege_escalation iam_inline_policy_allows_privilege_escalation',
  ),
  q('is our password policy strong enough', 'iam_password_policy_*'),
  q('minimum password length', 'iam_password_policy_minimum_length_14'),
  q('can passwords be reused', 'iam_password_policy_reuse_24'),
  q(
    'roles that other accounts can assume',
    'iam_no_custom_policy_permissive_role_assumption iam_role_cross_account_readonlyaccess_policy iam_role_cross_service_confused_deputy_prevention',
  ),
  q('confused deputy problem', 'iam_role_cross_service_confused_deputy_prevention'),
  q('policies attached straight to users instead of groups', 'iam_policy_attached_only_to_group_or_roles'),
  q('expired TLS certificates', 'iam_no_expired_server_certificates_stored'),
  q(
    'which buckets are open to the world',
    's3_bucket_public_access s3_bucket_public_list_acl s3_bucket_public_write_acl s3_bucket_policy_public_write_access',
  ),
  q('any publicly readable storage', 's3_bucket_public_access s3_bucket_public_list_acl'),
  q(
    'can anyone on the internet write to our s3',
    's3_bucket_policy_public_write_access s3_bucket_public_write_acl s3_bucket_public_access',
  ),
  q(
    'block public access turned off for the account',
    's3_account_level_public_access_blocks s3_bucket_level_public_access_block',
  ),
  q('buckets not encrypted at rest', 's3_bucket_default_encryption s3_bucket_kms_encryption'),
  q('buckets without versioning', 's3_bucket_object_versioning'),
  q('do we accept plain http to s3', 's3_bucket_secure_transport_policy'),
  q('bucket access logs missing', 's3_bucket_server_access_logging_enabled'),
  q('where do old objects pile up forever', 's3_bucket_lifecycle_enabled'),
  q(
    'protection against ransomware deleting objects',
    's3_bucket_object_lock s3_bucket_object_versioning s3_bucket_no_mfa_delete',
  ),
  q('bucket shared with another aws account', 's3_bucket_cross_account_access'),
  q(
    'ssh open to the whole internet',
    'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22 ec2_instance_port_ssh_exposed_to_internet ec2_networkacl_allow_ingress_tcp_port_22',
  ),
  q(
    'rdp exposed',
    'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389 ec2_instance_port_rdp_exposed_to_internet ec2_networkacl_allow_ingress_tcp_port_3389',
  ),
  q(
    'databases reachable from outside',
    'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mysql_3306 ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_postgres_5432 ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_mongodb_27017_27018 ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_sql_server_1433_1434 ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_oracle_1521_2483 ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_redis_6379 ec2_instance_port_mysql_exposed_to_internet ec2_instance_port_postgresql_exposed_to_internet ec2_instance_port_mongodb_exposed_to_internet ec2_instance_port_redis_exposed_to_internet',
  ),
  q(
    'firewall rules that allow 0.0.0.0/0',
    'ec2_securitygroup_allow_ingress_from_internet_to_* ec2_securitygroup_allow_wide_open_public_ipv4',
  ),
  q('boxes with a public ip', 'ec2_instance_public_ip ec2_instance_internet_facing_with_instance_profile'),
  q(
    'machines still on the old metadata service',
    'ec2_instance_imdsv2_enabled ec2_instance_account_imdsv2_enabled ec2_launch_template_imdsv2_required',
  ),
  q(
    'SSRF could steal instance credentials',
    'ec2_instance_imdsv2_enabled ec2_instance_internet_facing_with_instance_profile ec2_instance_account_imdsv2_enabled',
  ),
  q('unencrypted disks', 'ec2_ebs_volume_encryption ec2_ebs_default_encryption'),
  q('are snapshots of ours public', 'ec2_ebs_public_snapshot ec2_ebs_snapshot_account_block_public_access'),
  q('images anybody can launch', 'ec2_ami_public ec2_ami_account_block_public_access'),
  q('ips we pay for but do not use', 'ec2_elastic_ip_unassigned'),
  q('servers switched off months ago', 'ec2_instance_stopped_older_than_specific_days'),
  q('secrets in launch templates', 'ec2_launch_template_no_secrets'),
  q('default security group lets traffic through', 'ec2_securitygroup_default_restrict_traffic'),
  q('security groups not attached to anything', 'ec2_securitygroup_not_used'),
  q('volumes nobody backs up', 'ec2_ebs_volume_snapshots_exists ec2_ebs_volume_protected_by_backup_plan'),
  q('very old instances running', 'ec2_instance_older_than_specific_days ec2_instance_with_outdated_ami'),
  q('is GuardDuty enabled everywhere', 'guardduty_is_enabled guardduty_delegated_admin_enabled_all_regions'),
  q('is threat detection switched on', 'guardduty_is_enabled'),
  q('serious threats detected right now', 'guardduty_no_high_severity_findings'),
  q('malware scanning of instances', 'guardduty_ec2_malware_protection_enabled'),
  q('is s3 watched for threats', 'guardduty_s3_protection_enabled'),
  q(
    'is every region recorded by a trail',
    'cloudtrail_multi_region_enabled cloudtrail_multi_region_enabled_logging_management_events',
  ),
  q('audit logs not tamper proof', 'cloudtrail_log_file_validation_enabled'),
  q('are the trail logs encrypted with our own key', 'cloudtrail_kms_encryption_enabled'),
  q('could someone read our audit log bucket', 'cloudtrail_logs_s3_bucket_is_not_publicly_accessible'),
  q('object level logging', 'cloudtrail_s3_dataevents_read_enabled cloudtrail_s3_dataevents_write_enabled'),
  q('stolen LLM usage', 'cloudtrail_threat_detection_llm_jacking'),
];

/** Held out. */
export const HELD_OUT: LabelledQuestion[] = [
  q('logins protected by a password only', 'iam_user_mfa_enabled_console_access'),
  q('hardware security keys for privileged people', 'iam_user_hardware_mfa_enabled iam_root_hardware_mfa_enabled'),
  q('stale credentials we could remove', 'iam_user_accesskey_unused iam_user_console_access_unused'),
  q('api keys left idle', 'iam_user_accesskey_unused'),
  q(
    'superusers in the estate',
    'iam_user_administrator_access_policy iam_role_administratoraccess_policy iam_group_administrator_access_policy iam_aws_attached_policy_no_administrative_privileges',
  ),
  q(
    'who could make himself administrator',
    'iam_policy_allows_privilege_escalation iam_inline_policy_allows_privilege_escalation',
  ),
  q('owner of the account signing in directly', 'iam_avoid_root_usage'),
  q('passwords that never expire', 'iam_password_policy_expires_passwords_within_90_days_or_less'),
  q(
    'password complexity requirements',
    'iam_password_policy_lowercase iam_password_policy_uppercase iam_password_policy_symbol iam_password_policy_number iam_password_policy_minimum_length_14',
  ),
  q(
    'third parties trusted by our roles',
    'iam_role_cross_account_readonlyaccess_policy iam_no_custom_policy_permissive_role_assumption iam_role_cross_service_confused_deputy_prevention',
  ),
  q('do we have a role for contacting aws support', 'iam_support_role_created'),
  q('keys made at sign-up and never used', 'iam_user_no_setup_initial_access_key'),
  q('world readable buckets', 's3_bucket_public_access s3_bucket_public_list_acl'),
  q('data leak through s3', 's3_bucket_public_access s3_bucket_public_list_acl s3_bucket_cross_account_access'),
  q('recover overwritten files', 's3_bucket_object_versioning'),
  q('force https for object downloads', 's3_bucket_secure_transport_policy'),
  q('storage bill grows because nothing gets cleaned up', 's3_bucket_lifecycle_enabled'),
  q('need mfa to delete versions', 's3_bucket_no_mfa_delete'),
  q(
    'legacy acl permissions on buckets',
    's3_bucket_acl_prohibited s3_bucket_public_list_acl s3_bucket_public_write_acl',
  ),
  q('customer managed key for bucket encryption', 's3_bucket_kms_encryption'),
  q('copy of buckets in a second region', 's3_bucket_cross_region_replication'),
  q(
    'port 22 wide open',
    'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_22 ec2_instance_port_ssh_exposed_to_internet ec2_networkacl_allow_ingress_tcp_port_22',
  ),
  q(
    'remote desktop from anywhere',
    'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_3389 ec2_instance_port_rdp_exposed_to_internet ec2_networkacl_allow_ingress_tcp_port_3389',
  ),
  q(
    'postgres accessible publicly',
    'ec2_securitygroup_allow_ingress_from_internet_to_tcp_port_postgres_5432 ec2_instance_port_postgresql_exposed_to_internet',
  ),
  q(
    'every port open to everybody',
    'ec2_securitygroup_allow_ingress_from_internet_to_all_ports ec2_securitygroup_allow_ingress_from_internet_to_any_port ec2_securitygroup_allow_wide_open_public_ipv4',
  ),
  q(
    'imdsv1 still allowed',
    'ec2_instance_imdsv2_enabled ec2_instance_account_imdsv2_enabled ec2_launch_template_imdsv2_required',
  ),
  q('ebs not encrypted', 'ec2_ebs_volume_encryption ec2_ebs_default_encryption ec2_ebs_snapshots_encrypted'),
  q('backups anyone can copy', 'ec2_ebs_public_snapshot'),
  q('floating addresses lying around', 'ec2_elastic_ip_unassigned'),
  q('vms turned off but still costing money', 'ec2_instance_stopped_older_than_specific_days'),
  q('unpatched old base image', 'ec2_instance_with_outdated_ami ec2_instance_older_than_specific_days'),
  q('internet facing servers carrying a role', 'ec2_instance_internet_facing_with_instance_profile'),
  q(
    'network acl too permissive',
    'ec2_networkacl_allow_ingress_any_port ec2_networkacl_allow_ingress_tcp_port_22 ec2_networkacl_allow_ingress_tcp_port_3389',
  ),
  q('intrusion detection coverage', 'guardduty_is_enabled guardduty_delegated_admin_enabled_all_regions'),
  q('kubernetes runtime monitoring', 'guardduty_eks_runtime_monitoring_enabled guardduty_eks_audit_log_enabled'),
  q(
    'is anything recording api activity',
    'cloudtrail_multi_region_enabled cloudtrail_multi_region_enabled_logging_management_events',
  ),
  q('integrity of log files', 'cloudtrail_log_file_validation_enabled'),
  q('trail events sent to cloudwatch for alarms', 'cloudtrail_cloudwatch_logging_enabled'),
  q('kms for audit trail', 'cloudtrail_kms_encryption_enabled'),
  q('someone enumerating our account', 'cloudtrail_threat_detection_enumeration'),
];

function q(question: string, relevant: string): LabelledQuestion {
  return { question, relevant: relevant.split(' ') };
}
