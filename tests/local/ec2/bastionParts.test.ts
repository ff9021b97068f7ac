import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import { createIam } from "../../../local/iam/createIam";
import { defaultSecurityGroup } from "../../../local/resources/ec2/defaultSecurityGroup";
import { eip } from "../../../local/resources/ec2/eip";
import { flowLog } from "../../../local/resources/ec2/flowLog";
import { privateKey } from "../../../local/resources/tls/privateKey";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { sshdConfiguration } from "../../../local/services/ec2/sshd";
import { createLogs } from "../../../local/services/logs/logs";
import { publicKeyType } from "../../../local/services/ssh/openSshKey";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { InstancesUnderTest } from "./instanceUnderTest";
import { testNetwork } from "./network";

describe("aws.ec2.DefaultSecurityGroup", () => {
  it("takes every rule from the group that a VPC has by itself", async () => {
    const ec2 = testNetwork();
    const group = ec2.defaultSecurityGroup("vpc-1").id;
    const before = [
      ec2.reachable([group], [group], 22).reachable,
      ec2.ruleFor("egress", [group], "52.94.0.1", 443)?.id,
    ];

    const { id, state } = await defaultSecurityGroup({ ec2 }).create(resourceContext("default"), {
      vpcId: "vpc-1",
      ingress: [],
      egress: [],
    });

    expect(before).to.deep.equal([true, `${group}/out`]);
    expect([id, state.name]).to.deep.equal([group, "default"]);
    expect(ec2.rules().filter(({ securityGroupId }) => securityGroupId === group)).to.deep.equal([]);
  });

  it("leaves it with the rules that are given", async () => {
    const ec2 = testNetwork();
    const rule = { protocol: "tcp", fromPort: 22, toPort: 22, self: true };

    const { id } = await defaultSecurityGroup({ ec2 }).create(resourceContext("default"), {
      vpcId: "vpc-1",
      ingress: [rule],
      egress: [rule],
    });

    const passes = [22, 23].map((port) => ec2.reachable([id], [id], port).reachable);
    expect(passes).to.deep.equal([true, false]);
  });

  it("is refused for a VPC that does not exist", async () => {
    const handler = defaultSecurityGroup({ ec2: testNetwork() });

    const error = await rejection(handler.create(resourceContext("default"), { vpcId: "vpc-2" }));

    expect(error.message).to.equal("The vpc ID 'vpc-2' does not exist");
  });
});

describe("aws.ec2.FlowLog", () => {
  const ROLE = "arn:aws:iam::000000000000:role/flow";
  const GROUP = "arn:aws:logs:us-east-1:000000000000:log-group:packets";

  function underTest({ service = "vpc-flow-logs.amazonaws.com", action = "logs:*", account = "000000000000" } = {}) {
    const iam = createIam({ report: silentReport });
    const clock = new HeldClock(0);
    const metrics = createMetrics({ clock }, { timeScale: 1 });
    const logs = createLogs({ clock, metrics, report: silentReport });
    logs.putLogGroup({ name: "packets", retentionInDays: 30 });
    const trust = {
      Effect: "Allow",
      Principal: { Service: service },
      Action: "sts:AssumeRole",
      // VPC User Guide, "IAM role for publishing flow logs to CloudWatch Logs".
      Condition: {
        StringEquals: { "aws:SourceAccount": "000000000000" },
        ArnLike: { "aws:SourceArn": `arn:aws:ec2:us-east-1:${account}:vpc-flow-log/*` },
      },
    };
    iam.putRole({ arn: ROLE, name: "flow", trustPolicy: JSON.stringify({ Statement: trust }) });
    const allow = { Effect: "Allow", Action: action, Resource: `${GROUP}:*` };
    iam.putRolePolicy(ROLE, "write", JSON.stringify({ Statement: allow }));
    return flowLog({ ec2: testNetwork(), iam, logs });
  }

  const inputs = { vpcId: "vpc-1", logDestinationType: "cloud-watch-logs", logDestination: GROUP, iamRoleArn: ROLE };

  it("is made where its role may write to its log group", async () => {
    const { id, state } = await underTest().create(resourceContext("flow"), inputs);

    expect(id).to.match(/^fl-[0-9a-f]{17}$/);
    expect(state).to.deep.include({ trafficType: "ALL", arn: `arn:aws:ec2:us-east-1:000000000000:vpc-flow-log/${id}` });
  });

  for (const [fault, change, words, options] of [
    ["a VPC that does not exist", { vpcId: "vpc-2" }, "The vpc ID 'vpc-2' does not exist", {}],
    ["a VPC and a subnet", { subnetId: "subnet-a" }, "exactly one of vpcId and subnetId must be set", {}],
    ["no such log group", { logDestination: `${GROUP}-2` }, 'logDestination: there is no log group "packets-2"', {}],
    ["a bucket", { logDestinationType: "s3" }, 'logDestinationType must be "cloud-watch-logs" locally, got "s3"', {}],
    ["no role", { iamRoleArn: undefined }, "iamRoleArn must be set", {}],
    ["a role of another service", {}, "is not authorized to perform: sts:AssumeRole", { service: "ec2.amazonaws.com" }],
    [
      "a role for another account's flow logs",
      {},
      "is not authorized to perform: sts:AssumeRole",
      { account: "111122223333" },
    ],
    [
      "a role that may not write",
      {},
      'the role may not do logs:PutLogEvents on the log group "packets"',
      { action: "logs:CreateLogStream" },
    ],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      const error = await rejection(underTest(options).create(resourceContext("flow"), { ...inputs, ...change }));

      expect(error.message).to.include(words);
    });
  }
});

describe("aws.ec2.Eip", () => {
  let underTest: InstancesUnderTest;

  beforeEach(() => {
    underTest = new InstancesUnderTest();
  });

  afterEach(() => underTest.close());

  it("is an address that nobody on the internet has, the same in every start", async () => {
    const { id, state } = await eip(underTest).create(resourceContext("egress"), { domain: "vpc" });

    expect(id).to.match(/^eipalloc-[0-9a-f]{17}$/);
    expect(state).to.deep.include({ domain: "vpc", allocationId: id });
    expect(state.publicIp).to.match(/^198\.1[89]\.\d+\.\d+$/);
    const another = new InstancesUnderTest();
    const again = await eip(another).create(resourceContext("egress"), {});
    await another.close();
    expect(again.state.publicIp).to.equal(state.publicIp);
  });

  it("is not given away while a NAT gateway has it", async () => {
    const address = await eip(underTest).create(resourceContext("egress"), {});
    underTest.ec2.useAddress(address.id, "nat-1");

    const error = await rejection(eip(underTest).delete(resourceContext("egress"), address));

    expect(error.message).to.equal(`Address ${address.state.publicIp} is in use by nat-1.`);
  });

  for (const [fault, inputs, words] of [
    ["an instance that does not exist", { instance: "i-0" }, "The instance ID 'i-0' does not exist"],
    ["a domain of long ago", { domain: "standard" }, 'domain must be "vpc", got "standard": EC2-Classic is retired'],
  ] as const) {
    it(`is refused with ${fault}`, async () => {
      expect((await rejection(eip(underTest).create(resourceContext("egress"), inputs))).message).to.equal(words);
    });
  }
});

describe("tls.PrivateKey", () => {
  it("is a new key each time, in the forms that programs want it in", async () => {
    const make = () => privateKey().create(resourceContext("key"), { algorithm: "ED25519" });

    const [one, other] = await Promise.all([make(), make()]);

    expect(one.state.publicKeyOpenssh).not.to.equal(other.state.publicKeyOpenssh);
    expect(publicKeyType(String(one.state.publicKeyOpenssh))).to.equal("ssh-ed25519");
    expect(one.state.privateKeyOpenssh).to.match(/^-----BEGIN OPENSSH PRIVATE KEY-----\n/);
    expect(one.state.privateKeyPem).to.match(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(one.state.publicKeyFingerprintSha256).to.match(/^SHA256:[A-Za-z0-9+/]{43}$/);
  });

  it("is refused in another algorithm", async () => {
    const error = await rejection(privateKey().create(resourceContext("key"), { algorithm: "RSA" }));

    expect(error.message).to.equal('algorithm must be "ED25519" locally, got "RSA"');
  });
});

describe("the bastion's sshd", () => {
  it("takes keys only, from one user, and starts one thing", () => {
    const lines = sshdConfiguration({
      hostKey: "/w/host_key",
      authorizedKeys: "/w/home/.ssh/authorized_keys",
      login: "/w/bin/login",
      home: "/w/home",
      user: "ada",
    }).split("\n");

    expect(lines).to.include.members([
      "AllowUsers ada",
      "PasswordAuthentication no",
      "KbdInteractiveAuthentication no",
      "PermitRootLogin prohibit-password",
      "UsePAM no",
      'AuthorizedKeysFile "/w/home/.ssh/authorized_keys"',
      "ForceCommand '/w/bin/login'",
    ]);
  });
});
