import type { Container, ContainerOverride, Service, Task } from "@aws-sdk/client-ecs";
import { arn } from "../../base/arn";
import type { OnWire } from "../../edge/wireTypes";
import type { RunningTask } from "./runningTask";
import type { ServiceScheduler } from "./serviceScheduler";

/** A task as `DescribeTasks` returns it. */
export function describeTask(task: RunningTask): OnWire<Task> {
  const { cluster, definition, group, startedBy } = task.options;
  const isOver = task.stoppingAt !== undefined;
  return {
    taskArn: task.arn,
    clusterArn: cluster.arn,
    taskDefinitionArn: definition.arn,
    group,
    ...(startedBy !== undefined && { startedBy }),
    launchType: "FARGATE",
    platformVersion: "1.4.0",
    cpu: String(definition.cpu),
    memory: String(definition.memoryMb),
    lastStatus: task.status === "STOPPING" ? "STOPPING" : task.status,
    desiredStatus: isOver ? "STOPPED" : "RUNNING",
    healthStatus: healthOf(task),
    createdAt: seconds(task.createdAt),
    startedAt: seconds(task.startedAt),
    stoppingAt: seconds(task.stoppingAt),
    stoppedAt: seconds(task.stoppedAt),
    overrides: { containerOverrides: overridesOf(task) },
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    containers: definition.containers.map(({ name, image }) => ({
      containerArn: arn("ecs", `container/${cluster.name}/${task.id}/${name}`),
      taskArn: task.arn,
      name,
      image,
      lastStatus: task.status,
      ...exitOf(task, name),
    })),
  };
}

/** A service as `DescribeServices` returns it. */
export function describeService(scheduler: ServiceScheduler): OnWire<Service> {
  const { currentSpec: spec, deployment, desired, running, pending } = scheduler;
  const counts = { desiredCount: desired, runningCount: running, pendingCount: pending };
  return {
    serviceArn: spec.arn,
    serviceName: spec.name,
    clusterArn: spec.clusterArn,
    status: "ACTIVE",
    createdAt: seconds(scheduler.createdAt),
    ...counts,
    launchType: "FARGATE",
    schedulingStrategy: "REPLICA",
    taskDefinition: deployment.definition.arn,
    deploymentController: { type: "ECS" },
    deploymentConfiguration: {
      minimumHealthyPercent: spec.minimumHealthyPercent,
      maximumPercent: spec.maximumPercent,
      deploymentCircuitBreaker: spec.circuitBreaker,
    },
    deployments: [
      {
        id: deployment.id,
        status: "PRIMARY",
        taskDefinition: deployment.definition.arn,
        ...counts,
        failedTasks: deployment.failedTasks,
        rolloutState: deployment.state,
        rolloutStateReason: deployment.reason,
        createdAt: seconds(deployment.createdAt),
      },
    ],
  };
}

/** The same of a service that was deleted. */
export function inactive(scheduler: ServiceScheduler): OnWire<Service> {
  const none = { desiredCount: 0, runningCount: 0, pendingCount: 0, deployments: [] };
  return { ...describeService(scheduler), ...none, status: "INACTIVE" };
}

function overridesOf({ options: { definition, overrides = {} } }: RunningTask): OnWire<ContainerOverride>[] {
  return definition.containers.map(({ name }) => {
    const { command, environment = {} } = overrides[name] ?? {};
    const variables = Object.entries(environment).map(([variable, value]) => ({ name: variable, value }));
    return { name, ...(command && { command }), ...(variables.length > 0 && { environment: variables }) };
  });
}

function healthOf({ containers, isHealthy }: RunningTask): "HEALTHY" | "UNHEALTHY" | "UNKNOWN" {
  const checked = containers.filter(({ health }) => health !== undefined);
  if (checked.length === 0) return "UNKNOWN";
  if (checked.some(({ health }) => health === "UNHEALTHY")) return "UNHEALTHY";
  return isHealthy ? "HEALTHY" : "UNKNOWN";
}

function exitOf({ containers }: RunningTask, name: string): OnWire<Container> {
  const exit = containers.find(({ spec }) => spec.name === name)?.exit;
  if (!exit) return {};
  const reason = exit.outOfMemory ? "OutOfMemoryError: Container killed due to memory usage" : undefined;
  return { exitCode: exit.exitCode, reason };
}

/** The JSON protocol writes times in seconds since the Unix epoch. */
function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}
