import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import type { EcsParts } from "./operations/ecsOperation";
import { runTask } from "./operations/runTask";
import { describeServices } from "./operations/services";
import { getTaskProtection, updateTaskProtection } from "./operations/taskProtection";
import { describeTasks, listTasks, stopTask } from "./operations/tasks";

/**
 * The operations of ECS's API that a running system uses; those that make clusters, task definitions and services are `control/ecs`.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Elastic Container
 * Service".
 */
export function ecsApi(parts: EcsParts): AwsService {
  return awsApi({
    signingName: "ecs",
    protocol: "json-1.1",
    parts,
    operations: {
      RunTask: runTask,
      StopTask: stopTask,
      ListTasks: listTasks,
      DescribeTasks: describeTasks,
      DescribeServices: describeServices,
      GetTaskProtection: getTaskProtection,
      UpdateTaskProtection: updateTaskProtection,
    },
    unknown: (operation) => new AwsError("UnsupportedOperation", `The local cloud does not run ecs:${operation}.`),
    refused: ({ parameter, kind }) =>
      new AwsError(
        "InvalidParameterException",
        `${parameter} must be ${kind === "flag" ? "true or false" : `a ${kind}`}`,
      ),
  });
}
