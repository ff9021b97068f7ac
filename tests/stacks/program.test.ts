import { mock } from "node:test";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { inputsOf, type RunOptions, runProgram } from "../support/program";

import program = require("../../index");

const ACCOUNT = "111122223333";
const TOPIC_ARN = `arn:aws:sns:us-east-1:${ACCOUNT}:operators`;
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

function deploy(config: Record<string, string>, options: RunOptions = {}) {
  return runProgram(
    () => {
      const alarms = JSON.stringify({ topicArn: TOPIC_ARN });
      pulumi.runtime.setAllConfig({ "sluice:systems": '["event-aggregator"]', "sluice:alarms": alarms, ...config });
      return program();
    },
    { stack: "dev", ...options },
  );
}

/** Answers `getCallerIdentity` as AWS does for credentials of an account, and notes what is asked. */
function credentialsOf(accountId: string, asked: string[] = []): RunOptions {
  return {
    call: (token) => {
      asked.push(token);
      return { accountId, arn: `arn:aws:iam::${accountId}:user/ada` };
    },
  };
}

describe("the program", () => {
  it("makes the systems that the stack names, and returns an output object for each", async () => {
    const run = await deploy({});

    expect(run.errors).to.deep.equal([]);
    expect(run.urns).to.include("urn:pulumi:dev::sluice::sluice:index:EventAggregator::events");
    const outputs = await new Promise((known) => pulumi.output(run.result).apply(known));
    expect(outputs).to.deep.equal({
      eventAggregator: {
        apiEndpoint: "https://events-api-id.execute-api.us-east-1.amazonaws.com",
        apiAuth: "iam",
        eventTable: "events-events-name",
        summaryTable: "events-summaries-name",
        failureQueueUrl: "https://sqs.us-east-1.amazonaws.com/111122223333/events-failures-name",
        aggregatorName: "events-aggregator-name",
      },
    });
  });

  it("hands a system its settings", async () => {
    const settings = { batchSize: 50, corsOrigins: ["https://example.com"] };

    const run = await deploy({ "sluice:eventAggregator": JSON.stringify(settings) });

    const source = inputsOf(run, "aws:lambda/eventSourceMapping:EventSourceMapping", "events-source");
    expect(source.batchSize).to.equal(50);
    expect(inputsOf(run, "aws:apigatewayv2/api:Api", "events-api").corsConfiguration).to.deep.equal({
      allowOrigins: ["https://example.com"],
      allowMethods: ["GET", "POST"],
      allowHeaders: ["content-type", "idempotency-key"],
      maxAge: 3600,
    });
  });

  it("tells of the alarms of all systems through one topic of its own, and warns while nobody hears of them", async () => {
    const warnings = mock.method(pulumi.log, "warn", async () => {});
    try {
      const run = await deploy({ "sluice:systems": '["event-aggregator","ingestion"]', "sluice:alarms": "{}" });

      const alarms = run.registrations.filter(({ type }) => type === ALARM);
      const topics = new Set(alarms.map(({ inputs }) => String(inputs.alarmActions)));
      expect(run.errors).to.deep.equal([]);
      expect([...topics]).to.deep.equal([`arn:aws:sns:us-east-1:${ACCOUNT}:alarms-topic-name`]);
      expect(warnings.mock.calls.map(({ arguments: [text] }) => String(text).split(":")[0])).to.deep.equal([
        "Nobody is told of alarms",
      ]);
    } finally {
      warnings.mock.restore();
    }
  });

  it("mails whom the stack names, without a warning", async () => {
    const warnings = mock.method(pulumi.log, "warn", async () => {});
    try {
      const run = await deploy({ "sluice:alarms": '{"emails":["ada@example.com"]}' });

      const subscription = inputsOf(run, "aws:sns/topicSubscription:TopicSubscription", "alarms-ada-example-com");
      expect(subscription).to.include({ protocol: "email", endpoint: "ada@example.com" });
      expect(warnings.mock.callCount()).to.equal(0);
    } finally {
      warnings.mock.restore();
    }
  });

  it("leaves a system the topics that it names, and makes no topic where the stack names one", async () => {
    const own = `arn:aws:sns:us-east-1:${ACCOUNT}:orders`;

    const run = await deploy({ "sluice:eventAggregator": JSON.stringify({ alarmTopicArns: [own] }) });

    const alarms = run.registrations.filter(({ type }) => type === ALARM);
    expect(new Set(alarms.map(({ inputs }) => String(inputs.alarmActions)))).to.deep.equal(new Set([own]));
    expect(run.urns.filter((urn) => urn.includes("AlarmTopic"))).to.deep.equal([]);
  });

  it("asks nobody for an account when the stack names none", async () => {
    const asked: string[] = [];

    await deploy({}, credentialsOf(ACCOUNT, asked));

    expect(asked).to.deep.equal([]);
  });

  it("deploys with credentials of the account that the stack names", async () => {
    const asked: string[] = [];

    const run = await deploy({ "sluice:accountId": ACCOUNT }, credentialsOf(ACCOUNT, asked));

    expect(run.errors).to.deep.equal([]);
    expect(asked).to.deep.equal(["aws:index/getCallerIdentity:getCallerIdentity"]);
    expect(run.registrations).to.have.length(40);
  });

  for (const preview of [false, true]) {
    it(`refuses credentials of another account before it registers anything${preview ? ", in a preview too" : ""}`, async () => {
      const run = await deploy({ "sluice:accountId": ACCOUNT }, { ...credentialsOf("999988887777"), preview });

      expect(run.errors).to.deep.equal([
        'Stack "dev" belongs to AWS account 111122223333 (sluice:accountId in Pulumi.dev.yaml), but the credentials in use are ' +
          "of account 999988887777 (arn:aws:iam::999988887777:user/ada). Nothing was created. Use credentials of account " +
          "111122223333 (AWS_PROFILE, or aws:profile in Pulumi.dev.yaml), or correct sluice:accountId.",
      ]);
      expect(run.urns).to.deep.equal([]);
    });
  }

  it("ends where a system refuses its settings, also where the topic of alarms is there by then", async () => {
    const run = await deploy({ "sluice:alarms": "{}", "sluice:eventAggregator": '{"batchSize":0}' });

    expect(run.errors).to.deep.equal([
      'EventAggregator "events": batchSize must be a whole number from 1 to 10000, got 0',
    ]);
  });

  it("registers nothing when a setting is wrong", async () => {
    const run = await deploy({ "sluice:eventAggregator": '{"batchSize":0}' });

    expect(run.errors).to.deep.equal([
      'EventAggregator "events": batchSize must be a whole number from 1 to 10000, got 0',
    ]);
    expect(run.urns).to.deep.equal([]);
  });
});
