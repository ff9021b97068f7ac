import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { type Transform, transformed } from "../parts/arguments/transform";
import { policyDocument, trustPolicy } from "../parts/iam/policies";
import { whereaboutsOf } from "../parts/regions/regions";
import type { Settings } from "./settings";
import { UPDATES, USER_DATA } from "./userData";

/** The newest Amazon Linux for Graviton, as AWS publishes it. */
const IMAGE_PARAMETER = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

/** The policy that Session Manager and Run Command need (AWS Managed Policy Reference). */
const SESSION_MANAGER = "iam::aws:policy/AmazonSSMManagedInstanceCore";

/** The keys of those who may log in. */
export interface Keys {
  keyPair: aws.ec2.KeyPair | undefined;
  /** The private key in OpenSSH's format; a secret. Absent where the public key was given. */
  privateKey: pulumi.Output<string> | undefined;
}

/** Takes the given public key, or makes one that the stack keeps. There is none where nobody asked for `ssh`. */
export function keys(name: string, { publicKey, sshCidrs, tags }: Settings, opts: ChildOptions): Keys {
  if (publicKey === undefined && sshCidrs.length === 0) return { keyPair: undefined, privateKey: undefined };
  const generated =
    publicKey === undefined ? new tls.PrivateKey(`${name}-key`, { algorithm: "ED25519" }, opts) : undefined;
  const keyPair = new aws.ec2.KeyPair(
    `${name}-key-pair`,
    { publicKey: publicKey ?? generated?.publicKeyOpenssh ?? "", tags },
    opts,
  );
  return { keyPair, privateKey: generated?.privateKeyOpenssh };
}

export interface InstancePlace {
  subnetIds: pulumi.Output<string[]>;
  securityGroup: aws.ec2.SecurityGroup;
  keyPair: aws.ec2.KeyPair | undefined;
}

/** The way in: reached by Session Manager, and by `ssh` from the ranges that are named. */
export function bastionInstance(name: string, args: Settings & InstancePlace, opts: ChildOptions): aws.ec2.Instance {
  const { tags, sshCidrs } = args;
  const { partition } = whereaboutsOf(opts.parent);
  const role = new aws.iam.Role(
    `${name}-role`,
    {
      description: "The bastion talks to Systems Manager, and says how its updates went.",
      assumeRolePolicy: trustPolicy("ec2.amazonaws.com"),
      tags,
    },
    opts,
  );
  const attachment = new aws.iam.RolePolicyAttachment(
    `${name}-ssm`,
    { role: role.name, policyArn: pulumi.interpolate`arn:${partition}:${SESSION_MANAGER}` },
    opts,
  );
  new aws.iam.RolePolicy(
    `${name}-reports`,
    {
      role: role.name,
      policy: policyDocument([
        {
          actions: ["cloudwatch:PutMetricData"],
          // Metrics are no resources; the namespace is what can be named.
          resources: ["*"],
          condition: { StringEquals: { "cloudwatch:namespace": UPDATES.namespace } },
        },
      ]),
    },
    opts,
  );
  const profile = new aws.iam.InstanceProfile(`${name}-profile`, { role: role.name, tags }, opts);
  return linux(
    name,
    {
      ...args,
      own: {
        iamInstanceProfile: profile.name,
        associatePublicIpAddress: sshCidrs.length > 0,
        disableApiTermination: args.deletionProtection,
        userData: USER_DATA,
      },
      transformInstance: args.transform.bastion,
    },
    { ...opts, dependsOn: [attachment] },
  );
}

/** An instance that only the bastion reaches: without a role or an address, and with no way out but to its updates. */
export function targetInstance(name: string, args: Settings & InstancePlace, opts: ChildOptions): aws.ec2.Instance {
  return linux(
    name,
    {
      ...args,
      own: { associatePublicIpAddress: false, userData: USER_DATA },
      transformInstance: args.transform.privateTarget,
    },
    opts,
  );
}

interface LinuxArgs extends InstancePlace {
  /** Arguments that the bastion and the target do not share. */
  own: Pick<
    aws.ec2.InstanceArgs,
    "iamInstanceProfile" | "associatePublicIpAddress" | "disableApiTermination" | "userData"
  >;
  transformInstance: Transform<aws.ec2.InstanceArgs> | undefined;
}

/**
 * Amazon Linux on Graviton. The image and the first boot's settings stay those that the instance was made with, because a newer image
 * would replace it: it updates itself meanwhile.
 */
function linux(name: string, args: Settings & LinuxArgs, opts: ChildOptions): aws.ec2.Instance {
  const { subnetIds, securityGroup, keyPair, instanceType, diskGb, tags } = args;
  const image = aws.ssm.getParameterOutput({ name: IMAGE_PARAMETER }, { parent: opts.parent });
  return new aws.ec2.Instance(
    name,
    transformed(args.transformInstance, {
      ami: image.value,
      instanceType,
      subnetId: subnetIds.apply((ids) => ids[0] ?? ""),
      vpcSecurityGroupIds: [securityGroup.id],
      ...(keyPair && { keyName: keyPair.keyName }),
      ...args.own,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: diskGb, tags },
      maintenanceOptions: { autoRecovery: "default" },
      // A nano's credits would otherwise be bought beyond what it earns, without a limit.
      creditSpecification: { cpuCredits: "standard" },
      tags: { ...tags, Name: name },
    }),
    { ...opts, ...(!args.replaceForNewImage && { ignoreChanges: ["ami", "userData"] }) },
  );
}
