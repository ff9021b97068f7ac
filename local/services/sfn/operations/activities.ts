import type {
  CreateActivityCommandInput,
  CreateActivityCommandOutput,
  DeleteActivityCommandInput,
  DeleteActivityCommandOutput,
  DescribeActivityCommandInput,
  DescribeActivityCommandOutput,
  GetActivityTaskCommandInput,
  GetActivityTaskCommandOutput,
  ListActivitiesCommandInput,
  ListActivitiesCommandOutput,
} from "@aws-sdk/client-sfn";
import { arn } from "../../../base/arn";
import { smallTagsIn } from "../../../base/tagList";
import { creating } from "../../../iam/creating";
import { page } from "./page";
import type { SfnOperation } from "./sfnOperation";

export const createActivity: SfnOperation<CreateActivityCommandInput, CreateActivityCommandOutput> = {
  parameters: { name: "text", tags: "list?", encryptionConfiguration: "map?" },
  permissions({ name, tags }) {
    const actions = { create: "states:CreateActivity", tag: "states:TagResource" };
    return creating(arn("states", `activity:${name}`), smallTagsIn(tags), actions);
  },
  run({ name, tags }, { activities }) {
    const { arn: activityArn, createdAt } = activities.create(name, smallTagsIn(tags));
    return { activityArn, creationDate: createdAt / 1000 };
  },
};

export const describeActivity: SfnOperation<DescribeActivityCommandInput, DescribeActivityCommandOutput> = {
  parameters: { activityArn: "text" },
  permissions: ({ activityArn }) => [{ action: "states:DescribeActivity", resource: activityArn }],
  run({ activityArn }, { activities }) {
    const { name, createdAt } = activities.find(activityArn);
    const encryptionConfiguration = { type: "AWS_OWNED_KEY" as const };
    return { activityArn, name, creationDate: createdAt / 1000, encryptionConfiguration };
  },
};

export const listActivities: SfnOperation<ListActivitiesCommandInput, ListActivitiesCommandOutput> = {
  parameters: { maxResults: "number?", nextToken: "text?" },
  permissions: () => [{ action: "states:ListActivities", resource: "*" }],
  run(place, { activities }) {
    const { items, next } = page(place, activities.list());
    const listed = items.map(({ arn: activityArn, name, createdAt }) => ({
      ...{ activityArn, name, creationDate: createdAt / 1000 },
    }));
    return { activities: listed, ...next };
  },
};

export const deleteActivity: SfnOperation<DeleteActivityCommandInput, DeleteActivityCommandOutput> = {
  parameters: { activityArn: "text" },
  permissions: ({ activityArn }) => [{ action: "states:DeleteActivity", resource: activityArn }],
  run({ activityArn }, { activities, inventory }) {
    activities.delete(activityArn);
    inventory.deletedByCall(activityArn);
    return {};
  },
};

/** Answers nothing where there is no task for a minute. */
export const getActivityTask: SfnOperation<GetActivityTaskCommandInput, GetActivityTaskCommandOutput> = {
  parameters: { activityArn: "text", workerName: "text?" },
  permissions: ({ activityArn }) => [{ action: "states:GetActivityTask", resource: activityArn }],
  async run({ activityArn, workerName }, { activities }, { closed }) {
    const task = await activities.take(activityArn, workerName, closed);
    return task === undefined ? {} : { taskToken: task.token, input: task.input };
  },
};
