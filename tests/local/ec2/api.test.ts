import {
  DescribeAddressesCommand,
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
  ModifyInstanceAttributeCommand,
  RebootInstancesCommand,
  StartInstancesCommand,
  StopInstancesCommand,
} from "@aws-sdk/client-ec2";
import {
  DescribeInstanceInformationCommand,
  GetCommandInvocationCommand,
  GetParameterCommand,
  SendCommandCommand,
  SSMClient,
} from "@aws-sdk/client-ssm";
import { expect } from "chai";
import { createEdge, type Edge } from "../../../local/edge/edge";
import { createKms } from "../../../local/services/kms/createKms";
import { createSsm } from "../../../local/services/ssm/createSsm";
import { rejection } from "../../support/rejection";
import { InstancesUnderTest } from "./instanceUnderTest";
import { ingress } from "./network";

const ROLE = "arn:aws:iam::000000000000:role/helper";

describe("the APIs of EC2 and Systems Manager", () => {
  let underTest: InstancesUnderTest;
  let edge: Edge;
  let id: string;
  const clients: { destroy(): void }[] = [];

  beforeEach(async () => {
    underTest = new InstancesUnderTest();
    const { iam, report } = underTest;
    edge = await createEdge({ iam, report }, { port: 0, host: "127.0.0.1" });
    edge.register(underTest.instances.api);
    edge.register(createSsm({ ...underTest, kms: createKms({ iam }) }).api);
    ({ id } = await underTest.launch({ iamInstanceProfile: await underTest.profile(), userData: "#cloud-config\n" }));
  });

  afterEach(async () => {
    for (const client of clients.splice(0)) client.destroy();
    await edge.stop();
    await underTest.close();
  });

  /** As the operator, or as a role that may do these. */
  function settings(...allowed: [action: string, resource: string][]) {
    const base = { endpoint: edge.url, region: "us-east-1", maxAttempts: 1 };
    if (allowed.length === 0) return { ...base, credentials: underTest.iam.operator };
    const trust = { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" };
    underTest.iam.putRole({ arn: ROLE, name: "helper", trustPolicy: JSON.stringify({ Statement: trust }) });
    const statements = allowed.map(([Action, Resource]) => ({ Effect: "Allow", Action, Resource }));
    underTest.iam.putRolePolicy(ROLE, "allowed", JSON.stringify({ Statement: statements }));
    return { ...base, credentials: underTest.iam.assumeRole(ROLE, "s", "lambda.amazonaws.com").credentials };
  }

  function ec2(...allowed: [string, string][]): EC2Client {
    const client = new EC2Client(settings(...allowed));
    clients.push(client);
    return client;
  }

  function ssm(...allowed: [string, string][]): SSMClient {
    const client = new SSMClient(settings(...allowed));
    clients.push(client);
    return client;
  }

  it("describe an instance", async () => {
    const { Reservations = [] } = await ec2().send(new DescribeInstancesCommand({ InstanceIds: [id] }));

    const [instance] = Reservations[0]?.Instances ?? [];
    expect(instance).to.deep.include({
      InstanceId: id,
      SubnetId: "subnet-a",
      VpcId: "vpc-1",
      PrivateIpAddress: "10.0.0.4",
      SecurityGroups: [{ GroupId: "sg-workers", GroupName: "workers" }],
    });
    expect(instance?.State).to.deep.include({ Name: "running", Code: 16 });
  });

  it("describe the instances of a VPC, and none of another", async () => {
    const of = async (vpc: string) => {
      const Filters = [{ Name: "vpc-id", Values: [vpc] }];
      return (await ec2().send(new DescribeInstancesCommand({ Filters }))).Reservations?.length ?? 0;
    };

    expect([await of("vpc-1"), await of("vpc-2")]).to.deep.equal([1, 0]);
  });

  it("describe rules, routes, subnets and addresses", async () => {
    underTest.ec2.putRule(ingress({ description: "from workers" }));
    underTest.ec2.allocateAddress("eipalloc-1");
    const client = ec2();
    const [groups, tables, subnets, addresses] = await Promise.all([
      client.send(new DescribeSecurityGroupsCommand({ GroupIds: ["sg-database"] })),
      client.send(new DescribeRouteTablesCommand({})),
      client.send(new DescribeSubnetsCommand({ SubnetIds: ["subnet-b"] })),
      client.send(new DescribeAddressesCommand({})),
    ]);

    const [permission] = groups.SecurityGroups?.[0]?.IpPermissions ?? [];
    expect(permission).to.deep.include({ IpProtocol: "tcp", FromPort: 5432, ToPort: 5432 });
    expect(permission?.UserIdGroupPairs?.[0]).to.deep.include({ GroupId: "sg-workers", Description: "from workers" });
    const routes = tables.RouteTables?.[0]?.Routes?.map((route) => route.GatewayId ?? route.NatGatewayId);
    expect(routes).to.deep.equal(["local", "nat-1"]);
    expect(subnets.Subnets?.map(({ CidrBlock }) => CidrBlock)).to.deep.equal(["10.0.1.0/24"]);
    expect(addresses.Addresses?.map(({ AllocationId }) => AllocationId)).to.deep.equal(["eipalloc-1"]);
  });

  it("change user data while the instance is stopped, and only then", async () => {
    const client = ec2();
    const change = () =>
      client.send(new ModifyInstanceAttributeCommand({ InstanceId: id, UserData: { Value: Buffer.from("new") } }));
    const refused = await rejection(change());

    const stopped = await client.send(new StopInstancesCommand({ InstanceIds: [id] }));
    await change();
    await client.send(new StartInstancesCommand({ InstanceIds: [id] }));

    expect(refused.name).to.equal("IncorrectInstanceState");
    expect(stopped.StoppingInstances?.[0]?.CurrentState?.Name).to.equal("stopped");
    const described = new DescribeInstanceAttributeCommand({ InstanceId: id, Attribute: "userData" });
    const { UserData } = await client.send(described);
    expect(Buffer.from(UserData?.Value ?? "", "base64").toString()).to.equal("new");
  });

  it("take user data away", async () => {
    const client = ec2();
    await client.send(new StopInstancesCommand({ InstanceIds: [id] }));

    await client.send(new ModifyInstanceAttributeCommand({ InstanceId: id, UserData: { Value: Buffer.from("") } }));

    expect(underTest.instances.instance(id).userData).to.equal("");
  });

  for (const [what, act, name, words] of [
    [
      "an instance that there is not",
      () => ec2().send(new DescribeInstancesCommand({ InstanceIds: ["i-0"] })),
      "InvalidInstanceID.NotFound",
      "The instance ID 'i-0' does not exist",
    ],
    [
      "a filter that is not known",
      () => ec2().send(new DescribeInstancesCommand({ Filters: [{ Name: "dns-name", Values: ["a"] }] })),
      "InvalidParameterValue",
      "The filter 'dns-name' is not supported locally",
    ],
    [
      "an operation that is not known",
      () => ec2().send(new RebootInstancesCommand({ InstanceIds: [id] })),
      "UnsupportedOperation",
      "ec2:RebootInstances is not supported locally",
    ],
    [
      "another document",
      () => ssm().send(new SendCommandCommand({ DocumentName: "AWS-RunPatchBaseline", InstanceIds: [id] })),
      "InvalidDocument",
      "the one document that runs locally is AWS-RunShellScript",
    ],
  ] as [string, () => Promise<unknown>, string, string][]) {
    it(`refuse ${what}`, async () => {
      const error = await rejection(act());

      expect([error.name, error.message.slice(0, words.length)]).to.deep.equal([name, words]);
    });
  }

  it("run a script in the instance's own home, and tell how it ended", async () => {
    const run = async (...commands: string[]) => {
      const client = ssm();
      const { Command } = await client.send(
        new SendCommandCommand({ DocumentName: "AWS-RunShellScript", InstanceIds: [id], Parameters: { commands } }),
      );
      const asked = new GetCommandInvocationCommand({ CommandId: Command?.CommandId, InstanceId: id });
      for (;;) {
        const result = await client.send(asked);
        if (result.Status !== "InProgress") return result;
      }
    };

    const [good, bad] = [await run("cd", 'pwd; echo "$SLUICE_SECRET"'), await run("echo no >&2", "exit 4")];

    expect(good).to.deep.include({ Status: "Success", ResponseCode: 0 });
    expect(good.StandardOutputContent).to.match(new RegExp(`/ec2/${id}/home\n\n$`));
    expect(bad).to.deep.include({ Status: "Failed", ResponseCode: 4, StandardErrorContent: "no\n" });
  });

  it("hear of instances whose agent answers", async () => {
    const heard = async () =>
      (await ssm().send(new DescribeInstanceInformationCommand({}))).InstanceInformationList?.map(
        (each) => each.InstanceId,
      );
    const before = await heard();

    await underTest.instances.stop(id);

    expect([before, await heard()]).to.deep.equal([[id], []]);
    const command = { DocumentName: "AWS-RunShellScript", InstanceIds: [id], Parameters: { commands: ["true"] } };
    expect((await rejection(ssm().send(new SendCommandCommand(command)))).name).to.equal("InvalidInstanceId");
  });

  it("know the newest Amazon Linux", async () => {
    const Name = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

    const { Parameter } = await ssm().send(new GetParameterCommand({ Name }));

    expect(Parameter?.Value).to.match(/^ami-[0-9a-f]{17}$/);
    expect((await rejection(ssm().send(new GetParameterCommand({ Name: "/own" })))).name).to.equal("ParameterNotFound");
  });

  describe("ask IAM", () => {
    const instance = () => `arn:aws:ec2:us-east-1:000000000000:instance/${id}`;
    const document = "arn:aws:ssm:us-east-1::document/AWS-RunShellScript";
    const send = () =>
      new SendCommandCommand({
        DocumentName: "AWS-RunShellScript",
        InstanceIds: [id],
        Parameters: { commands: ["true"] },
      });

    it("for an instance by itself where it is stopped", async () => {
      await ec2(["ec2:StopInstances", instance()]).send(new StopInstancesCommand({ InstanceIds: [id] }));

      const other = ec2(["ec2:StopInstances", `${instance()}0`]);
      const error = await rejection(other.send(new StopInstancesCommand({ InstanceIds: [id] })));
      expect(error.name).to.equal("UnauthorizedOperation");
      expect(error.message).to.include("is not authorized to perform: ec2:StopInstances");
    });

    it("for all or nothing where they describe", async () => {
      await ec2(["ec2:DescribeInstances", "*"]).send(new DescribeInstancesCommand({}));

      const error = await rejection(ec2(["ec2:DescribeInstances", instance()]).send(new DescribeInstancesCommand({})));
      expect(error.name).to.equal("UnauthorizedOperation");
    });

    it("for the document and the instance where a command is sent", async () => {
      await ssm(["ssm:SendCommand", document], ["ssm:SendCommand", instance()]).send(send());

      for (const half of [document, instance()]) {
        const error = await rejection(ssm(["ssm:SendCommand", half]).send(send()));
        expect(error.name).to.equal("AccessDeniedException");
      }
    });
  });
});
