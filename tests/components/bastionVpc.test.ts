import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { BastionVpc } from "../../components/bastionVpc";
import type { BastionVpcArgs } from "../../components/bastionVpc/args";
import { inputsOf, type Run, registrationOf, runProgram } from "../support/program";
import { statementsOf } from "../support/statements";

const TAGS = { "sluice:component": "BastionVpc", "sluice:name": "office" };
const NETWORK_TAGS = { ...TAGS, "sluice:component": "Network" };
const INSTANCE = "aws:ec2/instance:Instance";
const INGRESS = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const EGRESS = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
const HTTPS = { ipProtocol: "tcp", fromPort: 443, toPort: 443 };
const SSH = { ipProtocol: "tcp", fromPort: 22, toPort: 22 };

function runWith(args: BastionVpcArgs = {}): Promise<Run<BastionVpc>> {
  return runProgram(
    () => {
      pulumi.runtime.setAllConfig({ "aws:region": "eu-west-1" });
      return new BastionVpc("office", args);
    },
    { call: (token) => (token === "aws:ssm/getParameter:getParameter" ? { value: "ami-0123456789abcdef0" } : {}) },
  );
}

function namesOf(run: Run<unknown>, type: string): string[] {
  return run.registrations.filter((registration) => registration.type === type).map(({ name }) => name);
}

async function known<T>(output: pulumi.Input<T> | undefined): Promise<unknown> {
  return new Promise((resolve) => pulumi.output(output).apply(resolve));
}

describe("BastionVpc by default", () => {
  let run: Run<BastionVpc>;

  before(async () => {
    run = await runWith();
    expect(run.errors).to.deep.equal([]);
  });

  it("makes a network with a NAT gateway in each of two zones", async () => {
    const { natGateways, availabilityZoneNames } = inputsOf(run, "awsx:ec2:Vpc", "office-vpc");

    expect(availabilityZoneNames).to.deep.equal(["eu-west-1a", "eu-west-1b"]);
    expect(natGateways).to.deep.include({ strategy: "OnePerAz" });
    expect(await known(run.result?.egressIps)).to.deep.equal(["office-egress-1-ip", "office-egress-2-ip"]);
  });

  it("offers what others need", async () => {
    const { vpcId, privateSubnetIds, publicSubnetIds, bastionSecurityGroupId } = run.result as BastionVpc;

    expect(await known(pulumi.all([vpcId, privateSubnetIds, publicSubnetIds, bastionSecurityGroupId]))).to.deep.equal([
      "office-vpc-vpc-id",
      ["office-vpc-private-1", "office-vpc-private-2"],
      ["office-vpc-public-1", "office-vpc-public-2"],
      "office-bastion-group-id",
    ]);
  });

  it("leaves the VPC's default security group without a rule", () => {
    const group = inputsOf(run, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup", "office-default-group");

    expect(group).to.deep.equal({ vpcId: "office-vpc-vpc-id", ingress: [], egress: [], tags: NETWORK_TAGS });
  });

  it("writes down every packet for 30 days, as a role that may do nothing else", () => {
    expect(inputsOf(run, "aws:ec2/flowLog:FlowLog", "office-flow-log")).to.deep.equal({
      vpcId: "office-vpc-vpc-id",
      trafficType: "ALL",
      logDestinationType: "cloud-watch-logs",
      logDestination: "arn:aws:logs:us-east-1:111122223333:log-group:office-flow-logs-name",
      iamRoleArn: "arn:aws:iam::111122223333:role/office-flow-role-name",
      tags: NETWORK_TAGS,
    });
    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "office-flow-logs")).to.deep.equal({
      retentionInDays: 30,
      tags: NETWORK_TAGS,
    });
    const { policy } = inputsOf(run, "aws:iam/rolePolicy:RolePolicy", "office-flow-policy");
    expect(JSON.parse(String(policy)).Statement).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents", "logs:DescribeLogStreams"],
        Resource: ["arn:aws:logs:us-east-1:111122223333:log-group:office-flow-logs-name:*"],
      },
      { Effect: "Allow", Action: ["logs:DescribeLogGroups"], Resource: ["*"] },
    ]);
    const { assumeRolePolicy } = inputsOf(run, "aws:iam/role:Role", "office-flow-role");
    expect(JSON.parse(String(assumeRolePolicy)).Statement).to.deep.equal([
      {
        Effect: "Allow",
        Principal: { Service: "vpc-flow-logs.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:ec2:us-east-1:111122223333:vpc-flow-log/*" },
        },
      },
    ]);
  });

  it("puts the bastion into a private subnet, without key or address", () => {
    const { userData, ...bastion } = inputsOf(run, INSTANCE, "office-bastion");

    expect(bastion).to.deep.equal({
      ami: "ami-0123456789abcdef0",
      instanceType: "t4g.nano",
      subnetId: "office-vpc-private-1",
      vpcSecurityGroupIds: ["office-bastion-group-id"],
      iamInstanceProfile: "office-bastion-profile-name",
      associatePublicIpAddress: false,
      disableApiTermination: false,
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: 8, tags: TAGS },
      maintenanceOptions: { autoRecovery: "default" },
      creditSpecification: { cpuCredits: "standard" },
      tags: { ...TAGS, Name: "office-bastion" },
    });
    expect(namesOf(run, "aws:ec2/keyPair:KeyPair")).to.deep.equal([]);
    expect(namesOf(run, "aws:ec2/eip:Eip")).to.deep.equal(["office-egress-1", "office-egress-2"]);
    expect([run.result?.ssh, run.result?.privateKey, run.result?.privateTarget]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("has the bastion take no password, and update itself every night", () => {
    const userData = String(inputsOf(run, INSTANCE, "office-bastion").userData);

    expect(userData).to.match(/^#cloud-config\nssh_pwauth: false\n/);
    expect(userData).to.include("PasswordAuthentication no\n").and.to.include("KbdInteractiveAuthentication no\n");
    expect(userData).to.include("dnf --assumeyes --releasever=latest upgrade\n");
    expect(userData).to.include("[systemctl, enable, --now, nightly-update.timer]");
    expect(Buffer.byteLength(userData)).to.be.below(16_384);
  });

  it("opens no port: nobody comes in, and HTTPS goes out", () => {
    expect(namesOf(run, INGRESS)).to.deep.equal([]);
    expect(namesOf(run, EGRESS)).to.deep.equal(["office-bastion-to-https"]);
    expect(inputsOf(run, EGRESS, "office-bastion-to-https")).to.deep.include({
      ...HTTPS,
      cidrIpv4: "0.0.0.0/0",
      securityGroupId: "office-bastion-group-id",
    });
    const group = inputsOf(run, "aws:ec2/securityGroup:SecurityGroup", "office-bastion-group");
    expect(group).not.to.have.any.keys("ingress", "egress");
  });

  it("lets Systems Manager reach the bastion, by a role of EC2's alone", () => {
    const { assumeRolePolicy } = inputsOf(run, "aws:iam/role:Role", "office-bastion-role");

    expect(JSON.parse(String(assumeRolePolicy)).Statement).to.deep.equal([
      { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
    expect(inputsOf(run, "aws:iam/rolePolicyAttachment:RolePolicyAttachment", "office-bastion-ssm")).to.deep.equal({
      role: "office-bastion-role-name",
      policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    });
    expect(namesOf(run, "aws:iam/rolePolicy:RolePolicy")).to.have.members([
      "office-flow-policy",
      "office-bastion-reports",
    ]);
  });

  it("may put metrics of one namespace, to say how its updates went", () => {
    expect(statementsOf(run, "office-bastion-reports")).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["cloudwatch:PutMetricData"],
        Resource: ["*"],
        Condition: { StringEquals: { "cloudwatch:namespace": "Sluice" } },
      },
    ]);
  });

  it("has memory for an upgrade, and tells of one that failed", () => {
    const userData = String(inputsOf(run, INSTANCE, "office-bastion").userData);

    expect(userData).to.include("\nswap:\n  filename: /swapfile\n  size: 1073741824\n");
    expect(userData).to.include("\n      ExecStopPost=/usr/local/sbin/report-update\n");
    expect(userData).to.match(/SERVICE_RESULT:-\}" = success \] && failed=0 \|\| failed=1\n/);
    expect(inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", "office-bastion-updates")).to.deep.include({
      ...{ namespace: "Sluice", metricName: "FailedUpdates", dimensions: { InstanceId: "office-bastion-id" } },
      ...{ statistic: "Maximum", threshold: 1, period: 60, evaluationPeriods: 60, datapointsToAlarm: 1 },
      treatMissingData: "notBreaching",
    });
  });

  for (const [name, metricName, verb, minutes] of [
    ["office-bastion-host", "StatusCheckFailed_System", "recover", 2],
    ["office-bastion-system", "StatusCheckFailed_Instance", "reboot", 3],
  ] as const) {
    it(`has AWS ${verb} a bastion that fails ${metricName}`, () => {
      expect(inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", name)).to.deep.include({
        namespace: "AWS/EC2",
        metricName,
        dimensions: { InstanceId: "office-bastion-id" },
        statistic: "Maximum",
        threshold: 1,
        evaluationPeriods: minutes,
        datapointsToAlarm: minutes,
        alarmActions: [`arn:aws:automate:us-east-1:ec2:${verb}`],
        okActions: [],
      });
    });
  }
});

describe("BastionVpc with sshCidrs", () => {
  const sshCidrs = ["203.0.113.7/32", "2001:db8::/48"];
  let run: Run<BastionVpc>;

  before(async () => {
    run = await runWith({ sshCidrs });
    expect(run.errors).to.deep.equal([]);
  });

  it("lets SSH in from each range, and nothing else", () => {
    expect(namesOf(run, INGRESS)).to.deep.equal(["office-ssh-203-0-113-7-32", "office-ssh-2001-db8-48"]);
    expect(inputsOf(run, INGRESS, "office-ssh-203-0-113-7-32")).to.deep.include({
      ...SSH,
      cidrIpv4: "203.0.113.7/32",
      securityGroupId: "office-bastion-group-id",
    });
    expect(inputsOf(run, INGRESS, "office-ssh-2001-db8-48")).to.deep.include({ ...SSH, cidrIpv6: "2001:db8::/48" });
  });

  it("puts the bastion into a public subnet, with an address that stays", () => {
    expect(inputsOf(run, INSTANCE, "office-bastion")).to.deep.include({
      subnetId: "office-vpc-public-1",
      associatePublicIpAddress: true,
      keyName: "office-key-pair-name",
    });
    expect(inputsOf(run, "aws:ec2/eip:Eip", "office-bastion-address")).to.deep.equal({
      domain: "vpc",
      instance: "office-bastion-id",
      tags: TAGS,
    });
  });

  it("generates a key, and keeps its private part a secret", async () => {
    const privateKey = run.result?.privateKey;

    expect(inputsOf(run, "tls:index/privateKey:PrivateKey", "office-key")).to.deep.equal({ algorithm: "ED25519" });
    expect(inputsOf(run, "aws:ec2/keyPair:KeyPair", "office-key-pair").publicKey).to.equal("ssh-ed25519 office-key");
    expect(await known(privateKey)).to.equal("office-key-private");
    expect(await pulumi.isSecret(privateKey as pulumi.Output<string>)).to.equal(true);
  });

  it("tells where ssh goes", async () => {
    const { host, port, user } = run.result?.ssh ?? {};

    expect(await known(pulumi.all([host, port, user]))).to.deep.equal(["office-bastion-address-ip", 22, "ec2-user"]);
  });
});

describe("BastionVpc", () => {
  it("lets a given key in, by Session Manager too", async () => {
    const publicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO8bVH4alwsFdxJ6L9aKWN3AQznrSc ada@example.com";

    const run = await runWith({ publicKey });

    expect(namesOf(run, "tls:index/privateKey:PrivateKey")).to.deep.equal([]);
    expect(inputsOf(run, "aws:ec2/keyPair:KeyPair", "office-key-pair").publicKey).to.equal(publicKey);
    expect(inputsOf(run, INSTANCE, "office-bastion").keyName).to.equal("office-key-pair-name");
    expect([namesOf(run, INGRESS), run.result?.privateKey]).to.deep.equal([[], undefined]);
  });

  it("keeps a private target to the bastion, and to S3 where its updates are", async () => {
    const run = await runWith({ privateTarget: true });

    expect(namesOf(run, INGRESS)).to.deep.equal(["office-target-ssh"]);
    expect(inputsOf(run, INGRESS, "office-target-ssh")).to.deep.include({
      ...SSH,
      securityGroupId: "office-target-group-id",
      referencedSecurityGroupId: "office-bastion-group-id",
    });
    expect(namesOf(run, EGRESS)).to.have.members([
      "office-bastion-to-https",
      "office-bastion-to-target",
      "office-target-to-updates",
    ]);
    expect(inputsOf(run, EGRESS, "office-target-to-updates")).to.deep.include({
      ...HTTPS,
      securityGroupId: "office-target-group-id",
      prefixListId: "pl-office-s3",
    });
    expect(inputsOf(run, EGRESS, "office-bastion-to-target")).to.deep.include({
      ...SSH,
      securityGroupId: "office-bastion-group-id",
      referencedSecurityGroupId: "office-target-group-id",
    });
    const target = inputsOf(run, INSTANCE, "office-target");
    expect(target).to.deep.include({ subnetId: "office-vpc-private-1", associatePublicIpAddress: false });
    expect(target).not.to.have.any.keys("iamInstanceProfile");
  });

  it("passes each argument to where it belongs", async () => {
    const run = await runWith({
      availabilityZones: 3,
      natStrategy: "single",
      elasticIps: [{ allocationId: "eipalloc-1", publicIp: "198.51.100.1" }],
      cidrBlock: "10.9.0.0/16",
      flowLogTraffic: "REJECT",
      logRetentionDays: 90,
      logKmsKeyArn: "arn:aws:kms:eu-west-1:111122223333:key/1",
      instanceType: "m7gd.large",
      diskGb: 20,
      deletionProtection: true,
      alarmTopicArns: ["arn:aws:sns:eu-west-1:111122223333:alarms"],
      tags: { team: "office" },
      transform: { bastion: { ebsOptimized: true }, flowLog: { maxAggregationInterval: 60 } },
    });

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, "awsx:ec2:Vpc", "office-vpc")).to.deep.include({
      availabilityZoneNames: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
      natGateways: { strategy: "Single", elasticIpAllocationIds: ["eipalloc-1"] },
      cidrBlock: "10.9.0.0/16",
    });
    expect(await known(run.result?.egressIps)).to.deep.equal(["198.51.100.1"]);
    expect(inputsOf(run, "aws:ec2/flowLog:FlowLog", "office-flow-log")).to.deep.include({
      trafficType: "REJECT",
      maxAggregationInterval: 60,
    });
    expect(inputsOf(run, "aws:cloudwatch/logGroup:LogGroup", "office-flow-logs")).to.deep.include({
      retentionInDays: 90,
      kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1",
    });
    const bastion = inputsOf(run, INSTANCE, "office-bastion");
    expect(bastion).to.deep.include({ instanceType: "m7gd.large", disableApiTermination: true, ebsOptimized: true });
    expect(bastion.rootBlockDevice).to.deep.include({ volumeSize: 20 });
    expect(bastion.tags).to.deep.include({ team: "office" });
    expect(inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", "office-bastion-host")).to.deep.include({
      alarmActions: ["arn:aws:automate:us-east-1:ec2:recover", "arn:aws:sns:eu-west-1:111122223333:alarms"],
      okActions: ["arn:aws:sns:eu-west-1:111122223333:alarms"],
    });
  });

  it("serves as the network of others", async () => {
    const run = await runWith();
    const { vpcId, privateSubnetIds } =
      run.result as BastionVpc satisfies import("../../components/network").NetworkPlace;

    expect(await known(pulumi.all([vpcId, privateSubnetIds]))).to.have.length(2);
    expect(registrationOf(run, INSTANCE, "office-bastion").dependencies.join()).to.include("office-bastion-ssm");
  });

  const whole = (cidrs: string[]) =>
    `sshCidrs must name who may come, got ${JSON.stringify(cidrs)}, which is the whole internet: every scanner would knock at port ` +
    "22. Give the addresses of your office or VPN, such as 203.0.113.7/32; or leave sshCidrs out, and come in by Session Manager, " +
    "which needs no open port";
  const ranges =
    "sshCidrs must be ranges of addresses, each written by its first, such as 203.0.113.7/32 or 2001:db8::/48, got";
  const halves = ["128.0.0.0/1", "0.0.0.0/1"];
  const wrong: [string, BastionVpcArgs, string][] = [
    ["the internet as a caller", { sshCidrs: ["0.0.0.0/0"] }, whole(["0.0.0.0/0"])],
    ["the internet of IPv6", { sshCidrs: ["203.0.113.7/32", "::/0"] }, whole(["203.0.113.7/32", "::/0"])],
    ["the internet in two halves", { sshCidrs: halves }, whole(halves)],
    ["the internet of IPv6 in two halves", { sshCidrs: ["::/1", "8000::/1"] }, whole(["::/1", "8000::/1"])],
    ["an address without a prefix", { sshCidrs: ["203.0.113.7"] }, `${ranges} "203.0.113.7"`],
    ["a range from its middle", { sshCidrs: ["203.0.113.7/24"] }, `${ranges} "203.0.113.7/24"`],
    ["a host's name", { sshCidrs: ["office.example.com/32"] }, `${ranges} "office.example.com/32"`],
    [
      "a bastion that nobody could reach",
      { natStrategy: "none" },
      'natStrategy must be single or perZone where there are no sshCidrs, got "none": a bastion in a private subnet could not reach ' +
        "Systems Manager then, and nobody could reach the bastion",
    ],
    [
      "a NAT strategy that there is not",
      { natStrategy: "Single" as "single" },
      'natStrategy must be one of none, single, perZone, got "Single"',
    ],
    [
      "a type without Graviton",
      { instanceType: "t3.nano" },
      'instanceType must be a type with a Graviton processor, such as t4g.nano, got "t3.nano"',
    ],
    ["a disk that Amazon Linux does not fit on", { diskGb: 4 }, "diskGb must be a whole number from 8 to 16384, got 4"],
    [
      "packets of another kind",
      { flowLogTraffic: "SOME" as "ALL" },
      'flowLogTraffic must be one of ALL, ACCEPT, REJECT, got "SOME"',
    ],
    [
      "a private key",
      { publicKey: "-----BEGIN OPENSSH PRIVATE KEY-----" },
      "publicKey must be a public key in OpenSSH's format (ssh-ed25519 AAAA..., or ssh-rsa), and no private one, got " +
        '"a private key"',
    ],
    [
      "a name that AWS would not take",
      {},
      'name must be 1 to 36 letters, digits and hyphens that start with a letter, got "1st"',
    ],
    ["one zone", { availabilityZones: 1 }, "availabilityZones must be a whole number from 2 to 6, got 1"],
    ["too few addresses", { elasticIps: [] }, "elasticIps.length must be as many as there are NAT gateways (2), got 0"],
    [
      "a retention that there is not",
      { logRetentionDays: 31 },
      "logRetentionDays must be one of 0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653, got 31",
    ],
  ];
  for (const [what, args, message] of wrong) {
    it(`refuses ${what} before it registers anything`, async () => {
      const name = message.startsWith("name ") ? "1st" : "office";

      const run = await runProgram(() => {
        pulumi.runtime.setAllConfig({ "aws:region": "eu-west-1" });
        return new BastionVpc(name, args);
      });

      expect(run.errors).to.deep.equal([`BastionVpc "${name}": ${message}`]);
      expect(run.urns).to.deep.equal([]);
    });
  }
});
