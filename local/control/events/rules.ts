import { ACCOUNT_ID } from "../../base/arn";
import type { MadeResource } from "../../base/inventory";
import { tagsIn } from "../../base/tagList";
import { checkMembers } from "../../edge/constraints";
import { creating } from "../../iam/creating";
import { passing } from "../../iam/passRole";
import {
  type Answer,
  BUS,
  checkBus,
  type EventsOperation,
  type EventsParts,
  invalid,
  NAME,
  type OnBus,
  onRule,
  type Paged,
  paged,
  RULE,
  ruleArn,
  ruleIn,
  targetsOf,
} from "./eventsOperation";

interface PutRuleInput extends OnBus {
  readonly Name: string;
  readonly EventPattern?: string;
  readonly ScheduleExpression?: string;
  readonly State?: string;
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
}

interface NamedRule extends OnBus {
  readonly Name: string;
}

/** Replaces all of a rule that is there, but for its targets and its tags. Source: Amazon EventBridge API Reference, "PutRule". */
export const putRule: EventsOperation<PutRuleInput> = {
  parameters: { Name: "text", EventPattern: "text?", State: "text?", Description: "text?", Tags: "list?" },
  permissions: ({ Name, RoleArn, Tags }) => [
    ...creating(ruleArn(Name), tagsIn(Tags), { create: "events:PutRule", tag: "events:TagResource" }),
    ...passing(RoleArn, "events.amazonaws.com"),
  ],
  async run({ Name: name, EventPattern: eventPattern, State: state, Description: description, ...given }, parts) {
    checkMembers("ValidationException", [
      ["name", name, NAME],
      ["eventPattern", eventPattern, { max: 4096 }],
      ["description", description, { max: 512 }],
    ]);
    checkBus(given);
    if (given.ScheduleExpression !== undefined) {
      throw invalid("ScheduleExpression is not supported locally: make a schedule of EventBridge Scheduler");
    }
    if (given.RoleArn !== undefined) {
      throw invalid("RoleArn is not supported locally: give each target the role that it needs");
    }
    if (eventPattern === undefined) {
      throw invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    const inputs = { eventPattern, state, description };
    const existing = parts.resources.find(RULE, name);
    if (existing) await parts.resources.update(existing, inputs);
    else await parts.resources.create(RULE, { ...inputs, name }, { name, tags: tagsIn(given.Tags) });
    return { RuleArn: ruleArn(name) };
  },
};

export const describeRule: EventsOperation<NamedRule> = {
  parameters: { Name: "text" },
  permissions: ({ Name }) => onRule("events:DescribeRule", Name),
  run({ Name, ...bus }, parts) {
    checkBus(bus);
    return { ...described(ruleIn(parts, Name)), CreatedBy: ACCOUNT_ID };
  },
};

export const listRules: EventsOperation<OnBus & Paged & { readonly NamePrefix?: string }> = {
  parameters: { NamePrefix: "text?", Limit: "number?", NextToken: "text?" },
  permissions: () => onRule("events:ListRules", "*"),
  run({ NamePrefix = "", ...given }, parts) {
    checkBus(given);
    checkMembers("ValidationException", [["limit", given.Limit, { min: 1, max: 100 }]]);
    const found = parts.resources.all(RULE).filter(({ id }) => id.startsWith(NamePrefix));
    return paged("Rules", found.sort(byName).map(described), given);
  },
};

export const enableRule = switching("events:EnableRule", "ENABLED");
export const disableRule = switching("events:DisableRule", "DISABLED");

/** A rule that is not there is no error. Source: Amazon EventBridge API Reference, "DeleteRule". */
export const deleteRule: EventsOperation<NamedRule> = {
  parameters: { Name: "text" },
  permissions: ({ Name }) => onRule("events:DeleteRule", Name),
  async run({ Name, ...bus }, parts) {
    checkBus(bus);
    const rule = parts.resources.find(RULE, Name);
    if (rule === undefined) return {};
    if (targetsOf(parts, Name).length > 0) throw invalid("Rule can't be deleted since it has targets.");
    await parts.resources.delete(rule);
    return {};
  },
};

function switching(action: string, state: "ENABLED" | "DISABLED"): EventsOperation<NamedRule> {
  return {
    parameters: { Name: "text" },
    permissions: ({ Name }) => onRule(action, Name),
    async run({ Name, ...bus }, parts: EventsParts) {
      checkBus(bus);
      await parts.resources.update(ruleIn(parts, Name), { state });
      return {};
    },
  };
}

function described({ id, inputs, state }: MadeResource): Answer {
  return {
    Arn: state.arn,
    EventBusName: BUS,
    EventPattern: inputs.eventPattern,
    Name: id,
    State: state.state,
    ...(inputs.description !== undefined && { Description: inputs.description }),
  };
}

function byName(one: MadeResource, other: MadeResource): number {
  return one.id < other.id ? -1 : 1;
}
