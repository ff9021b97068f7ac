import { randomUUID } from "node:crypto";
import type { Services } from "../../services";
import type { AlarmSpec, AlarmStanding } from "./alarms";
import type { MetricReference } from "./metricMath";

/**
 * Tells EventBridge when an alarm changes its state.
 * Source: CloudWatch User Guide, "Alarm events and EventBridge", with its examples.
 */
export function createAlarmEvents({ alarms, events }: Pick<Services, "alarms" | "events">): void {
  alarms.onTransition(({ name }, before) => {
    const status = alarms.list().find(({ spec }) => spec.name === name);
    if (status === undefined) return;
    const { spec } = status;
    events.emit({
      source: "aws.cloudwatch",
      detailType: "CloudWatch Alarm State Change",
      resources: [spec.arn],
      detail: {
        alarmName: name,
        state: stateOf(status),
        previousState: stateOf(before),
        configuration: {
          ...(spec.description !== undefined && { description: spec.description }),
          metrics: metricsOf(spec),
        },
      },
    });
  });
}

/** Writes how an alarm stands, as events tell it. */
export function stateOf({ state, reason, since }: AlarmStanding): object {
  return { value: state, reason, timestamp: inUtc(since) };
}

/** `"2022-10-14T06:14:03.000+0000"`, as events write times. */
export function inUtc(epochMs: number): string {
  return new Date(epochMs).toISOString().replace("Z", "+0000");
}

function metricsOf(spec: AlarmSpec): readonly object[] {
  if (!("metrics" in spec)) return [{ id: randomUUID(), metricStat: statOf(spec), returnData: true }];
  return spec.metrics.map(({ id, returnData, label, ...entry }) => ({
    ...{ id, returnData, ...(label !== undefined && { label }) },
    ...("metric" in entry ? { metricStat: statOf(entry.metric) } : { expression: entry.expression }),
  }));
}

function statOf({ namespace, metricName, dimensions, periodSeconds, statistic }: MetricReference): object {
  return { metric: { namespace, name: metricName, dimensions }, period: periodSeconds, stat: statistic };
}
