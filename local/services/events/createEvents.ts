import { randomUUID } from "node:crypto";
import { ACCOUNT_ID, REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { callWithin } from "../../edge/callWithin";
import type { Principal } from "../../iam/iam";
import { compilePattern, parsePattern } from "../../patterns/compilePattern";
import { EVENT_BRIDGE } from "../../patterns/dialect";
import { PatternError } from "../../patterns/patternError";
import type { Services } from "../../services";
import { queueUrlOf } from "../sqs/queueAddress";
import type { EventRuleSpec, Events, EventTargetSpec } from "./events";

export type EventsDependencies = Pick<Services, "clock" | "edgeUrl" | "iam" | "metrics" | "report"> & {
  lambda: Pick<Services["lambda"], "invokeAsync">;
  sqs: Pick<Services["sqs"], "api">;
};

interface Rule {
  spec: EventRuleSpec;
  matches(event: unknown): boolean;
  targets: Map<string, EventTargetSpec>;
}

const EVENTS: Principal = { kind: "service", service: "events.amazonaws.com" };

const FUNCTION = /^arn:aws:lambda:[^:]+:\d{12}:function:[^:]+$/;
const QUEUE = /^arn:aws:sqs:[^:]+:\d{12}:[^:]+$/;

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

  const deliver = async (rule: Rule, target: EventTargetSpec, event: Record<string, unknown>): Promise<void> => {
    const context = { "aws:SourceArn": rule.spec.arn, "aws:SourceAccount": ACCOUNT_ID };
    count("Invocations", rule);
    try {
      if (FUNCTION.test(target.arn)) {
        deps.iam.authorize(EVENTS, [{ action: "lambda:InvokeFunction", resource: target.arn, context }]);
        deps.lambda.invokeAsync(target.arn, event);
        return;
      }
      const params = { QueueUrl: queueUrlOf(deps.edgeUrl, target.arn), MessageBody: JSON.stringify(event) };
      await callWithin(deps.iam, deps.sqs.api, EVENTS, { operation: "SendMessage", params, context });
    } catch (error) {
      count("FailedInvocations", rule);
      const why = error instanceof Error ? error.message : String(error);
      deps.report.warn("events", `the rule ${rule.spec.name} could not tell ${target.arn}: ${why}. The event is lost`);
    }
  };

  return {
    putRule(spec) {
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
      checkTarget(spec.arn);
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

function checkTarget(arn: string): void {
  if (FUNCTION.test(arn) || QUEUE.test(arn)) return;
  throw new AwsError("ValidationException", `a rule here tells functions and SQS queues, not ${arn}`);
}

function compiled(pattern: string): (event: unknown) => boolean {
  try {
    return compilePattern(parsePattern(pattern), EVENT_BRIDGE);
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    throw new AwsError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${error.message}`);
  }
}
