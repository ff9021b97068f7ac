import type { Principal } from "../../iam/iam";
import type { PreparedContainer } from "./container";
import { nodeArguments } from "./containerCommand";
import { containerVariables } from "./containerVariables";
import type { ContainerSpec } from "./ecs";
import type { LocalImage } from "./images";
import { assumeTaskRole, fetchSecrets, logStreamName, openLog, pullImage, TaskStartError } from "./taskAccess";
import { TaskLog } from "./taskLog";
import type { TaskDependencies, TaskToPrepare } from "./taskOptions";

/**
 * All that ECS does before the containers of a task start: takes on the roles, pulls images, fetches secrets, opens logs.
 * @throws TaskStartError with the task's `stoppedReason`
 */
export function prepareTask(
  task: TaskToPrepare,
  deps: TaskDependencies,
): { principal: Principal | undefined; containers: readonly PreparedContainer[] } {
  const { definition } = task.options;
  const execution = assumeTaskRole(deps, definition.executionRoleArn, task.id)?.principal;
  const role = assumeTaskRole(deps, definition.taskRoleArn, task.id);

  const containers = definition.containers.map((container): PreparedContainer => {
    const override = task.options.overrides?.[container.name];
    const image = imageOf(deps, container);
    pullImage(deps, execution, container.image);
    const secrets = fetchSecrets(deps, execution, container);
    const variables = containerVariables({
      image,
      container,
      secrets,
      overrides: override?.environment ?? {},
      credentials: role?.credentials,
      agentUrl: `${deps.edgeUrl}/ecs-agent/${task.agentKey}`,
      edgeUrl: deps.edgeUrl,
      temporaryFolder: task.temporaryFolder,
      caFile: deps.rds.caFile,
    });
    warnOfWalls(task, deps, variables);
    return {
      spec: container,
      arguments: ["--require", task.options.guardFile, ...argumentsOf(image, container, task)],
      folder: image.folder,
      variables,
      onLine: lineWriter(task, deps, container, execution),
    };
  });
  return { principal: role?.principal, containers };
}

function imageOf({ images }: TaskDependencies, { image }: ContainerSpec): LocalImage {
  try {
    return images.find(image);
  } catch (error) {
    throw new TaskStartError(`CannotPullContainerError: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function argumentsOf(image: LocalImage, container: ContainerSpec, { options }: TaskToPrepare): readonly string[] {
  try {
    return nodeArguments(image, container, options.overrides?.[container.name], options.definition.memoryMb);
  } catch (error) {
    throw new TaskStartError(`CannotStartContainerError: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Nothing here stops a connection that a security group would: it is said in words, before it is met on AWS. */
function warnOfWalls(
  { options }: TaskToPrepare,
  { rds, report }: TaskDependencies,
  environment: Record<string, string>,
) {
  for (const wall of rds.unreachable({ securityGroupIds: options.securityGroupIds, environment })) {
    report.warn(options.label, wall);
  }
}

function lineWriter(
  { id, options }: TaskToPrepare,
  deps: TaskDependencies,
  { name, log }: ContainerSpec,
  execution: Principal | undefined,
): (text: string) => void {
  if (!log) return (text) => deps.report.log(options.label, text);
  const stream = logStreamName(log.streamPrefix, name, id);
  openLog(deps, execution, log.groupName, stream);
  const taskLog = new TaskLog(deps, { label: options.label, group: log.groupName, stream, role: execution });
  return (text) => taskLog.line(text);
}
