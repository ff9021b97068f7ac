import type {
  GetTaskProtectionCommandInput,
  GetTaskProtectionCommandOutput,
  UpdateTaskProtectionCommandInput,
  UpdateTaskProtectionCommandOutput,
} from "@aws-sdk/client-ecs";
import { AwsError } from "../../../base/awsError";
import { textsOf } from "../../../base/textsOf";
import { taskArnOf } from "../requestParts";
import type { RunningTask } from "../runningTask";
import { minutesProblem, type ProtectedTask, type ProtectionFailure, protect, protectionOf } from "../taskProtection";
import { type EcsOperation, type EcsParts, inCluster, missing } from "./ecsOperation";

export const getTaskProtection: EcsOperation<GetTaskProtectionCommandInput, GetTaskProtectionCommandOutput> = {
  parameters: { cluster: "text?", tasks: "list?" },
  permissions: (input) =>
    textsOf(input.tasks).map((task) => inCluster("ecs:GetTaskProtection", taskArnOf(input, task), input)),
  run: (input, parts) => taskProtection(input, parts, protectionOf),
};

export const updateTaskProtection: EcsOperation<UpdateTaskProtectionCommandInput, UpdateTaskProtectionCommandOutput> = {
  parameters: { cluster: "text?", tasks: "list?", protectionEnabled: "flag" },
  permissions: (input) =>
    textsOf(input.tasks).map((task) => inCluster("ecs:UpdateTaskProtection", taskArnOf(input, task), input)),
  run(input, parts) {
    const problem = minutesProblem(input.expiresInMinutes);
    if (problem) throw new AwsError("InvalidParameterException", problem);
    const { protectionEnabled, expiresInMinutes } = input;
    return taskProtection(input, parts, (task) =>
      protect(task, protectionEnabled, expiresInMinutes ?? undefined, parts.clock.now()),
    );
  },
};

function taskProtection(
  input: { readonly cluster?: unknown; readonly tasks?: unknown },
  { tasks }: EcsParts,
  act: (task: RunningTask) => ProtectedTask | ProtectionFailure,
) {
  const arns = textsOf(input.tasks).map((id) => taskArnOf(input, id));
  const known = tasks().filter(({ arn }) => arns.includes(arn));
  const outcomes = known.map(act);
  const protectedTasks = outcomes.flatMap((outcome) => ("taskArn" in outcome ? [outcome] : []));
  const failures = outcomes.flatMap((outcome) => ("reason" in outcome ? [outcome] : []));
  return {
    protectedTasks: protectedTasks.map(({ taskArn, protectionEnabled, expiresAt }) => ({
      taskArn,
      protectionEnabled,
      expirationDate: expiresAt === undefined ? undefined : expiresAt / 1000,
    })),
    failures: [...failures, ...missing(arns, known)],
  };
}
