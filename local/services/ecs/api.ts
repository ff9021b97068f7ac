import { z } from "zod";
import { AwsError } from "../../base/awsError";
import type { Chaos } from "../../base/chaos";
import type { Clock } from "../../base/clock";
import { prepared } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { describeService, describeTask } from "./descriptions";
import type { Ecs, TaskDefinitionSpec } from "./ecs";
import { ecsPermissions } from "./permissions";
import { clusterIdOf, serviceArnOf, taskArnOf, textsOf } from "./requestParts";
import type { RunningTask } from "./runningTask";
import { runTask } from "./runTask";
import type { ServiceScheduler } from "./serviceScheduler";
import { StartedTasks } from "./startedTasks";
import { minutesProblem, type ProtectedTask, type ProtectionFailure, protect, protectionOf } from "./taskProtection";

export interface EcsApiDependencies {
  ecs: Omit<Ecs, "api">;
  clock: Clock;
  chaos: Chaos;
  definition(id: string): TaskDefinitionSpec;
  schedulers(): readonly ServiceScheduler[];
  tasks(): readonly RunningTask[];
}

type Params = Readonly<Record<string, unknown>>;
type Result = Record<string, unknown>;

const updateServiceSchema = z.strictObject({
  cluster: z.string().optional(),
  service: z.string(),
  desiredCount: z.int().min(0).optional(),
  forceNewDeployment: z.boolean().optional(),
});

/** The operations of ECS's API that a running system uses; what is made by a deployment is the program's alone. */
export function ecsApi(deps: EcsApiDependencies): AwsService {
  const started = new StartedTasks();
  const operations: Readonly<Record<string, (params: Params) => Result>> = {
    RunTask: (params) =>
      started.once(params, () => runTask(params, deps, ({ arn }) => describeTask(taskBy(deps, arn)))),
    StopTask: (params) => stopTask(params, deps),
    ListTasks: (params) => listTasks(params, deps),
    DescribeTasks: (params) => describeTasks(params, deps),
    DescribeServices: (params) => describeServices(params, deps),
    UpdateService: (params) => updateService(params, deps),
    GetTaskProtection: (params) => taskProtection(params, deps, protectionOf),
    UpdateTaskProtection: (params) => updateTaskProtection(params, deps),
  };
  return prepared({
    signingName: "ecs",
    protocol: "json-1.1",
    permissions: (call) => ecsPermissions(call, deps.definition),
    async handle({ operation, params }) {
      const run = operations[operation];
      if (!run) throw new AwsError("UnsupportedOperation", `The local cloud does not run ecs:${operation}.`);
      return { result: run(params) };
    },
  });
}

function stopTask(params: Params, deps: EcsApiDependencies): Result {
  const task = taskBy(deps, taskArnOf(params, String(params.task)));
  void task.stop("UserInitiated", typeof params.reason === "string" ? params.reason : "Task stopped by user");
  return { task: describeTask(task) };
}

/** One page holds all: ECS's own has a hundred, and a laptop hardly runs as many. */
function listTasks(params: Params, { ecs, tasks }: EcsApiDependencies): Result {
  const clusterArn = ecs.clusterArn(clusterIdOf(params));
  const { serviceName, family, startedBy, desiredStatus = "RUNNING" } = params;
  const found = tasks().filter(
    ({ options, isLive }) =>
      options.cluster.arn === clusterArn &&
      (serviceName === undefined || options.serviceArn === serviceArnOf(params, String(serviceName))) &&
      (family === undefined || options.definition.family === family) &&
      (startedBy === undefined || options.startedBy === startedBy) &&
      isLive === (desiredStatus !== "STOPPED"),
  );
  return { taskArns: found.map(({ arn }) => arn) };
}

function describeTasks(params: Params, { tasks }: EcsApiDependencies): Result {
  const arns = textsOf(params.tasks).map((id) => taskArnOf(params, id));
  const known = tasks().filter(({ arn }) => arns.includes(arn));
  return { tasks: known.map(describeTask), failures: missing(arns, known) };
}

function describeServices(params: Params, { schedulers }: EcsApiDependencies): Result {
  const arns = textsOf(params.services).map((id) => serviceArnOf(params, id));
  const known = schedulers().filter(({ currentSpec }) => arns.includes(currentSpec.arn));
  const failures = missing(
    arns,
    known.map(({ currentSpec }) => currentSpec),
  );
  return { services: known.map(describeService), failures };
}

function updateService(params: Params, { ecs, schedulers }: EcsApiDependencies): Result {
  const parsed = updateServiceSchema.safeParse(params);
  if (!parsed.success) {
    const problem = z.prettifyError(parsed.error);
    throw new AwsError("InvalidParameterException", `${problem} (declare other changes in the Pulumi program)`);
  }
  const { service, desiredCount, forceNewDeployment } = parsed.data;
  const arn = serviceArnOf(params, service);
  const scheduler = schedulers().find(({ currentSpec }) => currentSpec.arn === arn);
  if (!scheduler) throw new AwsError("ServiceNotFoundException", "Service not found.");
  if (desiredCount !== undefined) ecs.setDesiredCount(arn, desiredCount);
  if (forceNewDeployment) ecs.redeploy(arn);
  return { service: describeService(scheduler) };
}

function updateTaskProtection(params: Params, deps: EcsApiDependencies): Result {
  const { protectionEnabled, expiresInMinutes } = params;
  if (typeof protectionEnabled !== "boolean") {
    throw new AwsError("InvalidParameterException", "protectionEnabled must be true or false");
  }
  const problem = minutesProblem(expiresInMinutes);
  if (problem) throw new AwsError("InvalidParameterException", problem);
  const minutes = typeof expiresInMinutes === "number" ? expiresInMinutes : undefined;
  return taskProtection(params, deps, (task) => protect(task, protectionEnabled, minutes, deps.clock.now()));
}

function taskProtection(
  params: Params,
  { tasks }: EcsApiDependencies,
  act: (task: RunningTask) => ProtectedTask | ProtectionFailure,
): Result {
  const arns = textsOf(params.tasks).map((id) => taskArnOf(params, id));
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

function missing(arns: readonly string[], known: readonly { arn: string }[]): ProtectionFailure[] {
  return arns.filter((arn) => !known.some((one) => one.arn === arn)).map((arn) => ({ arn, reason: "MISSING" }));
}

function taskBy({ tasks }: EcsApiDependencies, arn: string): RunningTask {
  const task = tasks().find((candidate) => candidate.arn === arn);
  if (!task) throw new AwsError("InvalidParameterException", "The referenced task was not found.");
  return task;
}
