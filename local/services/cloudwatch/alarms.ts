import type { Clock, Timer } from "../../clock";
import type { Report } from "../../report";
import { alarmState, EXTRA_PERIODS, reasonFor } from "./alarmState";
import { METRIC_RETENTION_MS } from "./metricSeries";
import type { Metrics } from "./metrics";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** The inputs of `aws.cloudwatch.MetricAlarm` that the local cloud honours. */
export interface AlarmSpec {
  arn: string;
  name: string;
  namespace: string;
  metricName: string;
  dimensions: Readonly<Record<string, string>>;
  statistic: string;
  periodSeconds: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  threshold: number;
  comparisonOperator: string;
  treatMissingData: "missing" | "ignore" | "breaching" | "notBreaching";
}

export interface AlarmTransition {
  name: string;
  from: AlarmState;
  to: AlarmState;
  reason: string;
}

/** Alarms that act on a change of state only, as CloudWatch's do. */
export interface Alarms {
  /** @throws RangeError for an alarm that looks back further than metrics are kept */
  put(spec: AlarmSpec): void;
  delete(name: string): void;
  state(name: string): AlarmState | undefined;
  onTransition(listener: (transition: AlarmTransition) => void): void;
  stop(): void;
}

export interface AlarmsDependencies {
  clock: Clock;
  metrics: Pick<Metrics, "statistic">;
  report: Report;
}

interface Alarm {
  spec: AlarmSpec;
  state: AlarmState;
  /** Milliseconds, scaled. */
  periodMs: number;
  timer: Timer;
}

/**
 * Evaluates every alarm at the end of each of its periods, and tells the report of the alarms that go off or are over.
 *
 * @param options `timeScale` divides periods, so that nobody waits five minutes for an alarm: 60 makes a minute a second. A
 * period never becomes shorter than a second, which is what metrics resolve. @default 1
 * @throws RangeError for a `timeScale` below 1
 */
export function createAlarms(
  { clock, metrics, report }: AlarmsDependencies,
  { timeScale = 1 }: { timeScale?: number } = {},
): Alarms {
  if (!(timeScale >= 1)) throw new RangeError(`alarms: timeScale must be at least 1, got ${timeScale}`);
  const alarms = new Map<string, Alarm>();
  const listeners: ((transition: AlarmTransition) => void)[] = [];

  const scheduleNext = (name: string, periodMs: number): Timer =>
    // Periods are aligned to the clock, as CloudWatch's are: all alarms of a period see the same values.
    clock.after(periodMs - (clock.now() % periodMs), () => evaluate(name));

  const evaluate = (name: string): void => {
    const alarm = alarms.get(name);
    if (!alarm) return;
    alarm.timer = scheduleNext(name, alarm.periodMs);
    const { spec, periodMs } = alarm;
    const end = Math.floor(clock.now() / periodMs) * periodMs;
    const values = Array.from({ length: spec.evaluationPeriods + EXTRA_PERIODS }, (_, index) => {
      const to = end - index * periodMs;
      return metrics.statistic({ ...spec, from: to - periodMs, to });
    });
    const from = alarm.state;
    const to = alarmState(spec, values, from);
    if (to === from) return;
    alarm.state = to;
    const transition = { name, from, to, reason: reasonFor(spec, values) };
    tell(report, transition);
    for (const listener of listeners) listener(transition);
  };

  return {
    put(spec) {
      const periodMs = Math.max(1000, Math.round((spec.periodSeconds * 1000) / timeScale));
      if (periodMs * spec.evaluationPeriods > METRIC_RETENTION_MS) {
        throw new RangeError(
          `the alarm "${spec.name}" looks back ${spec.evaluationPeriods} x ${periodMs / 1000} seconds, and metrics are kept ` +
            `for ${METRIC_RETENTION_MS / 1000}: run the local cloud with a larger time scale`,
        );
      }
      const known = alarms.get(spec.name);
      known?.timer.cancel();
      const timer = scheduleNext(spec.name, periodMs);
      alarms.set(spec.name, { spec, state: known?.state ?? "INSUFFICIENT_DATA", periodMs, timer });
    },
    delete(name) {
      alarms.get(name)?.timer.cancel();
      alarms.delete(name);
    },
    state: (name) => alarms.get(name)?.state,
    onTransition: (listener) => void listeners.push(listener),
    stop() {
      for (const { timer } of alarms.values()) timer.cancel();
      alarms.clear();
    },
  };
}

/** Settling into OK after a start is no news. */
function tell(report: Report, { name, from, to, reason }: AlarmTransition): void {
  if (to === "ALARM") report.warn("alarms", `ALARM ${name}: ${reason}`);
  else if (from === "ALARM") report.log("alarms", `${to} ${name}: ${reason}`);
}
