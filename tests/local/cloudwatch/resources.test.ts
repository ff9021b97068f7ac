import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import type { Properties } from "../../../local/engine/resourceHandler";
import { createIam } from "../../../local/iam/createIam";
import { logGroup } from "../../../local/resources/cloudwatch/logGroup";
import { metricAlarm } from "../../../local/resources/cloudwatch/metricAlarm";
import { type AlarmSpec, createAlarms } from "../../../local/services/cloudwatch/alarms";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import { createKms } from "../../../local/services/kms/createKms";
import { createLogs } from "../../../local/services/logs/logs";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";
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

const POLICY_ARN =
  "arn:aws:autoscaling:us-east-1:000000000000:scalingPolicy:1:resource/ecs/service/c/s:policyName/wake";
const TOPIC_ARN = "arn:aws:sns:us-east-1:000000000000:alarms";
const SENT = {
  namespace: "AWS/SQS",
  metricName: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "q" },
  period: 60,
  stat: "Maximum",
};
const BACKLOG_PER_TASK = [
  { id: "visible", metric: SENT },
  { id: "half", expression: "visible / 2", label: "Half", returnData: true },
];

describe("aws.cloudwatch.MetricAlarm", () => {
  function underTest() {
    const put: AlarmSpec[] = [];
    const deleted: string[] = [];
    const alarms = {
      put: (spec: AlarmSpec) => void put.push(spec),
      delete: (name: string) => void deleted.push(name),
    };
    return { handler: metricAlarm({ alarms }), put, deleted };
  }

  async function refusal(change: Properties): Promise<string> {
    const { handler } = underTest();
    try {
      await handler.create(resourceContext("errors"), { ...inputs, ...change });
    } catch (error) {
      if (error instanceof Error) return error.message;
    }
    throw new Error("create did not throw");
  }

  it("becomes an alarm with AWS's defaults", async () => {
    const { handler, put } = underTest();

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
    const { handler, put } = underTest();
    const { statistic: _, ...rest } = inputs;

    await handler.create(resourceContext("slow"), {
      ...rest,
      extendedStatistic: "p99.9",
      alarmActions: [],
      okActions: [],
    });

    expect(put[0]).to.deep.include({ statistic: "p99.9" });
    expect(put[0]).not.to.have.property("scalingPolicies");
  });

  it("becomes an alarm on metric math, with what it sets off", async () => {
    const { handler, put } = underTest();

    await handler.create(resourceContext("backlog"), {
      metricQueries: BACKLOG_PER_TASK,
      evaluationPeriods: 1,
      threshold: 10,
      comparisonOperator: "GreaterThanThreshold",
      alarmActions: [POLICY_ARN],
    });

    expect(put).to.deep.equal([
      {
        arn: "arn:aws:cloudwatch:us-east-1:000000000000:alarm:backlog-1a2b3c4",
        name: "backlog-1a2b3c4",
        evaluationPeriods: 1,
        datapointsToAlarm: 1,
        threshold: 10,
        comparisonOperator: "GreaterThanThreshold",
        treatMissingData: "missing",
        scalingPolicies: [POLICY_ARN],
        metrics: [
          {
            id: "visible",
            returnData: false,
            metric: {
              namespace: "AWS/SQS",
              metricName: "ApproximateNumberOfMessagesVisible",
              dimensions: { QueueName: "q" },
              statistic: "Maximum",
              periodSeconds: 60,
            },
          },
          { id: "half", returnData: true, label: "Half", expression: "visible / 2" },
        ],
      },
    ]);
  });

  it("sets nothing off while its actions are disabled", async () => {
    const { handler, put } = underTest();

    const actions = { alarmActions: [POLICY_ARN, TOPIC_ARN], okActions: [TOPIC_ARN] };
    await handler.create(resourceContext("errors"), { ...inputs, ...actions, actionsEnabled: false });

    expect(put[0]).not.to.have.any.keys("scalingPolicies", "topics");
  });

  it("tells topics of each state, and gives scaling policies to ALARM only", async () => {
    const { handler, put } = underTest();

    await handler.create(resourceContext("errors"), {
      ...inputs,
      alarmDescription: "Look here.",
      alarmActions: [TOPIC_ARN, POLICY_ARN],
      okActions: [TOPIC_ARN],
      insufficientDataActions: [],
    });

    expect(put[0]).to.deep.include({
      description: "Look here.",
      scalingPolicies: [POLICY_ARN],
      topics: { ALARM: [TOPIC_ARN], OK: [TOPIC_ARN] },
    });
  });

  it("says where metric math is wrong", async () => {
    const clock = new HeldClock(0);
    const alarms = createAlarms({ clock, metrics: createMetrics({ clock }), report: silentReport });
    const queries = [...BACKLOG_PER_TASK.slice(0, 1), { id: "e", expression: "visible / tasks", returnData: true }];
    const { metricName: _, namespace: __, dimensions: ___, statistic: ____, period: _____, ...rule } = inputs;

    const error = await rejection(
      metricAlarm({ alarms }).create(resourceContext("backlog"), { ...rule, metricQueries: queries }),
    );

    expect(error.message).to.equal(
      'metricQueries: the expression "e" (visible / tasks): "tasks" at 11 is the id of no entry',
    );
  });

  it("keeps its name with an update, and is deleted by it", async () => {
    const { handler, put, deleted } = underTest();
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
      "an action that is neither a topic nor a scaling policy",
      { alarmActions: [TOPIC_ARN, "arn:aws:lambda:us-east-1:000000000000:function:f"] },
      "alarmActions must hold ARNs of SNS topics and scaling policies of ECS services only locally, got " +
        '"arn:aws:lambda:us-east-1:000000000000:function:f"',
    ],
    [
      "a scaling policy for OK",
      { okActions: [POLICY_ARN] },
      `okActions must hold ARNs of SNS topics only locally, got "${POLICY_ARN}"`,
    ],
    [
      "another action for missing data",
      { insufficientDataActions: ["x"] },
      'insufficientDataActions must hold ARNs of SNS topics only locally, got "x"',
    ],
    ["no metric", { metricName: undefined }, "metricName must be set"],
    ["a metric beside metric math", { metricQueries: [{ id: "a" }] }, "namespace and metricQueries exclude each other"],
    ["no threshold", { threshold: undefined }, "PutMetricAlarm request should have valid Threshold parameter"],
    ["more than a day", { evaluationPeriods: 1441 }, "Metrics cannot be checked across more than a day"],
    ["an action of a bucket", { alarmActions: ["arn:aws:s3:::b"] }, "Unsupported AWS vendor s3"],
    ["no statistic", { statistic: undefined }, "exactly one of statistic and extendedStatistic must be set"],
    ["two statistics", { extendedStatistic: "p99" }, "exactly one of statistic and extendedStatistic must be set"],
    ["a statistic that is not computed", { statistic: "IQM" }, 'the statistic "IQM" is not supported locally'],
    [
      "a percentile above 100",
      { statistic: "p101" },
      "The value p101 for parameter ExtendedStatistic is not supported.",
    ],
    ["a period that AWS has not", { period: 45 }, "Period must be 10, 20, 30 or a multiple of 60"],
    ["no periods", { evaluationPeriods: 0 }, "evaluationPeriods must be a whole number of at least 1, got 0"],
    [
      "more datapoints than periods",
      { datapointsToAlarm: 4 },
      "DatapointsToAlarm must be less than or equal to EvaluationPeriods",
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

  for (const [what, query, message] of [
    ["neither metric nor expression", {}, 'metricQueries "a": one of expression and metric must be set'],
    ["a unit", { metric: { ...SENT, unit: "Bytes" } }, 'metricQueries "a": metric.unit must be left out locally'],
    ["another account", { accountId: "1", expression: "b" }, 'metricQueries "a": accountId must be this account'],
    ["a period", { metric: { ...SENT, period: 7 } }, "Period must be 10, 20, 30 or a multiple of 60"],
  ] as const) {
    it(`refuses in metric math ${what}`, async () => {
      const one = { metricName: undefined, namespace: undefined, dimensions: undefined, statistic: undefined };

      const refused = await refusal({ ...one, period: undefined, metricQueries: [{ id: "a", ...query }] });

      expect(refused).to.contain(message);
    });
  }
});

describe("aws.cloudwatch.LogGroup", () => {
  function underTest() {
    const logs = createLogs({ clock: new HeldClock(0), metrics: { put() {} }, report: silentReport });
    const iam = createIam({ report: silentReport });
    const kms = createKms({ iam });
    return { logs, kms, handler: logGroup({ iam, kms, logs }) };
  }

  it("becomes a log group", async () => {
    const { logs, handler } = underTest();

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

  describe("encrypted with a key of the account", () => {
    const KEY = "arn:aws:kms:us-east-1:000000000000:key/k";
    const LOGS = { Service: "logs.us-east-1.amazonaws.com" };
    const statement = (groups: string) =>
      JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Principal: LOGS,
          Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
          Resource: "*",
          Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": groups } },
        },
      });

    it("is made where the key's policy lets the service encrypt this group", async () => {
      const { kms, handler } = underTest();
      kms.putKey(KEY, statement("arn:aws:logs:us-east-1:000000000000:log-group:*"));

      const { state } = await handler.create(resourceContext("producer"), { kmsKeyId: KEY });

      expect(state.kmsKeyId).to.equal(KEY);
    });

    for (const [what, policy] of [
      ["lets the account decide only", undefined],
      ["is for other groups", statement("arn:aws:logs:us-east-1:000000000000:log-group:/other/*")],
    ] as const) {
      it(`is refused where the key's policy ${what}`, async () => {
        const { logs, kms, handler } = underTest();
        kms.putKey(KEY, policy);

        const error = await rejection(handler.create(resourceContext("producer"), { kmsKeyId: KEY }));

        expect(error.message).to.contain(
          "The specified KMS key does not exist or is not allowed to be used with Arn " +
            "'arn:aws:logs:us-east-1:000000000000:log-group:producer-1a2b3c4'",
        );
        expect(logs.hasLogGroup("producer-1a2b3c4")).to.equal(false);
      });
    }
  });

  it("gets a name, by itself or behind a prefix", async () => {
    const { handler } = underTest();

    const named = await handler.create(resourceContext("producer"), {});
    const prefixed = await handler.create(resourceContext("producer"), { namePrefix: "/aws/lambda/" });

    expect([named.id, prefixed.id]).to.deep.equal(["producer-1a2b3c4", "/aws/lambda/1a2b3c4"]);
  });

  it("keeps its events with an update, and goes with its deletion", async () => {
    const { logs, handler } = underTest();
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
      const { logs, handler } = underTest();
      logs.putLogGroup({ name: "taken" });

      const error = await handler.create(resourceContext("producer"), inputs).then(
        () => undefined,
        (error: Error) => error,
      );

      expect(error?.message).to.contain(message);
    });
  }
});
