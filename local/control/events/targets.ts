import { AwsError } from "../../base/awsError";
import { checkMembers } from "../../edge/constraints";
import { passing } from "../../iam/passRole";
import { busNameOf } from "../../services/events/buses";
import {
  busOf,
  type EventsOperation,
  invalid,
  NAME,
  type OnBus,
  onRule,
  type Paged,
  paged,
  ruleIn,
  TARGET,
  targetsOf,
} from "./eventsOperation";
import { checkTarget, described, inputsOf, type Target } from "./targetShape";

interface OnRule extends OnBus {
  readonly Rule: string;
}

/** Targets of one rule. Source: Amazon EventBridge User Guide, "Amazon EventBridge quotas". */
const MOST_TARGETS = 5;

/** A target of the same id is replaced. Either all of them are put, or none. */
export const putTargets: EventsOperation<OnRule & { readonly Targets: readonly Target[] }> = {
  parameters: { Rule: "text", Targets: "list" },
  permissions: ({ Rule, Targets, ...bus }) => [
    ...onRule("events:PutTargets", Rule, bus).map((permission) => ({
      ...permission,
      context: { "events:TargetArn": Targets.map(({ Arn }) => Arn) },
    })),
    ...Targets.flatMap(({ RoleArn }) => passing(RoleArn, "events.amazonaws.com")),
  ],
  async run({ Rule: rule, Targets, ...given }, parts) {
    checkMembers("ValidationException", [
      ["targets", Targets, { min: 1, max: 100 }],
      ...Targets.map(({ Id }, index) => [`targets.${index + 1}.member.id`, Id, NAME] as const),
    ]);
    const bus = busOf(given, parts);
    ruleIn(parts, rule, bus);
    const repeated = Targets.find(({ Id }, index) => Targets.findIndex((other) => other.Id === Id) < index);
    if (repeated) {
      throw invalid(
        `Parameter targets is not valid. Reason: More than one target with Id '${repeated.Id}' is provided.`,
      );
    }
    for (const target of Targets) checkTarget(parts, target);
    const ids = new Set([
      ...targetsOf(parts, rule, bus).map(({ state }) => state.targetId),
      ...Targets.map(({ Id }) => Id),
    ]);
    if (ids.size > MOST_TARGETS) {
      throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
    }
    for (const target of Targets) {
      const existing = targetsOf(parts, rule, bus).find(({ state }) => state.targetId === target.Id);
      if (existing) await parts.resources.delete(existing);
      await parts.resources.create(TARGET, { rule, eventBusName: bus, ...inputsOf(target) });
    }
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
};

/** An id that no target has is no error. */
export const removeTargets: EventsOperation<OnRule & { readonly Ids: readonly string[] }> = {
  parameters: { Rule: "text", Ids: "list" },
  permissions: ({ Rule, ...bus }) => onRule("events:RemoveTargets", Rule, bus),
  async run({ Rule: rule, Ids, ...given }, parts) {
    const bus = busOf(given, parts);
    ruleIn(parts, rule, bus);
    for (const target of targetsOf(parts, rule, bus)) {
      if (Ids.includes(String(target.state.targetId))) await parts.resources.delete(target);
    }
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
};

export const listTargetsByRule: EventsOperation<OnRule & Paged> = {
  parameters: { Rule: "text", Limit: "number?", NextToken: "text?" },
  permissions: ({ Rule, ...bus }) => onRule("events:ListTargetsByRule", Rule, bus),
  run({ Rule: rule, ...given }, parts) {
    const bus = busOf(given, parts);
    ruleIn(parts, rule, bus);
    const targets = targetsOf(parts, rule, bus).map(({ state }) => described(state));
    return paged("Targets", targets, given);
  },
};

export const listRuleNamesByTarget: EventsOperation<OnBus & Paged & { readonly TargetArn: string }> = {
  parameters: { TargetArn: "text", Limit: "number?", NextToken: "text?" },
  permissions: (bus) => onRule("events:ListRuleNamesByTarget", "*", bus),
  run({ TargetArn, ...given }, parts) {
    const bus = busOf(given, parts);
    const targets = parts.resources.all(TARGET).filter(({ state }) => state.arn === TargetArn);
    const told = targets.filter(({ state }) => busNameOf(String(state.eventBusName)) === bus);
    const names = [...new Set(told.map(({ state }) => String(state.rule)))].sort();
    return paged("RuleNames", names, given);
  },
};
