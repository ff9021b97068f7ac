import { AwsError } from "../../base/awsError";
import { checkMembers } from "../../edge/constraints";
import { passing } from "../../iam/passRole";
import {
  checkBus,
  type EventsOperation,
  type EventsParts,
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
  permissions: ({ Rule, Targets }) => [
    ...onRule("events:PutTargets", Rule).map((permission) => ({
      ...permission,
      context: { "events:TargetArn": Targets.map(({ Arn }) => Arn) },
    })),
    ...Targets.flatMap(({ RoleArn }) => passing(RoleArn, "events.amazonaws.com")),
  ],
  async run({ Rule: rule, Targets, ...bus }, parts) {
    checkMembers("ValidationException", [
      ["targets", Targets, { min: 1, max: 100 }],
      ...Targets.map(({ Id }, index) => [`targets.${index + 1}.member.id`, Id, NAME] as const),
    ]);
    checkBus(bus);
    ruleIn(parts, rule);
    const repeated = Targets.find(({ Id }, index) => Targets.findIndex((other) => other.Id === Id) < index);
    if (repeated) {
      throw invalid(
        `Parameter targets is not valid. Reason: More than one target with Id '${repeated.Id}' is provided.`,
      );
    }
    for (const target of Targets) checkTarget(parts, target);
    const ids = new Set([...targetsOf(parts, rule).map(({ state }) => state.targetId), ...Targets.map(({ Id }) => Id)]);
    if (ids.size > MOST_TARGETS) {
      throw new AwsError("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
    }
    for (const target of Targets) {
      const existing = targetIn(parts, rule, target.Id);
      if (existing) await parts.resources.delete(existing);
      await parts.resources.create(TARGET, { rule, ...inputsOf(target) });
    }
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
};

/** An id that no target has is no error. */
export const removeTargets: EventsOperation<OnRule & { readonly Ids: readonly string[] }> = {
  parameters: { Rule: "text", Ids: "list" },
  permissions: ({ Rule }) => onRule("events:RemoveTargets", Rule),
  async run({ Rule: rule, Ids, ...bus }, parts) {
    checkBus(bus);
    ruleIn(parts, rule);
    for (const id of Ids) {
      const target = targetIn(parts, rule, id);
      if (target) await parts.resources.delete(target);
    }
    return { FailedEntryCount: 0, FailedEntries: [] };
  },
};

export const listTargetsByRule: EventsOperation<OnRule & Paged> = {
  parameters: { Rule: "text", Limit: "number?", NextToken: "text?" },
  permissions: ({ Rule }) => onRule("events:ListTargetsByRule", Rule),
  run({ Rule: rule, ...given }, parts) {
    checkBus(given);
    ruleIn(parts, rule);
    const targets = targetsOf(parts, rule).map(({ state }) => described(state));
    return paged("Targets", targets, given);
  },
};

export const listRuleNamesByTarget: EventsOperation<OnBus & Paged & { readonly TargetArn: string }> = {
  parameters: { TargetArn: "text", Limit: "number?", NextToken: "text?" },
  permissions: () => onRule("events:ListRuleNamesByTarget", "*"),
  run({ TargetArn, ...given }, parts) {
    checkBus(given);
    const targets = parts.resources.all(TARGET).filter(({ state }) => state.arn === TargetArn);
    const names = [...new Set(targets.map(({ state }) => String(state.rule)))].sort();
    return paged("RuleNames", names, given);
  },
};

function targetIn(parts: EventsParts, rule: string, id: string) {
  return targetsOf(parts, rule).find(({ state }) => state.targetId === id);
}
