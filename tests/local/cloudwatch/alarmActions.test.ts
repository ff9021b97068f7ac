import { CloudWatchClient, DescribeAlarmsCommand } from "@aws-sdk/client-cloudwatch";
import { expect } from "chai";
import { Inventory } from "../../../local/base/inventory";
import { cloudWatchApi } from "../../../local/control/cloudwatch/cloudWatchApi";
import { invalidValue } from "../../../local/control/cloudwatch/cloudWatchOperation";
import { Controlled } from "../../../local/control/controlled";
import { metricAlarm } from "../../../local/resources/cloudwatch/metricAlarm";
import { createAlarmActions } from "../../../local/services/cloudwatch/alarmActions";
import { createAlarms } from "../../../local/services/cloudwatch/alarms";
import { createCompositeAlarms } from "../../../local/services/cloudwatch/compositeAlarms";
import { rejection } from "../../support/rejection";
import { allow, policy, ROLE_ARN, type SnsUnderTest, startSns, TOPIC_ARN } from "../sns/support";

const MINUTE = 60_000;
const ALARM_ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:backlog";
const METRIC = { namespace: "Shop", metricName: "Waiting", dimensions: { Queue: "jobs" } };

describe("alarm actions", () => {
  let underTest: SnsUnderTest;
  let alarms: ReturnType<typeof createAlarms>;
  beforeEach(async () => {
    underTest = await startSns();
    const { clock, metrics, sns, warnings } = underTest;
    const report = { stage() {}, log() {}, warn: (_source: string, line: string) => void warnings.push(line) };
    alarms = createAlarms({ clock, metrics, report });
    createAlarmActions({ alarms, sns, clock, report });
    const resources = new Controlled([metricAlarm({ alarms })], new Inventory(report), invalidValue);
    const compositeAlarms = createCompositeAlarms({ alarms, clock, report });
    underTest.edge.register(cloudWatchApi({ alarms, compositeAlarms, metrics, clock, resources }));
    underTest.subscribe({ protocol: "email", endpoint: "ops@example.com" });
    await resources.create("aws:cloudwatch/metricAlarm:MetricAlarm", {
      ...METRIC,
      name: "backlog",
      alarmDescription: "Too many wait.",
      statistic: "Maximum",
      period: 60,
      evaluationPeriods: 1,
      threshold: 100,
      comparisonOperator: "GreaterThanThreshold",
      treatMissingData: "notBreaching",
      alarmActions: [TOPIC_ARN],
      okActions: [TOPIC_ARN],
    });
  });
  afterEach(async () => {
    alarms.stop();
    await underTest.close();
  });

  /** A minute with this value. */
  const minute = async (value: number) => {
    underTest.metrics.put({ ...METRIC, value });
    underTest.clock.advance(MINUTE);
    await underTest.sns.delivered();
  };
  const subjects = () => underTest.sns.mailbox.mails.map(({ subject }) => subject).reverse();

  it("tells a topic of each change of state, and nothing while a state stays", async () => {
    for (const value of [5, 500, 900, 5_000, 3, 2]) await minute(value);

    expect(subjects()).to.deep.equal([
      'OK: "backlog" in US East (N. Virginia)',
      'ALARM: "backlog" in US East (N. Virginia)',
      'OK: "backlog" in US East (N. Virginia)',
    ]);
  });

  it("says what has changed, and why", async () => {
    await minute(500);

    expect(JSON.parse(underTest.sns.mailbox.mails[0]?.body ?? "")).to.deep.include({
      AlarmName: "backlog",
      AlarmDescription: "Too many wait.",
      AlarmArn: ALARM_ARN,
      OldStateValue: "INSUFFICIENT_DATA",
      NewStateValue: "ALARM",
      StateChangeTime: "2026-03-01T12:01:00.000Z",
      AlarmActions: [TOPIC_ARN],
      Trigger: {
        ...{ Namespace: "Shop", MetricName: "Waiting", Dimensions: [{ name: "Queue", value: "jobs" }], Unit: null },
        ...{ StatisticType: "Statistic", Statistic: "MAXIMUM", Period: 60, EvaluationPeriods: 1, DatapointsToAlarm: 1 },
        ...{ ComparisonOperator: "GreaterThanThreshold", Threshold: 100, TreatMissingData: "notBreaching" },
        EvaluateLowSampleCountPercentile: "",
      },
    });
  });

  it("tells nobody, and says so, where the topic's policy does not let CloudWatch in", async () => {
    underTest.sns.setPolicy(TOPIC_ARN, policy("s3.amazonaws.com", "sns:Publish"));

    await minute(500);

    expect(subjects()).to.deep.equal([]);
    expect(underTest.warnings.join("\n")).to.contain("backlog could not tell").and.to.contain("sns:Publish");
  });

  it("tells nobody of a topic that is encrypted with the key alias/aws/sns", async () => {
    underTest.sns.putTopic({ arn: TOPIC_ARN, name: "orders", kmsMasterKeyId: "alias/aws/sns" });

    await minute(500);

    expect(subjects()).to.deep.equal([]);
    expect(underTest.warnings.join("\n")).to.contain("nobody can change the policy of that key");
  });

  describe("DescribeAlarms", () => {
    const client = () => {
      const { credentials } = underTest.iam.assumeRole(ROLE_ARN, "session", "lambda.amazonaws.com");
      return new CloudWatchClient({ endpoint: underTest.edge.url, region: "us-east-1", credentials, maxAttempts: 1 });
    };

    it("shows an alarm's state to whoever may see that alarm", async () => {
      underTest.iam.putRolePolicy(ROLE_ARN, "look", allow("cloudwatch:DescribeAlarms", ALARM_ARN));
      await minute(500);

      const { MetricAlarms = [] } = await client().send(new DescribeAlarmsCommand({ AlarmNames: ["backlog"] }));

      expect(MetricAlarms).to.have.length(1);
      expect(MetricAlarms[0]).to.deep.include({
        AlarmName: "backlog",
        AlarmArn: ALARM_ARN,
        StateValue: "ALARM",
        StateUpdatedTimestamp: new Date("2026-03-01T12:01:00.000Z"),
        AlarmActions: [TOPIC_ARN],
      });
    });

    it("is refused to others", async () => {
      const error = await rejection(client().send(new DescribeAlarmsCommand({ AlarmNames: ["backlog"] })));

      expect(error.name).to.equal("AccessDenied");
      expect(error.message).to.contain("cloudwatch:DescribeAlarms");
    });
  });
});
