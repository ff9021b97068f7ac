import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { AwsCall } from "../../edge/awsService";
import type { Permission } from "../../iam/iam";
import type { TaskDefinitionSpec } from "./ecs";
import { clusterIdOf, clusterNameOf, serviceArnOf, taskArnOf, textsOf } from "./requestParts";

const DECLARED = "it is a resource of the Pulumi program here.";

/**
 * Lists the permissions that a call needs.
 * Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon Elastic Container Service"; for
 * `iam:PassRole`, Amazon ECS Developer Guide, "Amazon ECS task execution IAM role".
 *
 * @param definition finds a task definition by ARN, `family:revision` or `family`
 * @throws AwsError for an operation that the local cloud does not run
 */
export function ecsPermissions(
  { operation, params }: AwsCall,
  definition: (id: string) => TaskDefinitionSpec,
): readonly Permission[] {
  const action = `ecs:${operation}`;
  const context = { "ecs:cluster": arn("ecs", `cluster/${clusterNameOf(clusterIdOf(params))}`) };
  switch (operation) {
    case "RunTask": {
      const { arn: resource, taskRoleArn, executionRoleArn } = definition(String(params.taskDefinition));
      const passed = [taskRoleArn, executionRoleArn].filter((role) => role !== undefined);
      return [
        { action, resource, context },
        ...[...new Set(passed)].map((role) => ({
          action: "iam:PassRole",
          resource: role,
          context: { "iam:PassedToService": "ecs-tasks.amazonaws.com" },
        })),
      ];
    }
    case "StopTask":
      return [{ action, resource: taskArnOf(params, String(params.task)), context }];
    case "ListTasks":
      // Its resource type is the container instance, of which Fargate has none.
      return [{ action, resource: "*", context }];
    case "DescribeTasks":
    case "GetTaskProtection":
    case "UpdateTaskProtection":
      return textsOf(params.tasks).map((task) => ({ action, resource: taskArnOf(params, task), context }));
    case "DescribeServices":
      return textsOf(params.services).map((service) => ({ action, resource: serviceArnOf(params, service), context }));
    case "UpdateService":
      return [{ action, resource: serviceArnOf(params, String(params.service)), context }];
  }
  const isDeclared = /^(Create|Delete|Register|Deregister|Put|Tag|Untag)/.test(operation);
  throw new AwsError(
    "UnsupportedOperation",
    `The local cloud does not run ecs:${operation}${isDeclared ? `: ${DECLARED}` : "."}`,
  );
}
