import type {
  DescribeTasksCommandInput,
  DescribeTasksCommandOutput,
  ListTasksCommandInput,
  ListTasksCommandOutput,
  StopTaskCommandInput,
  StopTaskCommandOutput,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../base/awsError";
import { textsOf } from "../../../base/textsOf";
import { describeTask } from "../descriptions";
import { clusterIdOf, serviceArnOf, taskArnOf } from "../requestParts";
import { type EcsOperation, inCluster, missing } from "./ecsOperation";

export const stopTask: EcsOperation<StopTaskCommandInput, StopTaskCommandOutput> = {
  parameters: { task: "text?", reason: "text?" },
  permissions: (input) => [inCluster("ecs:StopTask", taskArnOf(input, String(input.task)), input)],
  run({ reason = "Task stopped by user", ...input }, { tasks }) {
    const arn = taskArnOf(input, String(input.task));
    const task = tasks().find((candidate) => candidate.arn === arn);
    if (!task) throw new AwsError("InvalidParameterException", "The referenced task was not found.");
    void task.stop("UserInitiated", reason);
    return { task: describeTask(task) };
  },
};

/**
 * Lists tasks on one page: ECS's own has a hundred, and a laptop hardly runs as many. Its resource type is the container instance, of
 * which Fargate has none.
 */
export const listTasks: EcsOperation<ListTasksCommandInput, ListTasksCommandOutput> = {
  parameters: {},
  permissions: (input) => [inCluster("ecs:ListTasks", "*", input)],
  run(input, { ecs, tasks }) {
    const clusterArn = ecs.clusterArn(clusterIdOf(input));
    const { serviceName, family, startedBy, desiredStatus = "RUNNING" } = input;
    const found = tasks().filter(
      ({ options, isLive }) =>
        options.cluster.arn === clusterArn &&
        (serviceName === undefined || options.serviceArn === serviceArnOf(input, serviceName)) &&
        (family === undefined || options.definition.family === family) &&
        (startedBy === undefined || options.startedBy === startedBy) &&
        isLive === (desiredStatus !== "STOPPED"),
    );
    return { taskArns: found.map(({ arn }) => arn) };
  },
};

export const describeTasks: EcsOperation<DescribeTasksCommandInput, DescribeTasksCommandOutput> = {
  parameters: { tasks: "list?" },
  permissions: (input) =>
    textsOf(input.tasks).map((task) => inCluster("ecs:DescribeTasks", taskArnOf(input, task), input)),
  run(input, { tasks }) {
    const arns = textsOf(input.tasks).map((id) => taskArnOf(input, id));
    const known = tasks().filter(({ arn }) => arns.includes(arn));
    return { tasks: known.map(describeTask), failures: missing(arns, known) };
  },
};
