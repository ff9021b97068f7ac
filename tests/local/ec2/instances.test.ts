import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import type { Properties } from "../../../local/engine/resourceHandler";
import { eip } from "../../../local/resources/ec2/eip";
import { instance } from "../../../local/resources/ec2/instance";
import { keyPair } from "../../../local/resources/ec2/keyPair";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { IMAGE, InstancesUnderTest, PUBLIC_KEY } from "./instanceUnderTest";

describe("aws.ec2.Instance", () => {
  let world: InstancesUnderTest;

  beforeEach(() => {
    world = new InstancesUnderTest();
  });

  afterEach(() => world.close());

  it("has the outputs that a program refers to", async () => {
    const { id, state } = await world.launch({ tags: { Name: "bastion" } });

    expect(id).to.match(/^i-[0-9a-f]{17}$/);
    expect(state).to.deep.include({
      arn: `arn:aws:ec2:us-east-1:000000000000:instance/${id}`,
      instanceState: "running",
      availabilityZone: "us-east-1a",
      privateIp: "10.0.0.4",
      publicIp: "",
      tagsAll: { Name: "bastion" },
    });
  });

  it("has a private address of its own, and a public one where it asks for it", async () => {
    const first = await world.launch({ associatePublicIpAddress: true });
    const second = await world.launch({ associatePublicIpAddress: true }, "other");

    expect([first.state.privateIp, second.state.privateIp]).to.deep.equal(["10.0.0.4", "10.0.0.5"]);
    expect(first.state.publicIp)
      .to.match(/^198\.1[89]\./)
      .and.not.to.equal(second.state.publicIp);
  });

  it("has an Elastic IP in place of an address that passes, and gives it back at its end", async () => {
    const { id, state } = await world.launch({ associatePublicIpAddress: true });

    const address = await eip(world).create(resourceContext("address"), { instance: id });

    expect(world.instances.instance(id).publicIp).to.equal(address.state.publicIp).and.not.to.equal(state.publicIp);
    await eip(world).delete(resourceContext("address"), address);
    expect(world.instances.instance(id).publicIp).to.equal(state.publicIp);
  });

  it("lets the key pair's key in, from the first boot on", async () => {
    const { id: keyName } = await keyPair(world).create(resourceContext("key"), { publicKey: `${PUBLIC_KEY} ada\n` });

    const { id } = await world.launch({ keyName });

    expect(world.instances.authorizedKeys(id)).to.deep.equal([`${PUBLIC_KEY} ada`]);
  });

  it("says that nobody can log in where the machine has no sshd", async () => {
    const { id } = await world.launch();

    expect(world.warnings).to.deep.equal([
      `${id} answers no ssh: this machine has no sshd (Debian: apt-get install openssh-server)`,
    ]);
  });

  it("runs a boothook at each start, and no other user data", async () => {
    const { id } = await world.launch({ userData: "#cloud-boothook\necho started >> log" });
    const other = await world.launch({ userData: "#!/bin/sh\necho started >> log" }, "other");
    const home = (of: string) => path.join(world.workFolder, "ec2", of, "home", "log");

    await world.instances.stop(id);
    await world.instances.start(id);

    expect(readFileSync(home(id), "utf8")).to.equal("started\nstarted\n");
    expect(existsSync(home(other.id))).to.equal(false);
  });

  it("reports a boothook that fails", async () => {
    const { id } = await world.launch({ userData: "#cloud-boothook\necho no >&2; exit 3" });

    expect(world.warnings).to.include(`the boothook of ${id} failed (3): no`);
  });

  it("keeps its user data while it runs", async () => {
    const { id } = await world.launch();

    expect(() => world.instances.putUserData(id, "")).to.throw("is not in the 'stopped' state");
  });

  it("is stopped and started for other user data", async () => {
    const { id, state } = await world.launch({ userData: "#cloud-config\n" });

    await instance(world).update?.(
      resourceContext("bastion"),
      { id, state },
      { ...state, userData: "#cloud-boothook\ntouch on" },
    );

    expect(existsSync(path.join(world.workFolder, "ec2", id, "home", "on"))).to.equal(true);
    expect(world.instances.instance(id).state).to.equal("running");
  });

  it("is gone when it is deleted, with its files", async () => {
    const made = await world.launch();

    await instance(world).delete(resourceContext("bastion"), made);

    expect(() => world.instances.instance(made.id)).to.throw(`The instance ID '${made.id}' does not exist`);
    expect(existsSync(path.join(world.workFolder, "ec2"))).to.equal(false);
  });

  it("stays where it may not be terminated", async () => {
    const made = await world.launch({ disableApiTermination: true });

    const error = await rejection(instance(world).delete(resourceContext("bastion"), made));

    expect(error.message).to.include("set disableApiTermination to false first");
    expect(instance(world).refusesDeletion?.(made)).to.equal("set disableApiTermination to false first");
    expect(world.instances.instance(made.id).state).to.equal("running");
  });

  for (const [fault, inputs, words] of [
    ["a subnet that does not exist", { subnetId: "subnet-z" }, "The subnet ID 'subnet-z' does not exist"],
    ["a group that does not exist", { vpcSecurityGroupIds: ["sg-2"] }, "The security group 'sg-2' does not exist"],
    [
      "a group of another VPC",
      { vpcSecurityGroupIds: ["sg-far"] },
      "Security group sg-far and subnet subnet-a belong to different",
    ],
    ["a key pair that does not exist", { keyName: "lost" }, "The key pair 'lost' does not exist"],
    [
      "a profile that does not exist",
      { iamInstanceProfile: "none" },
      "Value (none) for parameter iamInstanceProfile.name is invalid",
    ],
    ["no image", { ami: undefined }, 'ami must be the id of an image, got ""'],
    ["no type", { instanceType: "nano" }, 'instanceType must be a type such as "t4g.nano", got "nano"'],
    ["no subnet", { subnetId: undefined }, "subnetId must be set: the local cloud has no default VPC"],
    ["user data twice", { userData: "a", userDataBase64: "Yg==" }, "userData and userDataBase64 exclude each other"],
    ["too much user data", { userData: "a".repeat(16_385) }, "userData must have at most 16384 bytes, got 16385"],
  ] as [string, Properties, string][]) {
    it(`is refused with ${fault}`, async () => {
      world.ec2.putVpc({ id: "vpc-far", cidrBlock: "10.7.0.0/16" });
      world.ec2.putSecurityGroup({ id: "sg-far", vpcId: "vpc-far", name: "far" });

      const error = await rejection(world.launch(inputs));

      expect(error.message).to.include(words);
      expect(world.instances.instances()).to.deep.equal([]);
    });
  }

  it("is in the default group of its VPC where it names none", async () => {
    const { id } = await world.launch({ vpcSecurityGroupIds: undefined });

    expect(world.instances.instance(id).securityGroupIds).to.deep.equal([world.ec2.defaultSecurityGroup("vpc-1").id]);
    expect(world.instances.instance(id).imageId).to.equal(IMAGE);
  });
});

describe("the agent of Systems Manager", () => {
  let world: InstancesUnderTest;

  beforeEach(() => {
    world = new InstancesUnderTest();
  });

  afterEach(() => world.close());

  it("answers from a subnet with a way out, by a role that may", async () => {
    const { id } = await world.launch({ iamInstanceProfile: await world.profile() });

    expect(world.instances.agentSilence(id)).to.equal(undefined);
  });

  it("answers from a public subnet where the instance has an address", async () => {
    const routes = [{ destination: "0.0.0.0/0", target: "igw-1" }];
    world.ec2.putRouteTable({ id: "rtb-1", vpcId: "vpc-1", subnetIds: ["subnet-a"], routes });
    const iamInstanceProfile = await world.profile();
    const [hidden, open] = await Promise.all([
      world.launch({ iamInstanceProfile }),
      world.launch({ iamInstanceProfile, associatePublicIpAddress: true }, "open"),
    ]);

    const silences = [hidden, open].map(({ id }) => world.instances.agentSilence(id));
    expect(silences).to.deep.equal(["its subnet has no way to the internet", undefined]);
  });

  for (const [what, break_, silence] of [
    ["it is stopped", (id: string) => world.instances.stop(id), "the instance is stopped"],
    [
      "no rule lets it out",
      async () => world.ec2.deleteRule("https"),
      "no rule of its security groups lets it out to TCP port 443",
    ],
    ["no route leads out", async () => world.ec2.deleteRouteTable("rtb-1"), "its subnet has no way to the internet"],
    [
      "somebody has stopped it",
      async (id: string) => void (await world.instances.run(id, "systemctl stop amazon-ssm-agent", 1_000)),
      "its agent has been stopped",
    ],
  ] as [string, (id: string) => Promise<void>, string][]) {
    it(`is silent where ${what}`, async () => {
      const { id } = await world.launch({ iamInstanceProfile: await world.profile() });

      await break_(id);

      expect(world.instances.agentSilence(id)).to.equal(silence);
    });
  }

  for (const [what, profile, words] of [
    ["nothing", { managedPolicyArns: [] as string[] }, "its role may not do ssm:UpdateInstanceInformation"],
    [
      "what is for another service",
      { service: "lambda.amazonaws.com" },
      "is not authorized to perform: sts:AssumeRole",
    ],
  ] as const) {
    it(`is silent where its role allows ${what}`, async () => {
      const { id } = await world.launch({ iamInstanceProfile: await world.profile(profile as object) });

      expect(world.instances.agentSilence(id)).to.include(words);
    });
  }

  it("is silent without a role", async () => {
    const { id } = await world.launch();

    expect(world.instances.agentSilence(id)).to.equal("the instance has no role");
  });

  it("is back after a restart where it was stopped, and stays away where it was disabled", async () => {
    const { id } = await world.launch({ iamInstanceProfile: await world.profile() });
    const restarted = async (verb: string) => {
      await world.instances.run(id, `systemctl ${verb} amazon-ssm-agent`, 1_000);
      await world.instances.stop(id);
      await world.instances.start(id);
      return world.instances.agentSilence(id);
    };

    expect([await restarted("stop"), await restarted("disable")]).to.deep.equal([
      undefined,
      "its agent has been stopped",
    ]);
  });
});

describe("aws.ec2.KeyPair", () => {
  let world: InstancesUnderTest;

  beforeEach(() => {
    world = new InstancesUnderTest();
  });

  afterEach(() => world.close());

  it("has the outputs that a program refers to", async () => {
    const { id, state } = await keyPair(world).create(resourceContext("key"), { publicKey: PUBLIC_KEY });

    expect(id).to.equal("key-1a2b3c4");
    expect(state).to.deep.include({
      keyName: "key-1a2b3c4",
      keyType: "ed25519",
      fingerprint: "SHA256:TZBZzz91bhmE34RHam1h6GpITL9OccquB6H4iDjPZwA",
    });
  });

  for (const [fault, inputs, words] of [
    ["what is no key", { publicKey: "no key" }, "Key is not in valid OpenSSH public key format"],
    ["a key that is cut off", { publicKey: PUBLIC_KEY.slice(0, -8) }, "Key is not in valid OpenSSH public key format"],
    ["a name that is taken", { publicKey: PUBLIC_KEY, keyName: "taken" }, "The keypair already exists: 'taken'"],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      world.instances.putKeyPair({ name: "taken", publicKey: PUBLIC_KEY });

      const error = await rejection(keyPair(world).create(resourceContext("key"), inputs));

      expect(error.message).to.equal(words);
    });
  }
});
