import { expect } from "chai";
import type { Properties } from "../../../local/engine/resourceHandler";
import { silentReport } from "../../../local/report";
import { logGroup } from "../../../local/resources/cloudwatch/logGroup";
import { metricAlarm } from "../../../local/resources/cloudwatch/metricAlarm";
import type { AlarmSpec } from "../../../local/services/cloudwatch/alarms";
import { createLogs } from "../../../local/services/logs/logs";
import { HeldClock } from "../../support/heldClock";
import { resourceContext } from "../../support/resourceContext";

const inputs = {
  namespace: "AWS/Lambda",
  metricName: "Errors",
  dimensions: { FunctionName: "producer" },
  statistic: "Sum",
  period: 60,
  evaluationPeriods: 3,
  threshold: 0,
  comparisonOperator: "GreaterThanThreshold",
};

describe("aws.cloudwatch.MetricAlarm", () => {
  function world() {
    const put: AlarmSpec[] = [];
    const deleted: string[] = [];
    const alarms = {
      put: (spec: AlarmSpec) => void put.push(spec),
      delete: (name: string) => void deleted.push(name),
      state: () => undefined,
      onTransition() {},
      stop() {},
    };
    return { handler: metricAlarm({ alarms }), put, deleted };
  }

  async function refusal(change: Properties): Promise<string> {
    const { handler } = world();
    try {
      await handler.create(resourceContext("errors"), { ...inputs, ...change });
    } catch (error) {
      if (error instanceof Error) return error.message;
    }
    throw new Error("create did not throw");
  }

  it("becomes an alarm with AWS's defaults", async () => {
    const { handler, put } = world();

    const { id, state } = await handler.create(resourceContext("errors"), inputs);

    expect(id).to.equal("errors-1a2b3c4");
    expect(put).to.deep.equal([
      {
        arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors-1a2b3c4",
        name: "errors-1a2b3c4",
        namespace: "AWS/Lambda",
        metricName: "Errors",
        dimensions: { FunctionName: "producer" },
        statistic: "Sum",
        periodSeconds: 60,
        evaluationPeriods: 3,
        datapointsToAlarm: 3,
        threshold: 0,
        comparisonOperator: "GreaterThanThreshold",
        treatMissingData: "missing",
      },
    ]);
    expect(state).to.deep.equal({
      ...inputs,
      actionsEnabled: true,
      arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:errors-1a2b3c4",
      datapointsToAlarm: 3,
      name: "errors-1a2b3c4",
      treatMissingData: "missing",
    });
  });

  it("takes a percentile, and empty lists of actions", async () => {
    const { handler, put } = world();
    const { statistic: _, ...rest } = inputs;

    await handler.create(resourceContext("slow"), {
      ...rest,
      extendedStatistic: "p99.9",
      alarmActions: [],
      okActions: [],
    });

    expect(put[0]?.statistic).to.equal("p99.9");
  });

  it("keeps its name with an update, and is deleted by it", async () => {
    const { handler, put, deleted } = world();
    const created = await handler.create(resourceContext("errors"), inputs);

    await handler.update?.(resourceContext("errors"), created, { ...inputs, threshold: 5 });
    await handler.delete(resourceContext("errors"), created);

    expect(put.map(({ name, threshold }) => [name, threshold])).to.deep.equal([
      ["errors-1a2b3c4", 0],
      ["errors-1a2b3c4", 5],
    ]);
    expect(deleted).to.deep.equal(["errors-1a2b3c4"]);
  });

  for (const [what, change, message] of [
    [
      "an action",
      { alarmActions: ["arn:aws:sns:us-east-1:000000000000:t"] },
      "alarmActions must be empty locally: SNS topics are not supported locally yet",
    ],
    ["an action for OK", { okActions: ["x"] }, "okActions must be empty locally"],
    ["an action for missing data", { insufficientDataActions: ["x"] }, "insufficientDataActions must be empty locally"],
    ["no metric", { metricName: undefined }, "metricName must be set: alarms on metric math"],
    ["no threshold", { threshold: undefined }, "threshold must be set"],
    ["no statistic", { statistic: undefined }, "exactly one of statistic and extendedStatistic must be set"],
    ["two statistics", { extendedStatistic: "p99" }, "exactly one of statistic and extendedStatistic must be set"],
    ["a statistic that is not computed", { statistic: "IQM" }, 'the statistic "IQM" is not supported locally'],
    ["a percentile above 100", { statistic: "p101" }, 'the statistic "p101" is not supported locally'],
    ["a period that AWS has not", { period: 45 }, "period must be 10, 20, 30 or a multiple of 60 seconds, got 45"],
    ["no periods", { evaluationPeriods: 0 }, "evaluationPeriods must be a whole number of at least 1, got 0"],
    [
      "more datapoints than periods",
      { datapointsToAlarm: 4 },
      "datapointsToAlarm must be at most evaluationPeriods (3), got 4",
    ],
    [
      "an unknown treatment",
      { treatMissingData: "drop" },
      'treatMissingData must be one of missing, ignore, breaching, notBreaching, got "drop"',
    ],
    ["an anomaly band", { comparisonOperator: "GreaterThanUpperThreshold" }, 'got "GreaterThanUpperThreshold"'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect(await refusal(change)).to.contain(message);
    });
  }

  it("does not support metric math", () => {
    expect(Object.keys(world().handler.properties)).not.to.include("metricQueries");
  });
});

describe("aws.cloudwatch.LogGroup", () => {
  function world() {
    const logs = createLogs({ clock: new HeldClock(0), metrics: { put() {} }, report: silentReport });
    return { logs, handler: logGroup({ logs }) };
  }

  it("becomes a log group", async () => {
    const { logs, handler } = world();

    const { id, state } = await handler.create(resourceContext("producer"), {
      name: "/aws/lambda/producer",
      retentionInDays: 14,
    });

    expect(logs.hasLogGroup("/aws/lambda/producer")).to.equal(true);
    expect({ id, state }).to.deep.equal({
      id: "/aws/lambda/producer",
      state: {
        name: "/aws/lambda/producer",
        retentionInDays: 14,
        logGroupClass: "STANDARD",
        arn: "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/producer",
      },
    });
  });

  it("gets a name, by itself or behind a prefix", async () => {
    const { handler } = world();

    const named = await handler.create(resourceContext("producer"), {});
    const prefixed = await handler.create(resourceContext("producer"), { namePrefix: "/aws/lambda/" });

    expect([named.id, prefixed.id]).to.deep.equal(["producer-1a2b3c4", "/aws/lambda/1a2b3c4"]);
  });

  it("keeps its events with an update, and goes with its deletion", async () => {
    const { logs, handler } = world();
    const created = await handler.create(resourceContext("producer"), {});
    logs.write(created.id, "stream", [{ timestamp: 0, message: "a" }]);

    const updated = await handler.update?.(resourceContext("producer"), created, { retentionInDays: 7 });
    const kept = logs.read(created.id).length;
    await handler.delete(resourceContext("producer"), updated ?? created);

    expect(kept).to.equal(1);
    expect(logs.hasLogGroup(created.id)).to.equal(false);
  });

  for (const [what, inputs, message] of [
    ["a retention that AWS has not", { retentionInDays: 2 }, "retentionInDays must be one of 0, 1, 3, 5"],
    ["another class", { logGroupClass: "INFREQUENT_ACCESS" }, 'logGroupClass must be "STANDARD" locally'],
    ["a name with a colon", { name: "a:b" }, 'got "a:b"'],
    ["a name and a prefix", { name: "a", namePrefix: "b" }, "name and namePrefix exclude each other"],
    ["a name that is taken", { name: "taken" }, 'the log group "taken" exists already'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const { logs, handler } = world();
      logs.putLogGroup({ name: "taken" });

      const error = await handler.create(resourceContext("producer"), inputs).then(
        () => undefined,
        (error: Error) => error,
      );

      expect(error?.message).to.contain(message);
    });
  }
});
