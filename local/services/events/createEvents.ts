import { randomUUID } from "node:crypto";
import { ACCOUNT_ID, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { compilePattern, parsePattern } from "../../patterns/compilePattern";
import { EVENT_BRIDGE } from "../../patterns/dialect";
import { PatternError } from "../../patterns/patternError";
import type { Services } from "../../services";
import type { EventRuleSpec, Events, EventTargetSpec } from "./events";
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
 * EventBridge's default bus, in memory.
 *
 * Known differences from AWS: a target that refuses an event is not asked again, for here only permissions refuse one; no event
 * comes twice by itself; and no pattern is too complex for its wildcards.
 */
export function createEvents(deps: EventsDependencies): Events {
  const rules = new Map<string, Rule>();
  const underWay = new Set<Promise<void>>();
  const ruleOf = (arn: string): Rule => {
    const rule = rules.get(arn);
    if (rule) return rule;
    throw new AwsError(
      "ResourceNotFoundException",
      `Rule ${arn.split("/").at(-1)} does not exist on EventBus default.`,
    );
  };
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

  return {
    putRule(spec) {
      if (spec.pattern.length > LONGEST_PATTERN) {
        throw new AwsError(
          "ValidationException",
          `Parameter EventPattern for rule ${spec.name} exceeds limit of ${LONGEST_PATTERN}.`,
        );
      }
      const matches = compiled(spec.pattern);
      rules.set(spec.arn, { spec, matches, targets: rules.get(spec.arn)?.targets ?? new Map() });
    },
    matches: (pattern, event) => compiled(pattern)(event),
    deleteRule: (arn) => void rules.delete(arn),
    ruleArn(name) {
      const found = [...rules.values()].find(({ spec }) => spec.name === name);
      return found?.spec.arn ?? ruleOf(name).spec.arn;
    },
    checkTarget,
    putTarget(spec) {
      checkTarget(spec);
      ruleOf(spec.ruleArn).targets.set(spec.id, spec);
    },
    deleteTarget: (ruleArn, id) => void rules.get(ruleArn)?.targets.delete(id),
    emit({ source, detailType, resources, detail, id = randomUUID(), time = deps.clock.now() }) {
      const event = {
        ...{ version: "0", id, "detail-type": detailType, source, account: ACCOUNT_ID },
        ...{ time: `${new Date(time).toISOString().slice(0, 19)}Z`, region: REGION, resources, detail },
      };
      for (const rule of rules.values()) {
        if (!rule.spec.enabled || !rule.matches(event)) continue;
        count("MatchedEvents", rule);
        count("TriggeredRules", rule);
        for (const target of rule.targets.values()) {
          const delivery = deliver(rule, target, event).finally(() => underWay.delete(delivery));
          underWay.add(delivery);
        }
      }
    },
    async delivered() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
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
