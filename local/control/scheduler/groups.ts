import { arn } from "../../base/arn";
import { tagsIn } from "../../base/tagList";
import { checkMembers } from "../../edge/constraints";
import { creating } from "../../iam/creating";
import {
  type Answer,
  checkGroup,
  createdOnce,
  DEFAULT_GROUP,
  datesOf,
  GROUP,
  groupArn,
  invalid,
  livingOf,
  NAME,
  notFound,
  type Paged,
  paged,
  SCHEDULE,
  type SchedulerOperation,
  type SchedulerParts,
} from "./schedulerOperation";

interface NamedGroup {
  readonly Name: string;
}

interface GivenGroup extends NamedGroup {
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly ClientToken?: string;
}

export const createScheduleGroup: SchedulerOperation<GivenGroup> = {
  parameters: { Name: "text", Tags: "list?" },
  permissions: ({ Name, Tags }) =>
    creating(groupArn(Name), tagsIn(Tags), { create: "scheduler:CreateScheduleGroup", tag: "scheduler:TagResource" }),
  async run({ Name: name, Tags, ClientToken }, parts) {
    checkMembers("ValidationException", [["name", name, NAME]]);
    const { state } = await createdOnce(parts.resources.find(GROUP, name), ClientToken, parts, () =>
      parts.resources.create(GROUP, { name }, { name, tags: tagsIn(Tags) }),
    );
    return { ScheduleGroupArn: state.arn };
  },
};

export const getScheduleGroup: SchedulerOperation<NamedGroup> = {
  parameters: { Name: "text" },
  permissions: ({ Name }) => [{ action: "scheduler:GetScheduleGroup", resource: groupArn(Name) }],
  run({ Name }, parts) {
    checkGroup(parts, Name);
    return described(Name, parts);
  },
};

/**
 * Takes the schedules of the group with it.
 * Source: Service Authorization Reference, "Amazon EventBridge Scheduler": it depends on `scheduler:DeleteSchedule`.
 */
export const deleteScheduleGroup: SchedulerOperation<NamedGroup> = {
  parameters: { Name: "text" },
  permissions: ({ Name }) => [
    { action: "scheduler:DeleteScheduleGroup", resource: groupArn(Name) },
    { action: "scheduler:DeleteSchedule", resource: arn("scheduler", `schedule/${Name}/*`) },
  ],
  async run({ Name }, parts) {
    if (Name === DEFAULT_GROUP) throw invalid(`This operation cannot be performed on schedule group ${Name}.`);
    const group = parts.resources.find(GROUP, Name);
    if (group === undefined) throw notFound("Schedule group", Name);
    for (const schedule of livingOf(parts, SCHEDULE)) {
      if (schedule.state.groupName === Name) await parts.resources.delete(schedule);
    }
    await parts.resources.delete(group);
    return {};
  },
};

export const listScheduleGroups: SchedulerOperation<Paged & { readonly NamePrefix?: string }> = {
  parameters: { NamePrefix: "text?", MaxResults: "number?", NextToken: "text?" },
  permissions: () => [{ action: "scheduler:ListScheduleGroups", resource: groupArn("*") }],
  run({ NamePrefix = "", ...page }, parts) {
    checkMembers("ValidationException", [["maxResults", page.MaxResults, { min: 1, max: 100 }]]);
    const names = [DEFAULT_GROUP, ...livingOf(parts, GROUP).map(({ id }) => id)];
    const found = names.filter((name) => name.startsWith(NamePrefix)).map((name) => described(name, parts));
    return paged("ScheduleGroups", found, page);
  },
};

function described(name: string, parts: SchedulerParts): Answer {
  return { Arn: groupArn(name), Name: name, State: "ACTIVE", ...datesOf(parts, groupArn(name)) };
}
