import type { AlarmState } from "./alarmRule";

/** A rule of a composite alarm, read. */
export interface CompositeRule {
  /** The alarms that it asks about, by name, each once. */
  readonly alarms: readonly string[];
  /** Says if the rule holds. @param stateOf the state of an alarm by its name; `undefined` where there is none */
  holds(stateOf: (name: string) => AlarmState | undefined): boolean;
}

type Holds = CompositeRule["holds"];

/** Characters of a rule (CloudWatch API Reference, `PutCompositeAlarm`, AlarmRule). */
const LONGEST = 10_240;
/** Alarms of a rule (the same page: "as many as 100 underlying alarms"). */
const MOST_ALARMS = 100;
/** Elements of a rule: functions, TRUE and FALSE (the same page: "The total number of elements ... up to 500"). */
const MOST_ELEMENTS = 500;

const STATES: readonly string[] = ["ALARM", "OK", "INSUFFICIENT_DATA"];
const ARN = /^arn:aws[a-z-]*:cloudwatch:[^:]*:[^:]*:alarm:(.+)$/s;

/**
 * Reads a rule such as `ALARM("too slow") AND NOT (OK(errors) OR FALSE)`. NOT binds tighter than AND, and AND tighter than OR.
 * Source: CloudWatch API Reference, `PutCompositeAlarm`, AlarmRule
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html).
 *
 * @throws RangeError saying where a rule is wrong
 */
export function parseCompositeRule(text: string): CompositeRule {
  if (text.length > LONGEST) throw new RangeError(`must have at most ${LONGEST} characters`);
  const alarms = new Set<string>();
  let at = 0;
  let elements = 0;

  const wrong = (what: string): RangeError =>
    new RangeError(`${what} at character ${at + 1}: ${text.slice(at, at + 20)}`);
  const take = (pattern: RegExp): string | undefined => {
    const sticky = new RegExp(`\\s*(?:${pattern.source})`, "y");
    sticky.lastIndex = at;
    const [found, value] = sticky.exec(text) ?? [];
    if (found === undefined) return undefined;
    at += found.length;
    return value ?? found.trim();
  };

  const element = (): Holds => {
    elements += 1;
    if (elements > MOST_ELEMENTS) throw new RangeError(`must have at most ${MOST_ELEMENTS} elements`);
    const constant = take(/(TRUE|FALSE)\b/);
    if (constant !== undefined) return () => constant === "TRUE";
    const state = take(/(ALARM|OK|INSUFFICIENT_DATA)\s*\(/);
    if (state === undefined) throw wrong(`expected ${STATES.join(", ")}, TRUE, FALSE, NOT or "("`);
    const quoted = take(/"((?:[^"\\]|\\.)+)"/);
    const named = quoted?.replaceAll(/\\(.)/gs, "$1") ?? take(/([^()"\s][^()"]*)/)?.trim();
    if (named === undefined) throw wrong("expected the name or the ARN of an alarm");
    if (take(/\)/) === undefined) throw wrong('expected ")"');
    const name = ARN.exec(named)?.[1] ?? named;
    alarms.add(name);
    return (stateOf) => stateOf(name) === state;
  };
  const factor = (): Holds => {
    if (take(/NOT\b/) !== undefined) {
      const negated = factor();
      return (stateOf) => !negated(stateOf);
    }
    if (take(/\(/) === undefined) return element();
    const inner = either();
    if (take(/\)/) === undefined) throw wrong('expected ")"');
    return inner;
  };
  const both = (): Holds => {
    const parts = [factor()];
    while (take(/AND\b/) !== undefined) parts.push(factor());
    return (stateOf) => parts.every((part) => part(stateOf));
  };
  const either = (): Holds => {
    const parts = [both()];
    while (take(/OR\b/) !== undefined) parts.push(both());
    return (stateOf) => parts.some((part) => part(stateOf));
  };

  const holds = either();
  if (text.slice(at).trim() !== "") throw wrong("expected AND, OR or the end");
  if (alarms.size > MOST_ALARMS) throw new RangeError(`must ask about at most ${MOST_ALARMS} alarms`);
  return { alarms: [...alarms], holds };
}
