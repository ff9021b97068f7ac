import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService, RestRoutes } from "../../edge/awsService";
import { missingMember } from "../../edge/constraints";
import { tagOperations } from "../tagOperations";
import { createScheduleGroup, deleteScheduleGroup, getScheduleGroup, listScheduleGroups } from "./groups";
import { checkGroup, groupArn, invalid, type SchedulerParts } from "./schedulerOperation";
import { createSchedule, deleteSchedule, getSchedule, listSchedules, updateSchedule } from "./schedules";

const ONE = "/schedules/{Name}";
const ONE_GROUP = "/schedule-groups/{Name}";
const TAGS = "/tags/{ResourceArn}";
const OF_GROUP = { groupName: "GroupName", clientToken: "ClientToken" };

const ROUTES: RestRoutes = {
  CreateSchedule: { method: "POST", path: ONE },
  CreateScheduleGroup: { method: "POST", path: ONE_GROUP },
  DeleteSchedule: { method: "DELETE", path: ONE, query: OF_GROUP },
  DeleteScheduleGroup: { method: "DELETE", path: ONE_GROUP, query: OF_GROUP },
  GetSchedule: { method: "GET", path: ONE, query: OF_GROUP },
  GetScheduleGroup: { method: "GET", path: ONE_GROUP },
  ListScheduleGroups: { method: "GET", path: "/schedule-groups", numbers: ["MaxResults"] },
  ListSchedules: {
    method: "GET",
    path: "/schedules",
    query: { ScheduleGroup: "GroupName" },
    numbers: ["MaxResults"],
  },
  ListTagsForResource: { method: "GET", path: TAGS },
  TagResource: { method: "POST", path: TAGS },
  UntagResource: { method: "DELETE", path: TAGS, lists: ["TagKeys"] },
  UpdateSchedule: { method: "PUT", path: ONE },
};

const tagging = tagOperations<SchedulerParts>({
  prefix: "scheduler",
  members: { arn: "ResourceArn", tags: "Tags", keys: "TagKeys" },
  inventory: ({ resources }) => resources.inventory,
  tagged(arn, parts) {
    const name = arn.slice(arn.lastIndexOf("/") + 1);
    if (arn !== groupArn(name)) throw invalid("Only schedule groups have tags.");
    checkGroup(parts, name);
    return arn;
  },
});

/**
 * EventBridge Scheduler's API. What a schedule cannot be here, its resource says in the same words.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon EventBridge Scheduler".
 */
export function schedulerApi(parts: SchedulerParts): AwsService {
  return awsApi({
    signingName: "scheduler",
    protocol: "rest-json",
    routes: ROUTES,
    parts,
    operations: {
      ...tagging,
      CreateSchedule: createSchedule,
      CreateScheduleGroup: createScheduleGroup,
      DeleteSchedule: deleteSchedule,
      DeleteScheduleGroup: deleteScheduleGroup,
      GetSchedule: getSchedule,
      GetScheduleGroup: getScheduleGroup,
      ListScheduleGroups: listScheduleGroups,
      ListSchedules: listSchedules,
      UpdateSchedule: updateSchedule,
    },
    unknown: (operation) =>
      new AwsError("UnknownOperationException", `The local cloud does not run scheduler:${operation}.`, 404),
    refused: (problem) => new AwsError("ValidationException", missingMember(problem)),
  });
}
