/** What is spent on services other than machines and disks, a day, at list price. Data only. */
import type { AccountName, RegionName } from '../accounts.ts';

/** How a line moves with the week. `sales` follows customers, `work` follows the staff, `flat` does not move. */
export type Rhythm = 'sales' | 'work' | 'flat';

export interface ServiceLine {
  service: string;
  account: AccountName;
  region: RegionName | 'global';
  usageType: string;
  unit: string;
  /** Quantity on a usual day, and USD for one. */
  quantity: number;
  price: number;
  rhythm: Rhythm;
  /** Growth over the 90 days: 0.1 is ten per cent. */
  growth?: number;
}

const RDS = 'Amazon Relational Database Service';
const S3 = 'Amazon Simple Storage Service';
const CLOUDWATCH = 'AmazonCloudWatch';
const LOAD_BALANCING = 'Amazon Elastic Load Balancing';
const OTHER = 'EC2 - Other';

export const SERVICE_LINES: readonly ServiceLine[] = [
  ...lines('production', 'us-east-1', [
    [RDS, 'InstanceUsage:db.r6g.2xl', 'Hrs', 72, 0.86, 'flat'],
    [RDS, 'RDS:Multi-AZ-GP3-Storage', 'GB-Mo', 164, 0.23, 'flat', 0.09],
    [RDS, 'RDS:ChargedBackupUsage', 'GB-Mo', 140, 0.095, 'flat', 0.12],
    [S3, 'TimedStorage-ByteHrs', 'GB-Mo', 4870, 0.023, 'flat', 0.11],
    [S3, 'Requests-Tier1', 'Requests', 2_410_000, 0.000005, 'sales'],
    [S3, 'Requests-Tier2', 'Requests', 31_700_000, 0.0000004, 'sales'],
    [LOAD_BALANCING, 'LoadBalancerUsage', 'Hrs', 96, 0.0225, 'flat'],
    [LOAD_BALANCING, 'LCUUsage', 'LCU-Hrs', 1630, 0.008, 'sales'],
    [CLOUDWATCH, 'DataProcessing-Bytes', 'GB', 118, 0.5, 'sales', 0.06],
    [CLOUDWATCH, 'CW:MetricMonitorUsage', 'Metrics', 61, 0.3, 'flat'],
    [OTHER, 'DataTransfer-Out-Bytes', 'GB', 512, 0.09, 'sales'],
    [OTHER, 'DataTransfer-Regional-Bytes', 'GB', 3900, 0.01, 'sales'],
    ['AWS Lambda', 'Lambda-GB-Second', 'Lambda-GB-Second', 1_240_000, 0.0000166667, 'sales'],
    ['AWS Lambda', 'Request', 'Requests', 21_400_000, 0.0000002, 'sales'],
    ['Amazon DynamoDB', 'ReadRequestUnits', 'ReadRequestUnits', 96_000_000, 0.000000125, 'sales'],
    ['Amazon DynamoDB', 'WriteRequestUnits', 'WriteRequestUnits', 24_500_000, 0.000000625, 'sales'],
    ['Amazon ElastiCache', 'NodeUsage:cache.r6g.large', 'Hrs', 96, 0.206, 'flat'],
    ['Amazon Athena', 'DataScannedInTB', 'Terabytes', 3.1, 5, 'work', 0.2],
    ['AWS Glue', 'ETL-DPU-Hour', 'DPU-Hour', 44, 0.44, 'work'],
    ['Amazon EC2 Container Registry (ECR)', 'TimedStorage-ByteHrs', 'GB-Mo', 21, 0.1, 'flat'],
    ['AWS Key Management Service', 'KMS-Requests', 'Requests', 980_000, 0.000003, 'sales'],
    ['AWS Secrets Manager', 'AWSSecretsManager-Secrets', 'Secrets', 3.9, 0.4, 'flat'],
    ['Amazon Simple Queue Service', 'Requests-RBP', 'Requests', 14_800_000, 0.0000004, 'sales'],
    ['Amazon GuardDuty', 'PaidEventsAnalyzed-Bytes', 'GB', 23, 0.8, 'sales'],
    ['AWS Config', 'ConfigurationItemRecorded', 'ConfigurationItems', 2650, 0.003, 'work'],
    ['AWS CloudTrail', 'PaidEventsRecorded', 'Events', 610_000, 0.00002, 'flat'],
  ]),
  ...lines('production', 'eu-west-1', [
    [RDS, 'EU-InstanceUsage:db.r6g.xl', 'Hrs', 48, 0.479, 'flat'],
    [RDS, 'EU-RDS:Multi-AZ-GP3-Storage', 'GB-Mo', 49, 0.254, 'flat', 0.09],
    [S3, 'EU-TimedStorage-ByteHrs', 'GB-Mo', 1310, 0.023, 'flat', 0.1],
    [LOAD_BALANCING, 'EU-LoadBalancerUsage', 'Hrs', 48, 0.0252, 'flat'],
    [LOAD_BALANCING, 'EU-LCUUsage', 'LCU-Hrs', 610, 0.008, 'sales'],
    [CLOUDWATCH, 'EU-DataProcessing-Bytes', 'GB', 31, 0.57, 'sales'],
    [OTHER, 'EU-DataTransfer-Out-Bytes', 'GB', 190, 0.09, 'sales'],
    ['Amazon GuardDuty', 'EU-PaidEventsAnalyzed-Bytes', 'GB', 9, 0.92, 'sales'],
  ]),
  ...lines('production', 'us-west-2', [
    [RDS, 'USW2-InstanceUsage:db.r6g.large', 'Hrs', 24, 0.215, 'flat'],
    [S3, 'USW2-TimedStorage-ByteHrs', 'GB-Mo', 1820, 0.023, 'flat', 0.1],
    ['Amazon GuardDuty', 'USW2-PaidEventsAnalyzed-Bytes', 'GB', 2.2, 0.8, 'flat'],
  ]),
  ...lines('production', 'global', [
    ['Amazon CloudFront', 'US-DataTransfer-Out-Bytes', 'GB', 1480, 0.085, 'sales', 0.05],
    ['Amazon CloudFront', 'EU-DataTransfer-Out-Bytes', 'GB', 560, 0.085, 'sales', 0.05],
    ['Amazon Route 53', 'DNS-Queries', 'Queries', 6_900_000, 0.0000004, 'sales'],
    ['AWS WAF', 'RequestV2-Tier1', 'Requests', 9_200_000, 0.0000006, 'sales'],
    ['AWS Support (Business)', 'Dollar', 'Dollar', 1, 141, 'flat'],
  ]),
  ...lines('staging', 'us-east-1', [
    [RDS, 'InstanceUsage:db.t4g.large', 'Hrs', 48, 0.129, 'flat'],
    [S3, 'TimedStorage-ByteHrs', 'GB-Mo', 290, 0.023, 'flat'],
    [CLOUDWATCH, 'DataProcessing-Bytes', 'GB', 14, 0.5, 'work'],
    [LOAD_BALANCING, 'LoadBalancerUsage', 'Hrs', 48, 0.0225, 'flat'],
    ['AWS Lambda', 'Lambda-GB-Second', 'Lambda-GB-Second', 96_000, 0.0000166667, 'work'],
    ['Amazon GuardDuty', 'PaidEventsAnalyzed-Bytes', 'GB', 3.1, 0.8, 'work'],
  ]),
  ...lines('security', 'us-east-1', [
    [S3, 'TimedStorage-ByteHrs', 'GB-Mo', 940, 0.023, 'flat', 0.07],
    ['Amazon GuardDuty', 'PaidEventsAnalyzed-Bytes', 'GB', 1.4, 0.8, 'flat'],
    ['AWS Config', 'ConfigurationItemRecorded', 'ConfigurationItems', 310, 0.003, 'work'],
    ['AWS Key Management Service', 'KMS-Requests', 'Requests', 210_000, 0.000003, 'flat'],
  ]),
];

type Row = [
  service: string,
  usageType: string,
  unit: string,
  quantity: number,
  price: number,
  rhythm: Rhythm,
  growth?: number,
];

function lines(account: AccountName, region: RegionName | 'global', rows: Row[]): ServiceLine[] {
  return rows.map(([service, usageType, unit, quantity, price, rhythm, growth]) => ({
    service,
    account,
    region,
    usageType,
    unit,
    quantity,
    price,
    rhythm,
    ...(growth === undefined ? {} : { growth }),
  }));
}
