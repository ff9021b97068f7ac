import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { REGION } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import { jsonIn } from "../../base/jsonIn";
import type { PathHandler } from "../../edge/edge";
import { bodyOf } from "../../edge/request";
import type { Services } from "../../services";
import type { RunningTask } from "./runningTask";
import { minutesProblem, type ProtectedTask, type ProtectionFailure, protect, protectionOf } from "./taskProtection";

export interface AgentDependencies extends Pick<Services, "iam" | "clock"> {
  taskOf(agentKey: string): RunningTask | undefined;
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/**
 * ECS's agent as containers see it: `$ECS_AGENT_URI/task-protection/v1/state` and `$ECS_CONTAINER_METADATA_URI_V4[/task]`. A
 * container is known by its address, which nobody else is told; the agent acts with the task's role, as on Fargate.
 *
 * Source: Amazon ECS Developer Guide, "Amazon ECS task scale-in protection endpoint", "Task metadata endpoint version 4".
 */
export function createAgent(deps: AgentDependencies): PathHandler {
  return async (rest, request, response) => {
    const [, key = "", path = ""] = rest.match(/^\/([0-9a-f]+)(\/[^?]*)/) ?? [];
    const task = deps.taskOf(key);
    const { status, body } = task ? await answer(deps, task, path, request) : NOT_FOUND;
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
}

const NOT_FOUND: Answer = { status: 404, body: { message: "no task has this address" } };

async function answer(
  deps: AgentDependencies,
  task: RunningTask,
  path: string,
  request: IncomingMessage,
): Promise<Answer> {
  if (path === "/v4" || path === "/v4/") return { status: 200, body: containerMetadata(task)[0] ?? {} };
  if (path === "/v4/task") return { status: 200, body: taskMetadata(task) };
  if (path !== "/api/task-protection/v1/state") return NOT_FOUND;
  if (request.method === "GET") return act(deps, task, "ecs:GetTaskProtection", () => protectionOf(task));
  if (request.method !== "PUT") return { status: 405, body: { message: "use GET or PUT" } };

  const input = parseObject(await bodyOf(request));
  const { ProtectionEnabled: enabled, ExpiresInMinutes: minutes } = input ?? {};
  if (typeof enabled !== "boolean") {
    return failed(
      task,
      400,
      "InvalidParameterException",
      "Invalid request: does not contain 'ProtectionEnabled' field",
    );
  }
  const problem = minutesProblem(minutes);
  if (problem) return failed(task, 400, "InvalidParameterException", `Invalid request: ${problem}`);
  return act(deps, task, "ecs:UpdateTaskProtection", () =>
    protect(task, enabled, minutes as number | undefined, deps.clock.now()),
  );
}

function act(
  { iam }: AgentDependencies,
  task: RunningTask,
  action: string,
  protection: () => ProtectedTask | ProtectionFailure,
): Answer {
  if (!task.principal) {
    const text = "Invalid Request: no task IAM role credentials available for task";
    return failed(task, 403, "AccessDeniedException", text);
  }
  try {
    const context = { "ecs:cluster": task.options.cluster.arn };
    iam.authorize(task.principal, [{ action, resource: task.arn, context }]);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return failed(task, 400, "AccessDeniedException", error.message);
  }
  const outcome = protection();
  if ("reason" in outcome) {
    const { arn: Arn, reason: Reason, detail: Detail } = outcome;
    return { status: 200, body: { failure: { Arn, Reason, Detail } } };
  }
  const { taskArn: TaskArn, protectionEnabled: ProtectionEnabled, expiresAt } = outcome;
  const ExpirationDate = expiresAt === undefined ? undefined : new Date(expiresAt).toISOString();
  return { status: 200, body: { protection: { TaskArn, ProtectionEnabled, ExpirationDate } } };
}

function failed(task: RunningTask, status: number, Code: string, Message: string): Answer {
  return { status, body: { requestID: randomUUID(), error: { Arn: task.arn, Code, Message } } };
}

function parseObject(body: Buffer): Record<string, unknown> | undefined {
  const parsed = jsonIn(body.toString("utf8"));
  return typeof parsed === "object" && parsed !== null ? (parsed as Record<string, unknown>) : undefined;
}

function taskMetadata(task: RunningTask): Record<string, unknown> {
  const { cluster, definition, group } = task.options;
  return {
    Cluster: cluster.arn,
    TaskARN: task.arn,
    Family: definition.family,
    Revision: String(definition.revision),
    ServiceName: group.replace(/^service:/, ""),
    DesiredStatus: task.isLive ? "RUNNING" : "STOPPED",
    KnownStatus: task.status,
    Limits: { CPU: definition.cpu / 1024, Memory: definition.memoryMb },
    AvailabilityZone: `${REGION}a`,
    LaunchType: "FARGATE",
    Containers: containerMetadata(task),
  };
}

function containerMetadata(task: RunningTask): Record<string, unknown>[] {
  const { cluster, definition } = task.options;
  return definition.containers.map(({ name, image }) => ({
    DockerId: `${task.id}-${name}`,
    Name: name,
    DockerName: name,
    Image: image,
    Labels: {
      "com.amazonaws.ecs.cluster": cluster.arn,
      "com.amazonaws.ecs.container-name": name,
      "com.amazonaws.ecs.task-arn": task.arn,
      "com.amazonaws.ecs.task-definition-family": definition.family,
      "com.amazonaws.ecs.task-definition-version": String(definition.revision),
    },
    KnownStatus: task.status,
  }));
}
