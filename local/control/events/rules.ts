import { ACCOUNT_ID } from "../../base/arn";
import type { MadeResource } from "../../base/inventory";
import { tagsIn } from "../../base/tagList";
import { checkMembers } from "../../edge/constraints";
import { creating } from "../../iam/creating";
import { passing } from "../../iam/passRole";
import { busNameOf, ruleArnOf, ruleIdOf } from "../../services/events/buses";
import {
  type Answer,
  busOf,
  type EventsOperation,
  type EventsParts,
  invalid,
  NAME,
  type OnBus,
  onRule,
  type Paged,
  paged,
  RULE,
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
  permissions: ({ Name, RoleArn, Tags, EventBusName }) => [
    ...creating(ruleArnOf(Name, busNameOf(EventBusName)), tagsIn(Tags), {
      create: "events:PutRule",
      tag: "events:TagResource",
    }),
    ...passing(RoleArn, "events.amazonaws.com"),
  ],
  async run({ Name: name, EventPattern: eventPattern, State: state, Description: description, ...given }, parts) {
    const { ScheduleExpression: scheduleExpression } = given;
    checkMembers("ValidationException", [
      ["name", name, NAME],
      ["eventPattern", eventPattern, { max: 4096 }],
      ["scheduleExpression", scheduleExpression, { max: 256 }],
      ["description", description, { max: 512 }],
    ]);
    const bus = busOf(given, parts);
    if (given.RoleArn !== undefined) {
      throw invalid("RoleArn is not supported locally: give each target the role that it needs");
    }
    const inputs = { eventPattern, scheduleExpression, state, description };
    const existing = parts.resources.find(RULE, ruleIdOf(name, bus));
    if (existing) await parts.resources.update(existing, inputs);
    else {
      await parts.resources.create(RULE, { ...inputs, name, eventBusName: bus }, { name, tags: tagsIn(given.Tags) });
    }
    return { RuleArn: ruleArnOf(name, bus) };
  },
};

export const describeRule: EventsOperation<NamedRule> = {
  parameters: { Name: "text" },
  permissions: ({ Name, ...bus }) => onRule("events:DescribeRule", Name, bus),
  run({ Name, ...bus }, parts) {
    return { ...described(ruleIn(parts, Name, busOf(bus, parts))), CreatedBy: ACCOUNT_ID };
  },
};

export const listRules: EventsOperation<OnBus & Paged & { readonly NamePrefix?: string }> = {
  parameters: { NamePrefix: "text?", Limit: "number?", NextToken: "text?" },
  permissions: (bus) => onRule("events:ListRules", "*", bus),
  run({ NamePrefix = "", ...given }, parts) {
    const bus = busOf(given, parts);
    checkMembers("ValidationException", [["limit", given.Limit, { min: 1, max: 100 }]]);
    const found = parts.resources
      .all(RULE)
      .filter(
        ({ state }) => String(state.name).startsWith(NamePrefix) && busNameOf(String(state.eventBusName)) === bus,
      );
    return paged("Rules", found.sort(byName).map(described), given);
  },
};

export const enableRule = switching("events:EnableRule", "ENABLED");
export const disableRule = switching("events:DisableRule", "DISABLED");

/** A rule that is not there is no error. Source: Amazon EventBridge API Reference, "DeleteRule". */
export const deleteRule: EventsOperation<NamedRule> = {
  parameters: { Name: "text" },
  permissions: ({ Name, ...bus }) => onRule("events:DeleteRule", Name, bus),
  async run({ Name, ...given }, parts) {
    const bus = busOf(given, parts);
    const rule = parts.resources.find(RULE, ruleIdOf(Name, bus));
    if (rule === undefined) return {};
    if (targetsOf(parts, Name, bus).length > 0) throw invalid("Rule can't be deleted since it has targets.");
    await parts.resources.delete(rule);
    return {};
  },
};

function switching(action: string, state: "ENABLED" | "DISABLED"): EventsOperation<NamedRule> {
  return {
    parameters: { Name: "text" },
    permissions: ({ Name, ...bus }) => onRule(action, Name, bus),
    async run({ Name, ...bus }, parts: EventsParts) {
      await parts.resources.update(ruleIn(parts, Name, busOf(bus, parts)), { state });
      return {};
    },
  };
}

function described({ inputs, state }: MadeResource): Answer {
  const { eventPattern, scheduleExpression, description } = inputs;
  return {
    Arn: state.arn,
    EventBusName: busNameOf(String(state.eventBusName)),
    Name: state.name,
    State: state.state,
    ...(eventPattern !== undefined && { EventPattern: eventPattern }),
    ...(scheduleExpression !== undefined && { ScheduleExpression: scheduleExpression }),
    ...(description !== undefined && { Description: description }),
  };
}

function byName(one: MadeResource, other: MadeResource): number {
  return String(one.state.name) < String(other.state.name) ? -1 : 1;
}
