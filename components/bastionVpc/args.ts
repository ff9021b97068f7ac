import type * as aws from "@pulumi/aws";
import type * as awsx from "@pulumi/awsx";
import type * as pulumi from "@pulumi/pulumi";
import type { ElasticIp, NetworkArgs } from "../network";
import type { CommonArgs } from "../parts/arguments/commonArgs";
import type { Transform } from "../parts/arguments/transform";

export interface BastionVpcArgs extends Omit<CommonArgs, "alarmTopicArns"> {
  /**
   * Availability zones with a public and a private subnet each: how many, 2 to 6, or their names. A database needs two.
   * @default 2
   */
  availabilityZones?: NetworkArgs["availabilityZones"];
  /**
   * Gives private subnets a way to the internet: a NAT gateway in each zone, `single` for all (cheaper, and gone with its zone), or
   * `none`.
   * @default perZone
   */
  natStrategy?: "none" | "single" | "perZone";
  /**
   * Addresses of the NAT gateways, one for each, which outlive the network.
   * @default addresses of the network's own
   */
  elasticIps?: readonly ElasticIp[];
  /**
   * The VPC's addresses.
   * @default 10.0.0.0/16
   */
  cidrBlock?: string;
  /**
   * The packets that the flow log keeps.
   * @default ALL
   */
  flowLogTraffic?: "ALL" | "ACCEPT" | "REJECT";
  /**
   * ARN of the KMS key that the flow log is encrypted with; its policy must let CloudWatch Logs use it.
   * @default encrypted with a key of CloudWatch Logs
   */
  logKmsKeyArn?: pulumi.Input<string>;
  /**
   * Ranges of IPv4 and IPv6 addresses from which `ssh` may come, such as `203.0.113.7/32`. With them the bastion gets a public address
   * that stays. No range, nor all of them together, may be the whole internet.
   * @default none: no port is open, and Session Manager is the way in
   */
  sshCidrs?: readonly string[];
  /**
   * The public key of who may log in, in OpenSSH's format: Ed25519 or RSA.
   * @default where `sshCidrs` are given, a key is generated, and its private part is the secret output `privateKey`
   */
  publicKey?: pulumi.Input<string>;
  /**
   * Adds an instance in a private subnet that takes `ssh` from the bastion alone, and reaches nothing but S3, for its updates.
   * @default false
   */
  privateTarget?: boolean;
  /**
   * The type of the bastion; of a family with Graviton processors.
   * @default t4g.nano
   */
  instanceType?: string;
  /**
   * GiB of the bastion's disk; 8 to 16,384.
   * @default 8
   */
  diskGb?: number;
  /**
   * Replaces the bastion whenever a deployment finds a newer Amazon Linux. Otherwise it stays as it is, and updates itself daily.
   * @default false
   */
  replaceForNewImage?: boolean;
  /**
   * Refuses to terminate the bastion.
   * @default false
   */
  deletionProtection?: boolean;
  /**
   * ARNs of the SNS topics that hear of every alarm's start and end. How many there are has to be known.
   * @default alarms tell nobody
   */
  alarmTopicArns?: readonly pulumi.Input<string>[];
  /** The last word on the arguments of the children. */
  transform?: {
    vpc?: Transform<awsx.ec2.VpcArgs>;
    bastion?: Transform<aws.ec2.InstanceArgs>;
    bastionSecurityGroup?: Transform<aws.ec2.SecurityGroupArgs>;
    privateTarget?: Transform<aws.ec2.InstanceArgs>;
    flowLog?: Transform<aws.ec2.FlowLogArgs>;
    flowLogGroup?: Transform<aws.cloudwatch.LogGroupArgs>;
    /** Applied to each alarm. */
    alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}
