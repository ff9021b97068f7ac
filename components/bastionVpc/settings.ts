import * as pulumi from "@pulumi/pulumi";
import { networkSettings } from "../network";
import { checked, checkName, oneOf, type Subject } from "../parts/arguments/arguments";
import { commonSettings } from "../parts/arguments/commonArgs";
import { numbers } from "../parts/arguments/numbers";
import { refusal } from "../parts/arguments/refusal";
import type { BastionVpcArgs } from "./args";
import { coverEverything, isCidr } from "./cidrs";

const NAT_STRATEGIES = { none: "None", single: "Single", perZone: "OnePerAz" } as const;

/** Families with Graviton processors have a g behind their generation (EC2 User Guide, "Instance type naming conventions"). */
const GRAVITON = /^[a-z]+\d+g[a-z]*\.[a-z0-9-]+$/;

/** GiB; Amazon Linux fits on no smaller disk. */
const SMALLEST_DISK_GB = 8;

/** GiB; the largest disk of the type gp3 (EBS User Guide). */
const LARGEST_DISK_GB = 16_384;

const PUBLIC_KEY = /^(ssh-ed25519|ssh-rsa) [A-Za-z0-9+/]+=*( [^\r\n]*)?\r?\n?$/;

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: BastionVpcArgs) {
  const subject: Subject = { component: "BastionVpc", name };
  checkName(subject);
  const sshCidrs = sshCidrsOf(subject, args);
  const instanceType = args.instanceType ?? "t4g.nano";
  checked(subject, "instanceType", instanceType, "a type with a Graviton processor, such as t4g.nano", (type) =>
    GRAVITON.test(type),
  );
  return {
    subject,
    network: networkOf(subject, args, sshCidrs),
    sshCidrs,
    publicKey: args.publicKey === undefined ? undefined : publicKeyOf(subject, args.publicKey),
    privateTarget: args.privateTarget ?? false,
    instanceType,
    ...numbers(subject, args, { diskGb: { default: SMALLEST_DISK_GB, min: SMALLEST_DISK_GB, max: LARGEST_DISK_GB } }),
    replaceForNewImage: args.replaceForNewImage ?? false,
    deletionProtection: args.deletionProtection ?? false,
    ...commonSettings(subject, { ...args, alarmTopicArns: [] }),
    alarmTopicArns: args.alarmTopicArns ?? [],
    transform: args.transform ?? {},
  };
}

function networkOf(subject: Subject, args: BastionVpcArgs, sshCidrs: readonly string[]) {
  const { availabilityZones, elasticIps, cidrBlock, flowLogTraffic, logKmsKeyArn, logRetentionDays, tags } = args;
  const { vpc, flowLog, flowLogGroup } = args.transform ?? {};
  const natStrategy = args.natStrategy ?? "perZone";
  oneOf(subject, "natStrategy", natStrategy, ["none", "single", "perZone"]);
  if (natStrategy === "none" && sshCidrs.length === 0) {
    throw refusal(
      `${subject.component} ${JSON.stringify(subject.name)}: natStrategy must be single or perZone where there are no sshCidrs, got ` +
        '"none": a bastion in a private subnet could not reach Systems Manager then, and nobody could reach the bastion',
    );
  }
  const network = {
    natGateways: NAT_STRATEGIES[natStrategy],
    ...(availabilityZones !== undefined && { availabilityZones }),
    ...(elasticIps !== undefined && { elasticIps }),
    ...(cidrBlock !== undefined && { cidrBlock }),
    ...(tags !== undefined && { tags }),
    ...(flowLogTraffic !== undefined && { flowLogTraffic }),
    ...(logKmsKeyArn !== undefined && { logKmsKeyArn }),
    ...(logRetentionDays !== undefined && { logRetentionDays }),
    transform: {
      ...(vpc !== undefined && { vpc }),
      ...(flowLog !== undefined && { flowLog }),
      ...(flowLogGroup !== undefined && { flowLogGroup }),
    },
  };
  networkSettings(subject, network);
  return network;
}

function sshCidrsOf(subject: Subject, { sshCidrs = [] }: BastionVpcArgs): readonly string[] {
  for (const cidr of sshCidrs) {
    const rule = "ranges of addresses, each written by its first, such as 203.0.113.7/32 or 2001:db8::/48";
    checked(subject, "sshCidrs", cidr, rule, isCidr);
  }
  if (coverEverything(sshCidrs)) {
    throw refusal(
      `${subject.component} ${JSON.stringify(subject.name)}: sshCidrs must name who may come, got ${JSON.stringify(sshCidrs)}, which is ` +
        "the whole internet: every scanner would knock at port 22. Give the addresses of your office or VPN, such as " +
        "203.0.113.7/32; or leave sshCidrs out, and come in by Session Manager, which needs no open port",
    );
  }
  return [...new Set(sshCidrs)];
}

function publicKeyOf(subject: Subject, publicKey: pulumi.Input<string>): pulumi.Input<string> {
  const rule = "a public key in OpenSSH's format (ssh-ed25519 AAAA..., or ssh-rsa), and no private one";
  // A message must not spread what was given by mistake.
  const shown = (key: string) => (key.includes("PRIVATE KEY") ? "a private key" : key);
  const known = typeof publicKey === "string" ? shown(publicKey) : pulumi.output(publicKey).apply(shown);
  return checked(subject, "publicKey", known, rule, (key) => PUBLIC_KEY.test(key));
}

export type Settings = ReturnType<typeof settingsOf>;
