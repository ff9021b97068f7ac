import { rmdirSync } from "node:fs";
import path from "node:path";
import { AwsError } from "../../base/awsError";
import type { Services } from "../../services";
import { publicKeyType } from "../ssh/openSshKey";
import { agentSilence } from "./agentSilence";
import { parseCidr } from "./cidr";
import { ec2Api } from "./ec2Api";
import type { Instance, InstanceSpec, Instances } from "./instances";
import { OperatingSystem } from "./operatingSystem";
import { findSshd, prepareToRun, userName } from "./sshd";
import { openSshFront, type SshFront } from "./sshFront";

type Dependencies = Pick<Services, "iam" | "inventory" | "ec2" | "clock" | "report" | "workFolder">;

interface Live {
  spec: InstanceSpec;
  privateIp: string;
  state: Instance["state"];
  os: OperatingSystem;
  front: SshFront | undefined;
}

/** EC2 keeps the first four addresses of a subnet and its last for itself (VPC User Guide, "Subnet sizing"). */
const FIRST_ADDRESS = 4;
const SSH_PORT = 22;
/** Terminated instances are described for about an hour (EC2 User Guide, "Terminate Amazon EC2 instances"). */
const TERMINATED_MS = 60 * 60_000;

/**
 * Instances as folders of this machine, which listen for `ssh` where the machine has an `sshd`.
 *
 * @param options `sshd`: its absolute path; `undefined` for none
 */
export function createInstances(
  { iam, inventory, ec2, clock, report, workFolder }: Dependencies,
  { sshd }: { sshd: string | undefined } = { sshd: findSshd() },
): Instances {
  const folder = path.join(workFolder, "ec2");
  const live = new Map<string, Live>();
  const over = new Map<string, { instance: Instance; until: number }>();
  const keyPairs = new Map<string, string>();
  const profiles = new Map<string, { arn: string; roleArn: string | undefined }>();

  const of = (id: string): Live => {
    const known = live.get(id);
    if (known) return known;
    throw new AwsError("InvalidInstanceID.NotFound", `The instance ID '${id}' does not exist`);
  };
  const publicIpOf = ({ spec, state }: Live): string | undefined => {
    const own = ec2.addresses().find(({ usedBy }) => usedBy === spec.id)?.publicIp;
    return own ?? (spec.associatesPublicIp && state === "running" ? ec2.passingIp(spec.id) : undefined);
  };
  const described = (each: Live): Instance => {
    const { vpcId, availabilityZone } = ec2.subnet(each.spec.subnetId);
    const { front } = each;
    return {
      ...each.spec,
      vpcId,
      availabilityZone,
      privateIp: each.privateIp,
      publicIp: publicIpOf(each),
      state: each.state,
      ssh: front && { host: "127.0.0.1", port: front.port, user: userName() ?? "" },
    };
  };
  const check = (spec: InstanceSpec): void => {
    const { vpcId } = ec2.subnet(spec.subnetId);
    for (const id of spec.securityGroupIds) {
      if (ec2.securityGroup(id).vpcId === vpcId) continue;
      throw new AwsError(
        "InvalidParameter",
        `Security group ${id} and subnet ${spec.subnetId} belong to different networks.`,
      );
    }
    if (spec.keyName !== undefined && !keyPairs.has(spec.keyName)) {
      throw new AwsError("InvalidKeyPair.NotFound", `The key pair '${spec.keyName}' does not exist`);
    }
    if (spec.profileName !== undefined && !profiles.has(spec.profileName)) {
      throw new AwsError(
        "InvalidParameterValue",
        `Value (${spec.profileName}) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name`,
      );
    }
  };
  const freeIp = (subnetId: string): string => {
    const { first, size } = parseCidr(ec2.subnet(subnetId).cidrBlock);
    const taken = new Set([...live.values()].map(({ privateIp }) => privateIp));
    for (let offset = FIRST_ADDRESS; offset < size - 1; offset++) {
      const ip = [24, 16, 8, 0].map((bits) => Math.floor((first + offset) / 2 ** bits) % 256).join(".");
      if (!taken.has(ip)) return ip;
    }
    throw new AwsError("InsufficientFreeAddressesInSubnet", `There are not enough free addresses in ${subnetId}.`);
  };
  /** Says what would stop a packet from outside on its way to port 22. */
  const refusal = (id: string, address: string): string | undefined => {
    const each = live.get(id);
    if (each?.state !== "running") return `${id} is stopped`;
    if (publicIpOf(each) === undefined) return `${id} has no address that is reached from outside of its VPC`;
    return ec2.ruleFor("ingress", each.spec.securityGroupIds, address, SSH_PORT)
      ? undefined
      : `no rule of the security groups of ${id} lets ${address} in to TCP port ${SSH_PORT}`;
  };
  const openFront = async (id: string, os: OperatingSystem): Promise<SshFront | undefined> => {
    if (sshd === undefined) {
      report.warn("ec2", `${id} answers no ssh: this machine has no sshd (Debian: apt-get install openssh-server)`);
      return undefined;
    }
    prepareToRun();
    return openSshFront({
      sshd,
      configurationFile: os.sshdConfigurationFile,
      logFile: os.sshdLogFile,
      refusal: (address) => refusal(id, address),
      onRefused: (reason) => report.warn("ec2", `ssh: ${reason}`),
    });
  };
  const boot = async (each: Live): Promise<void> => {
    each.state = "running";
    const result = await each.os.boot(each.spec.userData);
    if (result && result.exitCode !== 0) {
      report.warn("ec2", `the boothook of ${each.spec.id} failed (${result.exitCode}): ${result.stderr.trim()}`);
    }
  };

  const instances: Omit<Instances, "api"> = {
    async launch(spec) {
      check(spec);
      const publicKey = spec.keyName === undefined ? undefined : keyPairs.get(spec.keyName);
      const os = new OperatingSystem(path.join(folder, spec.id), clock);
      os.install(publicKey);
      const each: Live = { spec, privateIp: freeIp(spec.subnetId), state: "running", os, front: undefined };
      live.set(spec.id, each);
      each.front = await openFront(spec.id, os);
      await boot(each);
      return described(each);
    },
    async change(spec) {
      check(spec);
      const each = of(spec.id);
      const restarts = each.spec.userData !== spec.userData && each.state === "running";
      if (restarts) await instances.stop(spec.id);
      each.spec = spec;
      if (restarts) await instances.start(spec.id);
      return described(each);
    },
    async terminate(id) {
      const each = live.get(id);
      if (!each) return;
      over.set(id, { instance: { ...described(each), state: "terminated" }, until: clock.now() + TERMINATED_MS });
      live.delete(id);
      ec2.freeAddresses(id);
      each.os.halt();
      await each.front?.close();
      each.os.remove();
      if (live.size === 0) rmdirSync(folder);
    },
    instance: (id) => described(of(id)),
    instances: () => [...live.values()].map(described),
    terminated() {
      for (const [id, { until }] of over) if (until <= clock.now()) over.delete(id);
      return [...over.values()].map(({ instance }) => instance);
    },

    async start(id) {
      const each = of(id);
      if (each.state !== "running") await boot(each);
    },
    async stop(id) {
      const each = of(id);
      each.state = "stopped";
      each.front?.hangUp();
      each.os.halt();
    },
    putUserData(id, userData) {
      const each = of(id);
      if (each.state !== "stopped") {
        throw new AwsError(
          "IncorrectInstanceState",
          `The instance '${id}' is not in the 'stopped' state: its user data can be changed only there.`,
        );
      }
      each.spec = { ...each.spec, userData };
    },
    async run(id, script, timeoutMs) {
      const silence = instances.agentSilence(id);
      if (silence === undefined) return of(id).os.run(script, timeoutMs);
      throw new AwsError("InvalidInstanceId", `Instances [[${id}]] not in a valid state for account (${silence})`);
    },
    agentSilence(id) {
      const each = live.get(id);
      if (!each) return "there is no such instance";
      const { profileName = "" } = each.spec;
      return agentSilence(
        { ...described(each), agentRuns: each.os.agentRuns, roleArn: profiles.get(profileName)?.roleArn },
        { iam, ec2 },
      );
    },
    authorizedKeys: (id) => of(id).os.authorizedKeys,

    putKeyPair({ name, publicKey }) {
      if (keyPairs.has(name)) {
        throw new AwsError("InvalidKeyPair.Duplicate", `The keypair already exists: '${name}'`);
      }
      if (!["ssh-ed25519", "ssh-rsa"].includes(typeOf(publicKey))) {
        throw new AwsError("InvalidKey.Format", "Key is not in valid OpenSSH public key format");
      }
      keyPairs.set(name, publicKey);
    },
    deleteKeyPair: (name) => void keyPairs.delete(name),

    putProfile: ({ name, ...profile }) => void profiles.set(name, profile),
    deleteProfile: (name) => void profiles.delete(name),

    async close() {
      for (const id of [...live.keys()]) await instances.terminate(id);
    },
  };
  const profileArn = (name: string) => profiles.get(name)?.arn;
  const api = ec2Api({ ec2, instances, profileArn, tagsOf: (resourceArn) => inventory.tagsOf(resourceArn) });
  return Object.assign(instances, { api });
}

function typeOf(publicKey: string): string {
  try {
    return publicKeyType(publicKey);
  } catch {
    return "";
  }
}
