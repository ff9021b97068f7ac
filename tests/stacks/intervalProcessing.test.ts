import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { IntervalProcessingSettings } from "../../stacks/interval-processing/settings";
import { createIntervalProcessing, type IntervalProcessingOutputs } from "../../stacks/interval-processing/system";
import { StackNetwork } from "../../stacks/stackNetwork";
import { containerOf, environmentOf } from "../support/containerOf";
import { inputsOf, type Run, runProgram } from "../support/program";
import { statementsOf } from "../support/statements";

const HOSTED = "postgres://app:pa55word@db.example.com:6543/app";

function deploy(settings: IntervalProcessingSettings): Promise<Run<IntervalProcessingOutputs>> {
  return runProgram(() => {
    pulumi.runtime.setAllConfig({ "aws:region": "us-east-1" });
    return createIntervalProcessing(settings, new StackNetwork({}));
  });
}

const schedule = (run: Run<unknown>, job: string) =>
  inputsOf(run, "aws:scheduler/schedule:Schedule", `interval-${job}-schedule`);
const definition = (run: Run<unknown>, job: string) =>
  inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", `interval-${job}-definition`);
const container = (run: Run<unknown>, job: string) => {
  const name = `interval-${job}-definition`;
  return { environment: environmentOf(run, name), secrets: containerOf(run, name).secrets };
};

describe("the system interval-processing", () => {
  let run: Run<IntervalProcessingOutputs>;

  before(async () => {
    run = await deploy({ timezone: "Europe/Berlin" });
    expect(run.errors).to.deep.equal([]);
  });

  for (const [job, expression] of [
    ["FileGeneration", "cron(0 2 * * ? *)"],
    ["NightlyDataChange", "cron(0 1 * * ? *)"],
    ["HourlyDataChange", "cron(0 * * * ? *)"],
    ["HalfHourlyDataChange", "cron(0/30 * * * ? *)"],
    ["QuarterHourlyDataChange", "cron(0/15 * * * ? *)"],
  ] as const) {
    it(`runs ${job} by ${expression}, with 1 vCPU, 3 GB and a disk of 21 GB`, () => {
      expect(schedule(run, job)).to.include({
        scheduleExpression: expression,
        scheduleExpressionTimezone: "Europe/Berlin",
      });
      expect(definition(run, job)).to.deep.include({
        cpu: "1024",
        memory: "3072",
        ephemeralStorage: { sizeInGib: 21 },
      });
      expect(container(run, job).environment).to.include({ processToRun: job, BUCKET_NAME: "interval-files-name" });
    });
  }

  it("lets jobs list the bucket, and read and write generated files only", () => {
    const statements = statementsOf(run, "interval-FileGeneration-task-policy").filter(({ Action }) =>
      Action.some((action) => action.startsWith("s3:")),
    );

    expect(statements).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["s3:ListBucket", "s3:ListBucketMultipartUploads"],
        Resource: ["arn:aws:s3:::interval-files-name"],
      },
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:PutObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
        Resource: ["arn:aws:s3:::interval-files-name/GeneratedFiles/*"],
      },
    ]);
  });

  it("has a database of its own, whose password jobs read when they connect", () => {
    const secret = "arn:aws:secretsmanager:us-east-1:111122223333:secret:rds!interval-database-name";
    const role = "arn:aws:secretsmanager:us-east-1:111122223333:secret:interval-database-role-name";

    expect(container(run, "HourlyDataChange")).to.deep.include({ secrets: [] });
    expect(container(run, "HourlyDataChange").environment).to.include({
      DATABASE_HOST: "interval-database-name.rds.amazonaws.com",
      DATABASE_NAME: "records",
      DATABASE_SECRET_ARN: secret,
      DATABASE_APP_SECRET_ARN: role,
    });
    expect(statementsOf(run, "interval-HourlyDataChange-task-policy")).to.deep.include({
      Effect: "Allow",
      Action: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"],
      Resource: [role],
    });
    expect(statementsOf(run, "interval-HourlyDataChange-task-policy")).to.deep.include({
      Effect: "Allow",
      Action: ["secretsmanager:GetSecretValue"],
      Resource: [secret],
    });
  });

  it("has the network's addresses to the internet, for others' allow lists", async () => {
    const outputs = await new Promise<Record<string, unknown>>((known) => {
      pulumi.output(run.result).apply((value) => known(value as unknown as Record<string, unknown>));
    });

    expect(outputs).to.deep.include({
      egressIp: "network-egress-1-ip",
      egressIps: ["network-egress-1-ip", "network-egress-2-ip"],
      bucketName: "interval-files-name",
      clusterName: "interval-cluster-name",
      capacityProvider: "FARGATE",
      subnetIds: ["network-vpc-private-1", "network-vpc-private-2"],
      databaseName: "records",
    });
  });

  it("keeps the URL of a hosted database in a secret that ECS reads, and has no database of its own", async () => {
    const hosted = await deploy({ databaseUrl: HOSTED });

    expect(hosted.errors).to.deep.equal([]);
    expect(hosted.registrations.map(({ type }) => type)).not.to.include("aws:rds/instance:Instance");
    const { environment, secrets } = container(hosted, "HourlyDataChange");
    const arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:interval-database-url-name";
    expect(secrets).to.deep.equal([{ name: "DATABASE_URL", valueFrom: arn }]);
    expect(JSON.stringify(environment)).not.to.contain("pa55word");
    const way = "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule";
    expect(inputsOf(hosted, way, "interval-to-hosted-database")).to.include({ fromPort: 6543, toPort: 6543 });
    const value = "aws:secretsmanager/secretVersion:SecretVersion";
    expect(inputsOf(hosted, value, "interval-database-url-value").secretString).to.deep.include({ value: HOSTED });
  });

  it("refuses a URL that is none, or asks for less than a verified server, without quoting it", async () => {
    const wrong = await deploy({ databaseUrl: "mysql://app:pa55word@db.example.com/app" });
    const open = await deploy({ databaseUrl: `${HOSTED}?sslmode=disable` });

    expect(wrong.errors).to.deep.equal(["DATABASE_URL must be of the form postgres://user:password@host:port/name"]);
    expect(open.errors).to.deep.equal([
      "DATABASE_URL must not ask for sslmode=disable: the password would go to whoever answers",
    ]);
  });

  it("gives a job with another CPU the memory that goes with it", async () => {
    const other = await deploy({ cpu: 512 });
    const both = await deploy({ cpu: 2048, memoryMb: 8192 });

    expect([other.errors, both.errors]).to.deep.equal([[], []]);
    expect(definition(other, "FileGeneration")).to.include({ cpu: "512", memory: "1024" });
    expect(definition(both, "FileGeneration")).to.include({ cpu: "2048", memory: "8192" });
  });

  it("leaves what a job needs to the component's own rules", async () => {
    const { errors } = await deploy({ memoryMb: 100 });

    expect(errors.join()).to.contain("memoryMb must be");
  });
});
