import { arn } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { Instance, InstanceSpec } from "../../services/ec2/instances";
import { ec2Id } from "./identifier";

interface InstanceInputs {
  ami?: string;
  instanceType?: string;
  subnetId?: string;
  availabilityZone?: string;
  vpcSecurityGroupIds?: readonly string[];
  keyName?: string;
  iamInstanceProfile?: string;
  associatePublicIpAddress?: boolean;
  userData?: string;
  userDataBase64?: string;
  disableApiTermination?: boolean;
  tags?: Readonly<Record<string, string>>;
}

/** Bytes of user data (EC2 User Guide, "Run commands when you launch an EC2 instance with user data input"). */
const LARGEST_USER_DATA = 16_384;
const NO_MACHINE = { noEffect: "the instance is a folder and a process of this machine" };

/**
 * `aws.ec2.Instance`: a folder with a home, and an `sshd` of this machine. Where that listens is in `tagsAll`, because an instance on
 * AWS has no port of its own to tell: `sluice:sshHost`, `sluice:sshPort`, `sluice:sshUser`.
 */
export function instance({ ec2, instances }: Pick<Services, "ec2" | "instances">): ResourceHandler {
  const specOf = (id: string, properties: Properties): InstanceSpec => {
    const inputs = properties as InstanceInputs;
    const { ami = "", instanceType = "", availabilityZone } = inputs;
    if (!/^ami-[0-9a-f]{8,17}$/.test(ami)) throw new Error(`ami must be the id of an image, got "${ami}"`);
    if (!/^[a-z0-9-]+\.[a-z0-9-]+$/.test(instanceType)) {
      throw new Error(`instanceType must be a type such as "t4g.nano", got "${instanceType}"`);
    }
    const subnet = inputs.subnetId === undefined ? ec2.defaultSubnet(availabilityZone) : ec2.subnet(inputs.subnetId);
    const { id: subnetId, vpcId, mapsPublicIps = false } = subnet;
    if (availabilityZone !== undefined && availabilityZone !== subnet.availabilityZone) {
      throw new Error(
        `availabilityZone must be that of ${subnetId}, ${subnet.availabilityZone}, got "${availabilityZone}"`,
      );
    }
    return {
      id,
      imageId: ami,
      instanceType,
      subnetId,
      securityGroupIds: inputs.vpcSecurityGroupIds ?? [ec2.defaultSecurityGroup(vpcId).id],
      associatesPublicIp: inputs.associatePublicIpAddress ?? mapsPublicIps,
      userData: userDataOf(inputs),
      terminationProtection: inputs.disableApiTermination ?? false,
      tags: inputs.tags ?? {},
      ...(inputs.keyName !== undefined && { keyName: inputs.keyName }),
      ...(inputs.iamInstanceProfile !== undefined && { profileName: inputs.iamInstanceProfile }),
    };
  };
  return {
    type: "aws:ec2/instance:Instance",
    properties: {
      ami: "honoured",
      instanceType: "honoured",
      subnetId: "honoured",
      availabilityZone: "honoured",
      vpcSecurityGroupIds: "honoured",
      keyName: "honoured",
      iamInstanceProfile: "honoured",
      associatePublicIpAddress: "honoured",
      userData: "honoured",
      userDataBase64: "honoured",
      disableApiTermination: "honoured",
      creditSpecification: NO_MACHINE,
      ebsOptimized: NO_MACHINE,
      instanceInitiatedShutdownBehavior: NO_MACHINE,
      maintenanceOptions: NO_MACHINE,
      metadataOptions: { noEffect: "there is no metadata service: who asks for one is refused, whatever the version" },
      monitoring: { noEffect: "an instance has no metrics here" },
      rootBlockDevice: NO_MACHINE,
      sourceDestCheck: { noEffect: "no packet is routed here: everything is on loopback" },
      volumeTags: { noEffect: "tags select and group resources in consoles and bills only" },
    },
    replaceOn: ["ami", "subnetId", "availabilityZone", "keyName", "associatePublicIpAddress"],
    create: async (context: ResourceContext, inputs) => {
      const launched = await instances.launch(specOf(ec2Id("i", context), inputs));
      return stateOf(launched, inputs);
    },
    update: async (_context, { id }, inputs) => stateOf(await instances.change(specOf(id, inputs)), inputs),
    refusesDeletion: ({ state }) =>
      state.disableApiTermination === true ? "set disableApiTermination to false first" : undefined,
    async delete(_context, { id, state }) {
      if (state.disableApiTermination === true) {
        throw new Error(`the instance ${id} may not be terminated: set disableApiTermination to false first`);
      }
      await instances.terminate(id);
    },
  };
}

function stateOf(instance: Instance, inputs: Properties): ResourceState {
  const { ssh, publicIp = "" } = instance;
  const where = ssh && { "sluice:sshHost": ssh.host, "sluice:sshPort": String(ssh.port), "sluice:sshUser": ssh.user };
  return {
    id: instance.id,
    state: {
      ...inputs,
      arn: arn("ec2", `instance/${instance.id}`),
      instanceState: instance.state,
      availabilityZone: instance.availabilityZone,
      subnetId: instance.subnetId,
      privateIp: instance.privateIp,
      privateDns: `ip-${instance.privateIp.replaceAll(".", "-")}.ec2.internal`,
      publicIp,
      publicDns: publicIp && `ec2-${publicIp.replaceAll(".", "-")}.compute-1.amazonaws.com`,
      vpcSecurityGroupIds: instance.securityGroupIds,
      primaryNetworkInterfaceId: instance.id.replace("i-", "eni-"),
      tagsAll: { ...instance.tags, ...where },
    },
  };
}

function userDataOf({ userData, userDataBase64 }: InstanceInputs): string {
  if (userData !== undefined && userDataBase64 !== undefined) {
    throw new Error("userData and userDataBase64 exclude each other");
  }
  const text = userData ?? Buffer.from(userDataBase64 ?? "", "base64").toString();
  if (Buffer.byteLength(text) > LARGEST_USER_DATA) {
    throw new Error(`userData must have at most ${LARGEST_USER_DATA} bytes, got ${Buffer.byteLength(text)}`);
  }
  return text;
}
