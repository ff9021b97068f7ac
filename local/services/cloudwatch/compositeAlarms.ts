import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { Report } from "../../base/report";
import type { AlarmRule, AlarmState } from "./alarmRule";
import { type AlarmStanding, type Alarms, newStanding, tell } from "./alarms";
import { type CompositeRule, parseCompositeRule } from "./compositeRule";

export interface CompositeAlarmSpec extends Pick<AlarmRule, "arn" | "name" | "description" | "topics"> {
  /** `ALARM("a") OR ALARM("b")` */
  rule: string;
}

export interface CompositeAlarmStatus extends AlarmStanding {
  spec: CompositeAlarmSpec;
  changedAt: number;
}

/** An alarm of the rule whose change has changed the composite alarm. */
export interface TriggeringAlarm {
  arn: string;
  state: { value: AlarmState; timestamp: number };
}

export interface CompositeTransition {
  status: CompositeAlarmStatus;
  before: AlarmStanding;
  triggering: readonly TriggeringAlarm[];
}

/** Alarms on the states of other alarms, composite ones among them. */
export interface CompositeAlarms {
  /** @throws RangeError for a rule that is wrong; AwsError `ValidationError` for alarms that there are not */
  put(spec: CompositeAlarmSpec): void;
  delete(name: string): void;
  /** In the order in which they were first put. */
  list(): readonly CompositeAlarmStatus[];
  /** Puts one into a state until an alarm of its rule changes. */
  setState(name: string, state: AlarmState, reason: string): void;
  onTransition(listener: (transition: CompositeTransition) => void): void;
}

interface CompositeAlarm extends CompositeAlarmStatus {
  compiled: CompositeRule;
}

/**
 * Evaluates composite alarms whenever an alarm of their rules changes its state. One is in INSUFFICIENT_DATA for the moment of its creation
 * alone, and then in ALARM where its rule holds, or else OK (CloudWatch API Reference, `PutCompositeAlarm`).
 */
export function createCompositeAlarms(
  { alarms, clock, report }: { alarms: Alarms; clock: Pick<Clock, "now">; report: Report },
  kept: KeptMaps = noMaps,
): CompositeAlarms {
  const composites = new Map<string, CompositeAlarm>();
  const states = kept.map<AlarmStanding>("states");
  const listeners: Parameters<CompositeAlarms["onTransition"]>[0][] = [];
  const stateOf = (name: string): AlarmState | undefined => alarms.state(name) ?? composites.get(name)?.state;

  const become = (
    alarm: CompositeAlarm,
    state: AlarmState,
    reason: string,
    triggering: readonly TriggeringAlarm[],
    done: ReadonlySet<string>,
  ): void => {
    const before = { state: alarm.state, reason: alarm.reason, since: alarm.since };
    Object.assign(alarm, { state, reason, since: clock.now() });
    const { name } = alarm.spec;
    states.set(name, { state, reason, since: alarm.since });
    tell(report, { name, from: before.state, to: state, reason });
    for (const listener of listeners) listener({ status: alarm, before, triggering });
    evaluateAbove(name, alarm.spec.arn, state, done);
  };

  /** @param done those that have changed for the same cause: rules may ask about each other in a circle */
  const evaluateAbove = (name: string, arn: string, value: AlarmState, done: ReadonlySet<string> = new Set()): void => {
    for (const alarm of [...composites.values()]) {
      if (done.has(alarm.spec.name) || !alarm.compiled.alarms.includes(name)) continue;
      const state = alarm.compiled.holds(stateOf) ? "ALARM" : "OK";
      if (state === alarm.state) continue;
      const timestamp = clock.now();
      const reason = `${arn} transitioned to ${value} at ${inWords(timestamp)}`;
      become(alarm, state, reason, [{ arn, state: { value, timestamp } }], new Set([...done, alarm.spec.name]));
    }
  };
  alarms.onTransition(({ name, to }) => {
    const found = alarms.list().find(({ spec }) => spec.name === name);
    evaluateAbove(name, found?.spec.arn ?? name, to);
  });

  return {
    put(spec) {
      const compiled = parseCompositeRule(spec.rule);
      const missing = compiled.alarms.filter((name) => stateOf(name) === undefined);
      if (missing.length > 0) {
        throw new AwsError(
          "ValidationError",
          `Could not save the composite alarm as alarms [${missing.join(", ")}] in the alarm rule do not exist`,
        );
      }
      const known = composites.get(spec.name) ?? states.entries().get(spec.name);
      const { state, reason, since } = known ?? newStanding(clock.now());
      const alarm = { spec, compiled, state, reason, since, changedAt: clock.now() };
      composites.set(spec.name, alarm);
      const to = compiled.holds(stateOf) ? "ALARM" : "OK";
      if (to !== state)
        become(alarm, to, `${spec.arn} was created and its alarm rule evaluates to ${to}`, [], new Set([spec.name]));
    },
    delete(name) {
      composites.delete(name);
      states.delete(name);
    },
    list: () => [...composites.values()],
    setState(name, state, reason) {
      const alarm = composites.get(name);
      if (alarm !== undefined && alarm.state !== state) become(alarm, state, reason, [], new Set([name]));
    },
    onTransition: (listener) => void listeners.push(listener),
  };
}

/** `Friday 14 October, 2022 06:14:03 UTC`, as CloudWatch's reasons say it. */
function inWords(epochMs: number): string {
  const date = new Date(epochMs);
  const [, day, , year, time] = date.toUTCString().split(" ");
  const word = (part: "weekday" | "month") => date.toLocaleString("en-US", { [part]: "long", timeZone: "UTC" });
  return `${word("weekday")} ${day} ${word("month")}, ${year} ${time} UTC`;
}
