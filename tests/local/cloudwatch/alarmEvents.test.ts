import { expect } from "chai";
import { silentReport } from "../../../local/base/report";
import type { Services } from "../../../local/services";
import { createAlarmEvents } from "../../../local/services/cloudwatch/alarmEvents";
import { createAlarms } from "../../../local/services/cloudwatch/alarms";
import { createMetrics } from "../../../local/services/cloudwatch/metrics";
import type { ServiceEvent } from "../../../local/services/events/events";
import { HeldClock } from "../../support/heldClock";

const ARN = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:backlog";
const METRIC = { namespace: "Shop", metricName: "Waiting", dimensions: { Queue: "jobs" } };
const RULE = {
  ...{ arn: ARN, name: "backlog", description: "Too many wait.", evaluationPeriods: 1, datapointsToAlarm: 1 },
  ...{ threshold: 5, comparisonOperator: "GreaterThanThreshold", treatMissingData: "notBreaching" as const },
};

describe("events of alarms", () => {
  function underTest() {
    const clock = new HeldClock(Date.parse("2026-03-01T12:00:00.000Z"));
    const metrics = createMetrics({ clock });
    const alarms = createAlarms({ clock, metrics, report: silentReport });
    const emitted: ServiceEvent[] = [];
    const events = { emit: (event: ServiceEvent) => void emitted.push(event) };
    createAlarmEvents({ alarms, events: events as Services["events"] });
    return { clock, metrics, alarms, emitted };
  }

  it("tell how an alarm stands, how it stood, and what it looks at", () => {
    const { clock, metrics, alarms, emitted } = underTest();
    alarms.put({ ...RULE, ...METRIC, statistic: "Maximum", periodSeconds: 60 });
    metrics.put({ ...METRIC, value: 6 });
    clock.advance(60_000);

    const [{ detail, ...event } = {} as ServiceEvent] = emitted;
    const { metrics: looked } = (detail as { configuration: { metrics: { id: string }[] } }).configuration;
    expect(emitted).to.have.length(1);
    expect(event).to.deep.equal({
      source: "aws.cloudwatch",
      detailType: "CloudWatch Alarm State Change",
      resources: [ARN],
    });
    expect(detail).to.deep.equal({
      alarmName: "backlog",
      state: {
        value: "ALARM",
        reason: "1 of the last 1 periods is > 5 (newest first: 6)",
        timestamp: "2026-03-01T12:01:00.000+0000",
      },
      previousState: {
        value: "INSUFFICIENT_DATA",
        reason: "Unchecked: Initial alarm creation",
        timestamp: "2026-03-01T12:00:00.000+0000",
      },
      configuration: {
        description: "Too many wait.",
        metrics: [
          {
            id: looked[0]?.id,
            metricStat: {
              metric: { namespace: "Shop", name: "Waiting", dimensions: { Queue: "jobs" } },
              ...{ period: 60, stat: "Maximum" },
            },
            returnData: true,
          },
        ],
      },
    });
  });

  it("tell the metrics and the expression of metric math", () => {
    const { clock, metrics, alarms, emitted } = underTest();
    const metric = { ...METRIC, statistic: "Sum", periodSeconds: 60 };
    alarms.put({
      ...RULE,
      metrics: [
        { id: "half", expression: "waiting / 2", label: "Half", returnData: true },
        { id: "waiting", metric, returnData: false },
      ],
    });
    metrics.put({ ...METRIC, value: 12 });
    clock.advance(60_000);

    expect(emitted[0]?.detail.configuration).to.deep.equal({
      description: "Too many wait.",
      metrics: [
        { id: "half", returnData: true, label: "Half", expression: "waiting / 2" },
        {
          id: "waiting",
          returnData: false,
          metricStat: {
            metric: { namespace: "Shop", name: "Waiting", dimensions: { Queue: "jobs" } },
            ...{ period: 60, stat: "Sum" },
          },
        },
      ],
    });
  });

  it("come when a state is set by hand, and not when it stays", () => {
    const { alarms, emitted } = underTest();
    alarms.put({ ...RULE, ...METRIC, statistic: "Maximum", periodSeconds: 60 });

    alarms.setState("backlog", "ALARM", "testing");
    alarms.setState("backlog", "ALARM", "testing again");

    expect(emitted.map(({ detail }) => (detail.state as { reason: string }).reason)).to.deep.equal(["testing"]);
  });
});
