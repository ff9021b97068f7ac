import type { AwsService } from "../../edge/awsService";
import type { ScriptResult } from "./operatingSystem";

/** An instance as a program declares it. */
export interface InstanceSpec {
  id: string;
  imageId: string;
  instanceType: string;
  subnetId: string;
  securityGroupIds: readonly string[];
  keyName?: string;
  /** The name of an instance profile. */
  profileName?: string;
  associatesPublicIp: boolean;
  /** Plain text. */
  userData: string;
  terminationProtection: boolean;
  tags: Readonly<Record<string, string>>;
}

export type InstanceState = "running" | "stopped" | "terminated";

export interface Instance extends InstanceSpec {
  vpcId: string;
  availabilityZone: string;
  privateIp: string;
  /** An Elastic IP, or an address of EC2's that it has while it runs. */
  publicIp: string | undefined;
  state: InstanceState;
  /** Where its port 22 is on this machine; absent where the machine has no `sshd`. */
  ssh: SshAddress | undefined;
}

export interface SshAddress {
  host: string;
  port: number;
  user: string;
}

/** Elements of the EC2 service that live: instances, key pairs, and the profiles that give instances a role. */
export interface Instances {
  readonly api: AwsService;

  /** @throws AwsError for a subnet, group, key pair or profile that does not exist, and groups of another VPC */
  launch(spec: InstanceSpec): Promise<Instance>;
  /** Changes what can be changed while it runs: security groups, profile, tags, protection. */
  change(spec: InstanceSpec): Promise<Instance>;
  terminate(id: string): Promise<void>;
  /** @throws AwsError `InvalidInstanceID.NotFound` */
  instance(id: string): Instance;
  instances(): readonly Instance[];
  /** Those that were terminated within the last hour, as they were before. */
  terminated(): readonly Instance[];

  start(id: string): Promise<void>;
  stop(id: string): Promise<void>;
  /** @throws AwsError `IncorrectInstanceState` unless it is stopped */
  putUserData(id: string, userData: string): void;
  /** Runs a script in the instance, as its agent does. @throws AwsError `InvalidInstanceId` where the agent does not answer */
  run(id: string, script: string, timeoutMs: number): Promise<ScriptResult>;
  /** Why the agent of Systems Manager does not answer; `undefined` where it does. */
  agentSilence(id: string): string | undefined;
  /** The keys that its `authorized_keys` holds now. */
  authorizedKeys(id: string): readonly string[];

  /** @throws AwsError `InvalidKeyPair.Duplicate`, or `InvalidKey.Format` */
  putKeyPair(keyPair: { name: string; publicKey: string }): void;
  deleteKeyPair(name: string): void;

  putProfile(profile: { name: string; arn: string; roleArn: string | undefined }): void;
  deleteProfile(name: string): void;

  /** Ends every instance. */
  close(): Promise<void>;
}
