import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { type Transform, transformed } from "../parts/arguments/transform";
import { trustPolicy } from "../parts/iam/policies";
import type { Context } from "./settings";
import { USER_DATA } from "./userData";

/** The newest Amazon Linux for Graviton, as AWS publishes it. */
const IMAGE_PARAMETER = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

/** What Session Manager and Run Command take (AWS Managed Policy Reference). */
const SESSION_MANAGER = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";

/** Who may log in. */
export interface Keys {
  keyPair: aws.ec2.KeyPair | undefined;
  /** In OpenSSH's format; a secret. Absent where the public key was given. */
  privateKey: pulumi.Output<string> | undefined;
}

/** The key pair: of the given public key, or of one that the stack makes and keeps. None where nobody asked for `ssh`. */
export function keys({ subject, publicKey, sshCidrs, tags, opts }: Context): Keys {
  if (publicKey === undefined && sshCidrs.length === 0) return { keyPair: undefined, privateKey: undefined };
  const generated =
    publicKey === undefined ? new tls.PrivateKey(`${subject.name}-key`, { algorithm: "ED25519" }, opts) : undefined;
  const keyPair = new aws.ec2.KeyPair(
    `${subject.name}-key-pair`,
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
export function bastionInstance(context: Context, place: InstancePlace): aws.ec2.Instance {
  const { subject, tags, sshCidrs, opts } = context;
  const role = new aws.iam.Role(
    `${subject.name}-bastion-role`,
    { description: "The bastion talks to Systems Manager.", assumeRolePolicy: trustPolicy("ec2.amazonaws.com"), tags },
    opts,
  );
  const attachment = new aws.iam.RolePolicyAttachment(
    `${subject.name}-bastion-ssm`,
    { role: role.name, policyArn: SESSION_MANAGER },
    opts,
  );
  const profile = new aws.iam.InstanceProfile(`${subject.name}-bastion-profile`, { role: role.name, tags }, opts);
  return linux(`${subject.name}-bastion`, context, place, context.transform.bastion, {
    iamInstanceProfile: profile.name,
    associatePublicIpAddress: sshCidrs.length > 0,
    disableApiTermination: context.deletionProtection,
    userData: USER_DATA,
    dependsOn: [attachment],
  });
}

/** An instance that only the bastion reaches: without a role, an address or a way out. */
export function targetInstance(context: Context, place: InstancePlace): aws.ec2.Instance {
  return linux(`${context.subject.name}-target`, context, place, context.transform.privateTarget, {
    associatePublicIpAddress: false,
    userData: USER_DATA,
  });
}

type Own = Pick<
  aws.ec2.InstanceArgs,
  "iamInstanceProfile" | "associatePublicIpAddress" | "disableApiTermination" | "userData"
> & { dependsOn?: pulumi.Resource[] };

/**
 * Amazon Linux on Graviton. The image and the first boot's settings stay those that the instance was made with, because a newer image
 * would replace it: it updates itself meanwhile.
 */
function linux(
  name: string,
  { subject, tags, replaceForNewImage, opts, ...settings }: Context,
  { subnetIds, securityGroup, keyPair }: InstancePlace,
  transform: Transform<aws.ec2.InstanceArgs> | undefined,
  { dependsOn = [], ...own }: Own,
): aws.ec2.Instance {
  const image = aws.ssm.getParameterOutput({ name: IMAGE_PARAMETER }, opts);
  return new aws.ec2.Instance(
    name,
    transformed(transform, {
      ami: image.value,
      instanceType: settings.instanceType,
      subnetId: subnetIds.apply((ids) => ids[0] ?? ""),
      vpcSecurityGroupIds: [securityGroup.id],
      ...(keyPair && { keyName: keyPair.keyName }),
      ...own,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: settings.diskGb, tags },
      maintenanceOptions: { autoRecovery: "default" },
      // A nano's credits would otherwise be bought beyond what it earns, without a limit.
      creditSpecification: { cpuCredits: "standard" },
      tags: { ...tags, Name: name },
    }),
    { ...opts, dependsOn, ...(!replaceForNewImage && { ignoreChanges: ["ami", "userData"] }) },
  );
}
