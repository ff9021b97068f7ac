import * as aws from "@pulumi/aws";
import { expect } from "chai";
import { TrafficSimulator, type TrafficSimulatorArgs } from "../../components/trafficSimulator";
import { environmentOf } from "../support/containerOf";
import { inputsOf, runProgram } from "../support/program";
import { statementsOf } from "../support/statements";

const FIELDS = [{ name: "email", pattern: "[a-z]+@[a-z]+\\.com", maxLength: 99, words: "not of interest here" }];
const NETWORK = { vpcId: "vpc-1", privateSubnetIds: ["subnet-1", "subnet-2"] };
const BASE: TrafficSimulatorArgs = { network: NETWORK, url: "https://example.com/in", fields: FIELDS };
const TAGS = { "sluice:component": "TrafficSimulator", "sluice:name": "load" };

const runWith = (args: Partial<TrafficSimulatorArgs> = {}) =>
  runProgram(() => new TrafficSimulator("load", { ...BASE, ...args }));

async function variablesOf(args: Partial<TrafficSimulatorArgs> = {}) {
  const run = await runWith(args);
  expect(run.errors).to.deep.equal([]);
  return environmentOf(run, "load-definition");
}

describe("TrafficSimulator", () => {
  it("is a service of two tasks, of its own name, whose number is the tasks' affair", async () => {
    const run = await runWith();

    expect(run.errors).to.deep.equal([]);
    expect(inputsOf(run, "aws:ecs/service:Service", "load-run-1")).to.deep.include({
      name: "load-cluster-name-run-1",
      desiredCount: 2,
      launchType: "FARGATE",
      networkConfiguration: {
        subnets: NETWORK.privateSubnetIds,
        securityGroups: ["load-group-id"],
        assignPublicIp: false,
      },
      deploymentCircuitBreaker: { enable: true, rollback: false },
      tags: TAGS,
    });
    expect(inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", "load-definition")).to.deep.include({
      cpu: "256",
      memory: "512",
    });
  });

  it("lets tasks connect to the port of what they put under load", async () => {
    const other = await runWith({ url: "https://example.com:8443" });

    expect(inputsOf(other, "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule", "load-to-api")).to.include({
      fromPort: 8443,
      toPort: 8443,
    });
  });

  it("gives tasks of another CPU the memory that goes with it", async () => {
    const larger = await runWith({ cpu: 2048 });

    expect(inputsOf(larger, "aws:ecs/taskDefinition:TaskDefinition", "load-definition")).to.include({
      cpu: "2048",
      memory: "4096",
    });
  });

  it("tells its tasks what to send, where to, and for how long", async () => {
    expect(await variablesOf()).to.deep.equal({
      CLUSTER: "load-cluster-name",
      SERVICE: "load-cluster-name-run-1",
      POWERTOOLS_SERVICE_NAME: "load",
      DURATION_SECONDS: "600",
      REQUESTS_PER_SECOND: "1",
      FIELDS: '[{"name":"email","maxLength":99,"pattern":"[a-z]+@[a-z]+\\\\.com"}]',
      INVALID_PERCENT: '{"email":5}',
      TARGET_URL: "https://example.com/in",
      METHOD: "GET",
      HEADERS: "{}",
    });
  });

  it("takes other rates, shares and requests", async () => {
    const environment = await variablesOf({
      requestsPerSecond: 2.5,
      durationMinutes: 0.5,
      invalidPercent: { email: 50 },
      method: "POST",
      headers: { "x-api-key": "k" },
      run: 3,
    });

    expect(environment).to.deep.include({
      SERVICE: "load-cluster-name-run-3",
      DURATION_SECONDS: "30",
      REQUESTS_PER_SECOND: "2.5",
      INVALID_PERCENT: '{"email":50}',
      METHOD: "POST",
      HEADERS: '{"x-api-key":"k"}',
    });
  });

  it("lets its tasks describe and scale exactly their service", async () => {
    const run = await runWith();

    expect(statementsOf(run, "load-task-policy")).to.deep.equal([
      {
        Effect: "Allow",
        Action: ["ecs:DescribeServices", "ecs:UpdateService"],
        Resource: ["arn:aws:ecs:us-east-1:111122223333:service/load-cluster-name/load-cluster-name-run-1"],
      },
    ]);
  });

  it("writes to a stream where it is given one, and may do nothing else there", async () => {
    const run = await runProgram(() => {
      const { url: _, ...rest } = BASE;
      const stream = new aws.kinesis.Stream("entries", {
        shardCount: 1,
        name: "entries",
        arn: "arn:aws:kinesis:r:1:stream/entries",
      });
      return new TrafficSimulator("load", { ...rest, stream });
    });

    expect(run.errors).to.deep.equal([]);
    expect(statementsOf(run, "load-task-policy")[0]).to.deep.equal({
      Effect: "Allow",
      Action: ["kinesis:PutRecord"],
      Resource: ["arn:aws:kinesis:r:1:stream/entries"],
    });
    const { containerDefinitions } = inputsOf(run, "aws:ecs/taskDefinition:TaskDefinition", "load-definition");
    expect(containerDefinitions).to.contain('"STREAM_NAME"').and.not.contain('"TARGET_URL"');
  });

  it("alarms when tasks still run a quarter of an hour after the end", async () => {
    const run = await runWith({ durationMinutes: 60, alarmTopicArns: ["arn:topic"] });

    expect(inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", "load-endless")).to.deep.include({
      namespace: "ECS/ContainerInsights",
      metricName: "RunningTaskCount",
      period: 300,
      evaluationPeriods: 15,
      datapointsToAlarm: 15,
      threshold: 0,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
      alarmActions: ["arn:topic"],
    });
  });

  for (const [what, args, message] of [
    ["no target", { url: undefined }, "exactly one of url and stream must be given"],
    [
      "a URL with a password",
      { url: "https://:pa55word@example.com" },
      "url must be a URL without user and password, with which no request can be made and which would be logged, " +
        'got "https://...@example.com"',
    ],
    ["what is no URL", { url: "example.com" }, 'url must be an http or https URL, got "example.com"'],
    [
      "a method that has no form",
      { method: "TRACE" },
      'method must be one of GET, POST, PUT, PATCH, DELETE, got "TRACE"',
    ],
    ["no fields", { fields: [] }, "fields must hold at least one field, got []"],
    [
      "a pattern of which no texts can be made",
      { fields: [{ name: "a", pattern: "(?=x)", maxLength: 9 }] },
      'no texts can be made of the pattern (?=x): "=" at 3',
    ],
    [
      "wrong data of no field",
      { invalidPercent: { phone: 5 } },
      'there is no field "phone" to be wrong: there are email',
    ],
    [
      "more wrong data than all",
      { invalidPercent: { email: 101 } },
      "the shares of wrong data must be at least 0 each, and at most 100 percent together",
    ],
    ["no tasks", { tasks: 0 }, "tasks must be a whole number from 1 to 50, got 0"],
    ["no rate", { requestsPerSecond: 0 }, "requestsPerSecond must be a number from 0.01 to 500, got 0"],
    ["a day and more", { durationMinutes: 1381 }, "durationMinutes must be a number from 0.1 to 1380, got 1381"],
    ["half a run", { run: 1.5 }, "run must be a whole number from 1 to 999999, got 1.5"],
    ["CPU that Fargate has not", { cpu: 300 }, "cpu must be one of 256, 512, 1024, 2048, 4096, got 300"],
    ["too little memory", { memoryMb: 128 }, "memoryMb must be one of 512, 1024, 2048 with a cpu of 256, got 128"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { errors, registrations } = await runWith(args as Partial<TrafficSimulatorArgs>);

      expect(errors).to.deep.equal([`TrafficSimulator "load": ${message}`]);
      expect(registrations).to.deep.equal([]);
    });
  }
});
