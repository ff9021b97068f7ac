import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Properties, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import { alreadyExists, schedulerName } from "./schedulerName";

/** `aws.scheduler.ScheduleGroup`. */
export function scheduleGroup({ scheduler }: Pick<Services, "scheduler">): ResourceHandler {
  const put = (name: string, properties: Properties, isNew = false): ResourceState => {
    const groupArn = arn("scheduler", `schedule-group/${name}`);
    if (name === "default") {
      throw new AwsError("ValidationException", "This operation cannot be performed on schedule group default.");
    }
    if (isNew && scheduler.times(groupArn) !== undefined) throw alreadyExists("Schedule group", name);
    scheduler.putGroup({ arn: groupArn, name });
    return { id: name, state: { ...properties, name, arn: groupArn, state: "ACTIVE" } };
  };
  return {
    type: "aws:scheduler/scheduleGroup:ScheduleGroup",
    properties: { name: "honoured", namePrefix: "honoured" },
    replaceOn: ["name", "namePrefix"],
    create: async (context, inputs) => put(schedulerName(context, inputs), inputs, true),
    update: async (_context, current, inputs) => put(current.id, inputs),
    delete: async (_context, current) => scheduler.deleteGroup(current.id),
  };
}
