import { randomUUID } from "node:crypto";
import { ACCOUNT_ID, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { fastClock } from "../../base/fastClock";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import { compilePattern, parsePattern } from "../../patterns/compilePattern";
import { EVENT_BRIDGE } from "../../patterns/dialect";
import { PatternError } from "../../patterns/patternError";
import type { Services } from "../../services";
import { DEFAULT_BUS } from "./buses";
import type { EventRuleSpec, Events, EventTargetSpec, ServiceEvent } from "./events";
import { ownEventsApi } from "./ownEvents";
import { RuleSchedules } from "./ruleSchedules";
import type { Matched } from "./targetInput";
import { callTarget, checkTarget, sendToDeadLetters, type TargetDependencies } from "./targets";

export type EventsDependencies = Pick<Services, "clock" | "metrics" | "report"> & TargetDependencies;

interface Rule {
  spec: EventRuleSpec;
  matches(event: unknown): boolean;
  targets: Map<string, EventTargetSpec>;
}

/** Source: Amazon EventBridge User Guide, "Amazon EventBridge quotas", Event pattern size. */
const LONGEST_PATTERN = 2048;

/**
 * EventBridge's buses, in memory.
 *
 * Known differences from AWS: a target that refuses an event is not asked again, for here only permissions refuse one; no event
 * comes twice by itself; and no pattern is too complex for its wildcards.
 *
 * @param options `timeScale`: how many times as fast the clock of scheduled rules goes. @default 1
 * @param kept since when rates count
 */
export function createEvents(
  deps: EventsDependencies,
  { timeScale = 1 }: { timeScale?: number } = {},
  kept: KeptMaps = noMaps,
): Events {
  const buses = new Set([DEFAULT_BUS]);
  const rules = new Map<string, Rule>();
  const underWay = new Set<Promise<void>>();
  const schedules = new RuleSchedules(
    fastClock(deps.clock, timeScale),
    timeScale === 1 ? kept : noMaps,
    (arn, time) => {
      const rule = rules.get(arn);
      if (rule === undefined) return;
      // Source: Amazon EventBridge Events Reference, "Scheduled Events".
      const facts = { source: "aws.events", detailType: "Scheduled Event", resources: [arn], detail: {} };
      trigger(rule, eventOf({ ...facts, time }));
    },
  );
  const checkBus = (name: string): void => {
    if (buses.has(name)) return;
    throw new AwsError("ResourceNotFoundException", `Event bus ${name} does not exist.`);
  };
  const ruleOf = (arn: string): Rule => {
    const rule = rules.get(arn);
    if (rule) return rule;
    const [name, bus = DEFAULT_BUS] = arn
      .slice(arn.indexOf("rule/") + "rule/".length)
      .split("/")
      .reverse();
    throw noSuchRule(name, bus);
  };
  const eventOf = ({ source, detailType, resources, detail, id, time }: ServiceEvent): Record<string, unknown> => ({
    ...{ version: "0", id: id ?? randomUUID(), "detail-type": detailType, source, account: ACCOUNT_ID },
    ...{ time: `${new Date(time ?? deps.clock.now()).toISOString().slice(0, 19)}Z`, region: REGION, resources, detail },
  });
  const count = (metricName: string, { spec }: Rule): void =>
    deps.metrics.put({ namespace: "AWS/Events", metricName, dimensions: { RuleName: spec.name }, value: 1 });

  const deliver = async (rule: Rule, target: EventTargetSpec, event: Matched["event"]): Promise<void> => {
    const matched = { event, rule: rule.spec, receivedAt: deps.clock.now() };
    count("Invocations", rule);
    try {
      await callTarget(deps, target, matched);
    } catch (error) {
      count("FailedInvocations", rule);
      const what = `the rule ${rule.spec.name} could not tell ${target.arn}: ${describe(error)}`;
      deps.report.warn("events", `${what}. ${await deadLettered(rule, target, matched, error)}`);
    }
  };
  /** Tells what has become of an event that its target did not get. */
  const deadLettered = async (rule: Rule, target: EventTargetSpec, matched: Matched, why: unknown): Promise<string> => {
    if (target.deadLetterQueueArn === undefined) return "The event is lost";
    try {
      await sendToDeadLetters(deps, target, matched, why);
      count("InvocationsSentToDlq", rule);
      return `The event is in ${target.deadLetterQueueArn}`;
    } catch (error) {
      count("InvocationsFailedToBeSentToDlq", rule);
      return `The event is lost, for its dead-letter queue failed: ${describe(error)}`;
    }
  };

  const trigger = (rule: Rule, event: Record<string, unknown>): void => {
    count("TriggeredRules", rule);
    for (const target of rule.targets.values()) {
      const delivery = deliver(rule, target, event).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    }
  };

  const events: Omit<Events, "api"> = {
    createBus(name) {
      if (buses.has(name)) {
        throw new AwsError("ResourceAlreadyExistsException", `Event bus ${name} already exists.`);
      }
      buses.add(name);
    },
    deleteBus(name) {
      if (name === DEFAULT_BUS) throw new AwsError("ValidationException", "Cannot delete event bus default.");
      if ([...rules.values()].some(({ spec }) => spec.bus === name)) {
        throw new AwsError("ValidationException", "Event bus can't be deleted since it has rules.");
      }
      buses.delete(name);
    },
    checkBus,
    putRule(spec) {
      const { bus = DEFAULT_BUS, name, pattern, schedule } = spec;
      checkBus(bus);
      if (pattern === undefined && schedule === undefined) {
        throw invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
      }
      if (schedule !== undefined && bus !== DEFAULT_BUS) {
        throw invalid("ScheduleExpression is supported only on the default event bus.");
      }
      if (pattern !== undefined && pattern.length > LONGEST_PATTERN) {
        throw invalid(`Parameter EventPattern for rule ${name} exceeds limit of ${LONGEST_PATTERN}.`);
      }
      const matches = pattern === undefined ? () => false : compiled(pattern);
      if (schedule !== undefined) schedules.check(schedule);
      rules.set(spec.arn, { spec: { ...spec, bus }, matches, targets: rules.get(spec.arn)?.targets ?? new Map() });
      if (schedule === undefined) schedules.delete(spec.arn);
      else if (spec.enabled) schedules.start(spec.arn, schedule);
      else schedules.pause(spec.arn);
    },
    matches: (pattern, event) => compiled(pattern)(event),
    deleteRule(arn) {
      schedules.delete(arn);
      rules.delete(arn);
    },
    ruleArn(name, bus = DEFAULT_BUS) {
      const found = [...rules.values()].find(({ spec }) => spec.name === name && spec.bus === bus);
      if (found === undefined) throw noSuchRule(name, bus);
      return found.spec.arn;
    },
    checkTarget,
    putTarget(spec) {
      checkTarget(spec);
      ruleOf(spec.ruleArn).targets.set(spec.id, spec);
    },
    deleteTarget: (ruleArn, id) => void rules.get(ruleArn)?.targets.delete(id),
    emit(event, bus = DEFAULT_BUS) {
      const told = eventOf(event);
      for (const rule of rules.values()) {
        if (!rule.spec.enabled || rule.spec.bus !== bus || !rule.matches(told)) continue;
        count("MatchedEvents", rule);
        trigger(rule, told);
      }
    },
    async delivered() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
    stop: () => schedules.stop(),
  };
  return { ...events, api: ownEventsApi(events) };
}

function invalid(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

function noSuchRule(name = "", bus: string = DEFAULT_BUS): AwsError {
  return new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus}.`);
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function compiled(pattern: string): (event: unknown) => boolean {
  try {
    return compilePattern(parsePattern(pattern), EVENT_BRIDGE);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${error.message}`);
  }
}
