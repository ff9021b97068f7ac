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
  let underTest: InstancesUnderTest;

  beforeEach(() => {
    underTest = new InstancesUnderTest();
  });

  afterEach(() => underTest.close());

  it("has the outputs that a program refers to", async () => {
    const { id, state } = await underTest.launch({ tags: { Name: "bastion" } });

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
    const first = await underTest.launch({ associatePublicIpAddress: true });
    const second = await underTest.launch({ associatePublicIpAddress: true }, "other");

    expect([first.state.privateIp, second.state.privateIp]).to.deep.equal(["10.0.0.4", "10.0.0.5"]);
    expect(first.state.publicIp)
      .to.match(/^198\.1[89]\./)
      .and.not.to.equal(second.state.publicIp);
  });

  it("has an Elastic IP in place of an address that passes, and gives it back at its end", async () => {
    const { id, state } = await underTest.launch({ associatePublicIpAddress: true });

    const address = await eip(underTest).create(resourceContext("address"), { instance: id });

    expect(underTest.instances.instance(id).publicIp).to.equal(address.state.publicIp).and.not.to.equal(state.publicIp);
    await eip(underTest).delete(resourceContext("address"), address);
    expect(underTest.instances.instance(id).publicIp).to.equal(state.publicIp);
  });

  it("lets the key pair's key in, from the first boot on", async () => {
    const { id: keyName } = await keyPair(underTest).create(resourceContext("key"), {
      publicKey: `${PUBLIC_KEY} ada\n`,
    });

    const { id } = await underTest.launch({ keyName });

    expect(underTest.instances.authorizedKeys(id)).to.deep.equal([`${PUBLIC_KEY} ada`]);
  });

  it("says that nobody can log in where the machine has no sshd", async () => {
    const { id } = await underTest.launch();

    expect(underTest.warnings).to.deep.equal([
      `${id} answers no ssh: this machine has no sshd (Debian: apt-get install openssh-server)`,
    ]);
  });

  it("runs a boothook at each start, and no other user data", async () => {
    const { id } = await underTest.launch({ userData: "#cloud-boothook\necho started >> log" });
    const other = await underTest.launch({ userData: "#!/bin/sh\necho started >> log" }, "other");
    const home = (of: string) => path.join(underTest.workFolder, "ec2", of, "home", "log");

    await underTest.instances.stop(id);
    await underTest.instances.start(id);

    expect(readFileSync(home(id), "utf8")).to.equal("started\nstarted\n");
    expect(existsSync(home(other.id))).to.equal(false);
  });

  it("reports a boothook that fails", async () => {
    const { id } = await underTest.launch({ userData: "#cloud-boothook\necho no >&2; exit 3" });

    expect(underTest.warnings).to.include(`the boothook of ${id} failed (3): no`);
  });

  it("keeps its user data while it runs", async () => {
    const { id } = await underTest.launch();

    expect(() => underTest.instances.putUserData(id, "")).to.throw("is not in the 'stopped' state");
  });

  it("is stopped and started for other user data", async () => {
    const { id, state } = await underTest.launch({ userData: "#cloud-config\n" });

    await instance(underTest).update?.(
      resourceContext("bastion"),
      { id, state },
      { ...state, userData: "#cloud-boothook\ntouch on" },
    );

    expect(existsSync(path.join(underTest.workFolder, "ec2", id, "home", "on"))).to.equal(true);
    expect(underTest.instances.instance(id).state).to.equal("running");
  });

  it("is gone when it is deleted, with its files", async () => {
    const made = await underTest.launch();

    await instance(underTest).delete(resourceContext("bastion"), made);

    expect(() => underTest.instances.instance(made.id)).to.throw(`The instance ID '${made.id}' does not exist`);
    expect(existsSync(path.join(underTest.workFolder, "ec2"))).to.equal(false);
  });

  it("stays where it may not be terminated", async () => {
    const made = await underTest.launch({ disableApiTermination: true });

    const error = await rejection(instance(underTest).delete(resourceContext("bastion"), made));

    expect(error.message).to.include("set disableApiTermination to false first");
    expect(instance(underTest).refusesDeletion?.(made)).to.equal("set disableApiTermination to false first");
    expect(underTest.instances.instance(made.id).state).to.equal("running");
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
    ["a zone that is not its subnet's", { availabilityZone: "us-east-1f" }, "availabilityZone must be that of"],
    ["user data twice", { userData: "a", userDataBase64: "Yg==" }, "userData and userDataBase64 exclude each other"],
    ["too much user data", { userData: "a".repeat(16_385) }, "userData must have at most 16384 bytes, got 16385"],
  ] as [string, Properties, string][]) {
    it(`is refused with ${fault}`, async () => {
      underTest.ec2.putVpc({ id: "vpc-far", cidrBlock: "10.7.0.0/16" });
      underTest.ec2.putSecurityGroup({ id: "sg-far", vpcId: "vpc-far", name: "far" });

      const error = await rejection(underTest.launch(inputs));

      expect(error.message).to.include(words);
      expect(underTest.instances.instances()).to.deep.equal([]);
    });
  }

  it("is in the default VPC where it names no subnet, with a public address", async () => {
    const { state } = await underTest.launch({ subnetId: undefined, vpcSecurityGroupIds: undefined });

    expect(state.subnetId).to.equal(underTest.ec2.defaultSubnet("us-east-1a").id);
    expect(state.publicIp).to.match(/^198\.1[89]\./);
  });

  it("is in the default group of its VPC where it names none", async () => {
    const { id } = await underTest.launch({ vpcSecurityGroupIds: undefined });

    expect(underTest.instances.instance(id).securityGroupIds).to.deep.equal([
      underTest.ec2.defaultSecurityGroup("vpc-1").id,
    ]);
    expect(underTest.instances.instance(id).imageId).to.equal(IMAGE);
  });
});

describe("the agent of Systems Manager", () => {
  let underTest: InstancesUnderTest;

  beforeEach(() => {
    underTest = new InstancesUnderTest();
  });

  afterEach(() => underTest.close());

  it("answers from a subnet with a way out, by a role that may", async () => {
    const { id } = await underTest.launch({ iamInstanceProfile: await underTest.profile() });

    expect(underTest.instances.agentSilence(id)).to.equal(undefined);
  });

  it("answers from a public subnet where the instance has an address", async () => {
    underTest.ec2.deleteRoute("rtb-1", "0.0.0.0/0");
    underTest.ec2.addRoute("rtb-1", { destination: "0.0.0.0/0", target: "igw-1" });
    const iamInstanceProfile = await underTest.profile();
    const [hidden, open] = await Promise.all([
      underTest.launch({ iamInstanceProfile }),
      underTest.launch({ iamInstanceProfile, associatePublicIpAddress: true }, "open"),
    ]);

    const silences = [hidden, open].map(({ id }) => underTest.instances.agentSilence(id));
    expect(silences).to.deep.equal(["its subnet has no way to the internet", undefined]);
  });

  for (const [what, break_, silence] of [
    ["it is stopped", (id: string) => underTest.instances.stop(id), "the instance is stopped"],
    [
      "no rule lets it out",
      async () => underTest.ec2.deleteRule("https"),
      "no rule of its security groups lets it out to TCP port 443",
    ],
    [
      "no route leads out",
      async () => underTest.ec2.disassociate("rtbassoc-1"),
      "its subnet has no way to the internet",
    ],
    [
      "somebody has stopped it",
      async (id: string) => void (await underTest.instances.run(id, "systemctl stop amazon-ssm-agent", 1_000)),
      "its agent has been stopped",
    ],
  ] as [string, (id: string) => Promise<void>, string][]) {
    it(`is silent where ${what}`, async () => {
      const { id } = await underTest.launch({ iamInstanceProfile: await underTest.profile() });

      await break_(id);

      expect(underTest.instances.agentSilence(id)).to.equal(silence);
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
      const { id } = await underTest.launch({ iamInstanceProfile: await underTest.profile(profile as object) });

      expect(underTest.instances.agentSilence(id)).to.include(words);
    });
  }

  it("is silent without a role", async () => {
    const { id } = await underTest.launch();

    expect(underTest.instances.agentSilence(id)).to.equal("the instance has no role");
  });

  it("is back after a restart where it was stopped, and stays away where it was disabled", async () => {
    const { id } = await underTest.launch({ iamInstanceProfile: await underTest.profile() });
    const restarted = async (verb: string) => {
      await underTest.instances.run(id, `systemctl ${verb} amazon-ssm-agent`, 1_000);
      await underTest.instances.stop(id);
      await underTest.instances.start(id);
      return underTest.instances.agentSilence(id);
    };

    expect([await restarted("stop"), await restarted("disable")]).to.deep.equal([
      undefined,
      "its agent has been stopped",
    ]);
  });
});

describe("aws.ec2.KeyPair", () => {
  let underTest: InstancesUnderTest;

  beforeEach(() => {
    underTest = new InstancesUnderTest();
  });

  afterEach(() => underTest.close());

  it("has the outputs that a program refers to", async () => {
    const { id, state } = await keyPair(underTest).create(resourceContext("key"), { publicKey: PUBLIC_KEY });

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
      underTest.instances.putKeyPair({ name: "taken", publicKey: PUBLIC_KEY });

      const error = await rejection(keyPair(underTest).create(resourceContext("key"), inputs));

      expect(error.message).to.equal(words);
    });
  }
});
