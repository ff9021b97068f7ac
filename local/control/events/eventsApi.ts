import { withOperations } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { missingMember } from "../../edge/constraints";
import { busArnOf, busNameOf, DEFAULT_BUS } from "../../services/events/buses";
import { tagOperations } from "../tagOperations";
import { createEventBus, deleteEventBus, describeEventBus, listEventBuses } from "./buses";
import { type EventsParts, invalid, ruleIn } from "./eventsOperation";
import { deleteRule, describeRule, disableRule, enableRule, listRules, putRule } from "./rules";
import { listRuleNamesByTarget, listTargetsByRule, putTargets, removeTargets } from "./targets";

const tagging = tagOperations<EventsParts>({
  prefix: "events",
  members: { arn: "ResourceARN", tags: "Tags", keys: "TagKeys" },
  inventory: ({ resources }) => resources.inventory,
  tagged(arn, parts) {
    const [, place = ""] = arn.split(":rule/");
    if (arn === busArnOf(busNameOf(arn))) parts.events.checkBus(busNameOf(arn));
    else
      ruleIn(
        parts,
        place.slice(place.lastIndexOf("/") + 1),
        place.includes("/") ? place.slice(0, place.lastIndexOf("/")) : DEFAULT_BUS,
      );
    return arn;
  },
});

/**
 * EventBridge's API: buses, their rules and targets, and a program's own events.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge".
 */
export function eventsApi(parts: EventsParts): AwsService {
  return withOperations(parts.events.api, {
    parts,
    refused: (problem) => invalid(missingMember(problem)),
    operations: {
      ...tagging,
      CreateEventBus: createEventBus,
      DeleteEventBus: deleteEventBus,
      DeleteRule: deleteRule,
      DescribeEventBus: describeEventBus,
      DescribeRule: describeRule,
      DisableRule: disableRule,
      EnableRule: enableRule,
      ListEventBuses: listEventBuses,
      ListRuleNamesByTarget: listRuleNamesByTarget,
      ListRules: listRules,
      ListTargetsByRule: listTargetsByRule,
      PutRule: putRule,
      PutTargets: putTargets,
      RemoveTargets: removeTargets,
    },
  });
}
