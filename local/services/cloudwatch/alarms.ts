import type { Clock, Timer } from "../../base/clock";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { Report } from "../../base/report";
import type { AlarmRule, AlarmState } from "./alarmRule";
import { alarmState, EXTRA_PERIODS, reasonFor } from "./alarmState";
import { compileMetricMath, type MetricExpression, type MetricMath, type MetricReference } from "./metricMath";
import { METRIC_RETENTION_MS } from "./metricSeries";
import type { Metrics } from "./metrics";

/** The inputs of `aws.cloudwatch.MetricAlarm` that the local cloud honours: on one metric, or on metric math. */
export type AlarmSpec = AlarmRule & (MetricReference | { metrics: readonly MetricExpression[] });

/** One period of an alarm in ALARM that has scaling policies. */
export interface ScalingCall {
  alarm: string;
  policyArns: readonly string[];
  /** Values of the evaluated periods that have data, at least one; the newest first. */
  values: readonly number[];
  threshold: number;
}

/** An alarm as it stands now. */
export interface AlarmStatus {
  spec: AlarmSpec;
  state: AlarmState;
  /** Why it is in that state. */
  reason: string;
  /** Milliseconds since the Unix epoch. */
  since: number;
  /** The time of the last change of its settings. */
  changedAt: number;
}

/** The state of an alarm, and since when and why it is in that. */
export type AlarmStanding = Pick<AlarmStatus, "state" | "reason" | "since">;

/** An event in the life of an alarm. */
export interface AlarmEvent {
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  readonly name: string;
  readonly type: "ConfigurationUpdate" | "StateUpdate" | "Action";
  /** In words. */
  readonly summary: string;
  /** JSON text. */
  readonly data: string;
}

export interface AlarmTransition {
  name: string;
  from: AlarmState;
  to: AlarmState;
  reason: string;
}

/** Alarms that tell a change of state once, as CloudWatch's do. */
export interface Alarms {
  /** @throws RangeError for an alarm that looks back further than metrics are kept, and for metric math that is wrong */
  put(spec: AlarmSpec): void;
  delete(name: string): void;
  state(name: string): AlarmState | undefined;
  /**
   * Puts an alarm into a state until its next period ends, with the actions of that.
   * @param reasonData JSON text
   */
  setState(name: string, state: AlarmState, reason: string, reasonData?: string): void;
  /** The newest events of all alarms, of those that are gone as well; the oldest first. */
  history(): readonly AlarmEvent[];
  /** Notes in the history that an action was taken, or that it failed. */
  acted(name: string, summary: string): void;
  /** In the order in which they were first put. */
  list(): readonly AlarmStatus[];
  /** @param listener is told how the alarm stood before as well */
  onTransition(listener: (transition: AlarmTransition, before: AlarmStanding) => void): void;
  /**
   * Calls at the end of every period in ALARM, from the one that set it off: unlike other actions, scaling actions are
   * repeated (CloudWatch User Guide, "Alarm actions").
   */
  onScaling(listener: (call: ScalingCall) => void): void;
  stop(): void;
}

export interface AlarmsDependencies {
  clock: Clock;
  metrics: Pick<Metrics, "statistic">;
  report: Report;
}

/** Events that are remembered of all alarms together. */
const HISTORY_LENGTH = 1000;

interface Alarm extends AlarmStatus {
  math: MetricMath;
  /** Milliseconds, scaled. */
  periodMs: number;
  timer: Timer;
}

/**
 * Evaluates every alarm at the end of each of its periods, and tells the report of the alarms that go off or are over.
 *
 * @param options `timeScale` divides periods, so that nobody waits five minutes for an alarm: 60 makes a minute a second. A
 * period never becomes shorter than a second, which is what metrics resolve. @default 1
 * @param kept the states that alarms had in an earlier process
 * @throws RangeError for a `timeScale` below 1
 */
export function createAlarms(
  { clock, metrics, report }: AlarmsDependencies,
  { timeScale = 1 }: { timeScale?: number } = {},
  kept: KeptMaps = noMaps,
): Alarms {
  if (!(timeScale >= 1)) throw new RangeError(`alarms: timeScale must be at least 1, got ${timeScale}`);
  const alarms = new Map<string, Alarm>();
  const states = kept.map<AlarmStanding>("states");
  const listeners: Parameters<Alarms["onTransition"]>[0][] = [];
  const scalingListeners: ((call: ScalingCall) => void)[] = [];

  const events: AlarmEvent[] = [];
  const note = (name: string, type: AlarmEvent["type"], summary: string, data: object = {}): void => {
    events.push({ at: clock.now(), name, type, summary, data: JSON.stringify({ version: "1.0", ...data }) });
    if (events.length > HISTORY_LENGTH) events.shift();
  };

  const become = (alarm: Alarm, to: AlarmState, reason: string, reasonData?: string): void => {
    const { spec, ...before } = alarm;
    const { name } = spec;
    const from = before.state;
    const standing = { state: to, reason, since: from === to ? before.since : clock.now() };
    Object.assign(alarm, standing);
    states.set(name, standing);
    if (from === to) return;
    const transition = { name, from, to, reason };
    note(name, "StateUpdate", `Alarm updated from ${from} to ${to}`, {
      oldState: { stateValue: from, stateReason: before.reason },
      newState: {
        ...{ stateValue: to, stateReason: reason },
        ...(reasonData !== undefined && { stateReasonData: JSON.parse(reasonData) }),
      },
    });
    tell(report, transition);
    for (const listener of listeners) listener(transition, before);
  };

  const scheduleNext = (name: string, periodMs: number): Timer =>
    // Periods are aligned to the clock, as CloudWatch's are: all alarms of a period see the same values.
    clock.after(periodMs - (clock.now() % periodMs), () => evaluate(name));

  const evaluate = (name: string): void => {
    const alarm = alarms.get(name);
    if (!alarm) return;
    alarm.timer = scheduleNext(name, alarm.periodMs);
    const { spec, math, periodMs } = alarm;
    const end = Math.floor(clock.now() / periodMs) * periodMs;
    const values = Array.from({ length: spec.evaluationPeriods + EXTRA_PERIODS }, (_, index) => {
      const to = end - index * periodMs;
      return math.value((metric) => metrics.statistic({ ...metric, from: to - periodMs, to }));
    });
    const to = alarmState(spec, values, alarm.state);
    if (to !== alarm.state) become(alarm, to, reasonFor(spec, values));
    const call = to === "ALARM" ? scalingCall(spec, values) : undefined;
    if (call) for (const listener of scalingListeners) listener(call);
  };

  return {
    put(spec) {
      const math = compileMetricMath(entriesOf(spec));
      const periodMs = Math.max(1000, Math.round((math.periodSeconds * 1000) / timeScale));
      if (periodMs * spec.evaluationPeriods > METRIC_RETENTION_MS) {
        throw new RangeError(
          `the alarm "${spec.name}" looks back ${spec.evaluationPeriods} x ${periodMs / 1000} seconds, and metrics are kept ` +
            `for ${METRIC_RETENTION_MS / 1000}: run the local cloud with a larger time scale`,
        );
      }
      const known = alarms.get(spec.name);
      known?.timer.cancel();
      const timer = scheduleNext(spec.name, periodMs);
      const { state, reason, since } = known ?? states.entries().get(spec.name) ?? newStanding(clock.now());
      alarms.set(spec.name, { spec, math, state, reason, since, changedAt: clock.now(), periodMs, timer });
      const [type, done] = known ? (["Update", "updated"] as const) : (["Create", "created"] as const);
      note(spec.name, "ConfigurationUpdate", `Alarm "${spec.name}" ${done}`, { type });
    },
    delete(name) {
      if (alarms.has(name)) note(name, "ConfigurationUpdate", `Alarm "${name}" deleted`, { type: "Delete" });
      alarms.get(name)?.timer.cancel();
      alarms.delete(name);
      states.delete(name);
    },
    state: (name) => alarms.get(name)?.state,
    setState(name, state, reason, reasonData) {
      const alarm = alarms.get(name);
      if (alarm) become(alarm, state, reason, reasonData);
    },
    history: () => events,
    acted: (name, summary) => note(name, "Action", summary),
    list: () =>
      [...alarms.values()].map(({ spec, state, reason, since, changedAt }) => ({
        spec,
        state,
        reason,
        since,
        changedAt,
      })),
    onTransition: (listener) => void listeners.push(listener),
    onScaling: (listener) => void scalingListeners.push(listener),
    stop() {
      for (const { timer } of alarms.values()) timer.cancel();
      alarms.clear();
    },
  };
}

function entriesOf(spec: AlarmSpec): readonly MetricExpression[] {
  return "metrics" in spec ? spec.metrics : [{ id: "metric", returnData: true, metric: spec }];
}

function scalingCall(spec: AlarmSpec, values: readonly (number | undefined)[]): ScalingCall | undefined {
  const { name, scalingPolicies = [], evaluationPeriods, threshold } = spec;
  const known = values.slice(0, evaluationPeriods).filter((value) => value !== undefined);
  // Missing data can set an alarm off, but says nothing of how far to scale.
  if (scalingPolicies.length === 0 || known.length === 0) return undefined;
  return { alarm: name, policyArns: scalingPolicies, values: known, threshold };
}

/** The state of an alarm that nobody has evaluated yet. */
export function newStanding(now: number): AlarmStanding {
  return { state: "INSUFFICIENT_DATA", reason: "Unchecked: Initial alarm creation", since: now };
}

/** Tells a person. Settling into OK after a start is no news. */
export function tell(report: Report, { name, from, to, reason }: AlarmTransition): void {
  if (to === "ALARM") report.warn("alarms", `ALARM ${name}: ${reason}`);
  else if (from === "ALARM") report.log("alarms", `${to} ${name}: ${reason}`);
}
