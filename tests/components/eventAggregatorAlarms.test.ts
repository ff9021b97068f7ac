import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { EventAggregator } from "../../components/eventAggregator";
import { inputsOf, type Run, runProgram } from "../support/program";

const topicArns = ["arn:aws:sns:us-east-1:111122223333:operators"];

const anyMinute = { evaluationPeriods: 1, datapointsToAlarm: 1 };
const threeOfFiveMinutes = { evaluationPeriods: 5, datapointsToAlarm: 3 };

function ofFunction(role: string, metricName: string) {
  const dimensions = { FunctionName: `orders-${role}-name` };
  return { namespace: "AWS/Lambda", metricName, dimensions, statistic: "Sum", threshold: 1, ...anyMinute };
}

function ofTable(name: string) {
  const dimensions = { TableName: `orders-${name}-name` };
  const metric = { namespace: "AWS/DynamoDB", metricName: "WriteThrottleEvents", dimensions };
  return { ...metric, statistic: "Sum", threshold: 1, ...threeOfFiveMinutes };
}

const alarms = {
  "orders-iterator-age": {
    ...ofFunction("aggregator", "IteratorAge"),
    statistic: "Maximum",
    threshold: 65_000,
    ...threeOfFiveMinutes,
  },
  "orders-failures-lost": ofFunction("aggregator", "DestinationDeliveryFailures"),
  "orders-failures-depth": {
    namespace: "AWS/SQS",
    metricName: "ApproximateNumberOfMessagesVisible",
    dimensions: { QueueName: "orders-failures-name" },
    statistic: "Maximum",
    threshold: 1,
    ...anyMinute,
  },
  "orders-api-5xx": {
    namespace: "AWS/ApiGateway",
    metricName: "5xx",
    dimensions: { ApiId: "orders-api-id" },
    statistic: "Sum",
    threshold: 1,
    ...anyMinute,
  },
  "orders-events-throttles": ofTable("events"),
  "orders-summaries-throttles": ofTable("summaries"),
  "orders-producer-errors": ofFunction("producer", "Errors"),
  "orders-producer-throttles": ofFunction("producer", "Throttles"),
  "orders-aggregator-errors": ofFunction("aggregator", "Errors"),
  "orders-aggregator-throttles": ofFunction("aggregator", "Throttles"),
  "orders-summary-reader-errors": ofFunction("summary-reader", "Errors"),
  "orders-summary-reader-throttles": ofFunction("summary-reader", "Throttles"),
};

describe("EventAggregator's alarms", () => {
  let run: Run<EventAggregator>;

  before(async () => {
    run = await runProgram(() => new EventAggregator("orders", { alarmTopicArns: topicArns }));
  });

  for (const [name, watch] of Object.entries(alarms)) {
    it(`watches ${name}`, () => {
      const { alarmDescription, ...inputs } = inputsOf(run, "aws:cloudwatch/metricAlarm:MetricAlarm", name);

      expect(alarmDescription).to.be.a("string").that.is.not.empty;
      expect(inputs).to.deep.equal({
        ...watch,
        period: 60,
        comparisonOperator: "GreaterThanOrEqualToThreshold",
        treatMissingData: "notBreaching",
        alarmActions: topicArns,
        okActions: topicArns,
        tags: { "sluice:component": "EventAggregator", "sluice:name": "orders" },
      });
    });
  }

  for (const [kind, window] of Object.entries({ "a number": 300, "an output": pulumi.output(300) })) {
    it(`allows records the whole batching window and a minute, given as ${kind}`, async () => {
      const other = await runProgram(() => {
        new EventAggregator("orders", { maximumBatchingWindowSeconds: window });
      });

      const { threshold } = inputsOf(other, "aws:cloudwatch/metricAlarm:MetricAlarm", "orders-iterator-age");
      expect(other.errors).to.deep.equal([]);
      expect(threshold).to.equal(360_000);
    });
  }

  it("offers them all to the caller", () => {
    expect(run.result?.alarms).to.have.length(Object.keys(alarms).length);
  });
});
