import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { missingMember } from "../../edge/constraints";
import { tagOperations } from "../tagOperations";
import { BUS_ARN, type EventsParts, ruleIn } from "./eventsOperation";
import { describeEventBus, listEventBuses, putEvents, testEventPattern } from "./ownEvents";
import { deleteRule, describeRule, disableRule, enableRule, listRules, putRule } from "./rules";
import { listRuleNamesByTarget, listTargetsByRule, putTargets, removeTargets } from "./targets";

const tagging = tagOperations<EventsParts>({
  prefix: "events",
  members: { arn: "ResourceARN", tags: "Tags", keys: "TagKeys" },
  inventory: ({ resources }) => resources.inventory,
  tagged(arn, parts) {
    if (arn !== BUS_ARN) ruleIn(parts, arn.slice(arn.lastIndexOf("/") + 1));
    return arn;
  },
});

/**
 * EventBridge's API: rules of the default bus, their targets, and a program's own events.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge".
 */
export function eventsApi(parts: EventsParts): AwsService {
  return awsApi({
    signingName: "events",
    protocol: "json-1.1",
    parts,
    operations: {
      ...tagging,
      DeleteRule: deleteRule,
      DescribeEventBus: describeEventBus,
      DescribeRule: describeRule,
      DisableRule: disableRule,
      EnableRule: enableRule,
      ListEventBuses: listEventBuses,
      ListRuleNamesByTarget: listRuleNamesByTarget,
      ListRules: listRules,
      ListTargetsByRule: listTargetsByRule,
      PutEvents: putEvents,
      PutRule: putRule,
      PutTargets: putTargets,
      RemoveTargets: removeTargets,
      TestEventPattern: testEventPattern,
    },
    unknown: (operation, known) =>
      new AwsError(
        "UnknownOperationException",
        `events:${operation} is not supported locally: there is the default bus, with rules for events (supported: ${known.join(", ")})`,
      ),
    refused: (problem) => new AwsError("ValidationException", missingMember(problem)),
  });
}
