import { rmSync } from "node:fs";
import type { Service as DescribedService } from "@aws-sdk/client-ecs";
import { AwsError } from "../../base/awsError";
import { type KeptMaps, noMaps } from "../../base/keptMaps";
import type { OnWire } from "../../edge/wireTypes";
import type { Services } from "../../services";
import { createAgent } from "./agent";
import { deploymentEvents } from "./deploymentEvents";
import { describeService, inactive } from "./descriptions";
import type { ClusterSpec, Ecs, EcsServiceSpec, TaskDefinitionSpec } from "./ecs";
import { ecsApi } from "./ecsApi";
import { guardBundle } from "./guardBundle";
import { type KeptTask, KeptTasks } from "./keptTasks";
import { StartedTasks } from "./operations/startedTasks";
import { RunningTask, tasksFolder } from "./runningTask";
import { insightsGauges } from "./serviceMetrics";
import { ServiceScheduler } from "./serviceScheduler";
import { TaskDefinitions } from "./taskDefinitions";
import { taskEvents } from "./taskEvents";
import { TaskKiller } from "./taskKiller";
import type { TaskDependencies, TaskOptions } from "./taskOptions";

export type EcsDependencies = TaskDependencies &
  Pick<Services, "metrics" | "chaos"> & { events: Pick<Services["events"], "emit" | "delivered"> };

/** ECS remembers stopped tasks for an hour; here, the last so many. */
const STOPPED_TASKS_KEPT = 200;

/** A deleted service is described for a while, so that whoever waits for its end sees it (Amazon ECS API Reference, "DeleteService"). */
const ENDED_SERVICE_MS = 60 * 60_000;

interface Service {
  scheduler: ServiceScheduler;
  removeMetrics(): void;
}

/** ECS on Fargate, without Docker: see {@link Ecs}. @param maps what outlives a stop: tasks outside of services, until their end is told */
export function createEcs(deps: EcsDependencies, maps: KeptMaps = noMaps): Ecs {
  const clusters = new Map<string, ClusterSpec>();
  const definitions = new TaskDefinitions(() => deps.clock.now());
  const services = new Map<string, Service>();
  /** Services that were deleted, as they are described until then. */
  const ended = new Map<string, { service: OnWire<DescribedService>; until: number }>();
  /** In the order of their creation, stopped ones included. */
  const tasks = new Map<string, RunningTask>();
  let guardFile: string | undefined;
  const tellOfDeployment = deploymentEvents(deps.events, () => deps.clock.now());
  const tellOf = taskEvents(deps.events, () => deps.clock.now());
  const kept = new KeptTasks(maps);
  let isStopping = false;

  const killer = new TaskKiller(
    deps.chaos,
    deps.clock,
    () => [...tasks.values()].filter(({ status }) => status === "RUNNING"),
    (task) => deps.report.warn(task.options.label, `chaos kills task ${task.id.slice(0, 8)}`),
  );

  const serviceOf = (arn: string): Service => {
    const service = services.get(arn);
    if (!service) throw new AwsError("ServiceNotFoundException", "Service not found.");
    return service;
  };
  const clusterOf = (arn: string): ClusterSpec => {
    const cluster = clusters.get(arn);
    if (!cluster) throw new AwsError("ClusterNotFoundException", "Cluster not found.");
    return cluster;
  };

  function startTask(options: Omit<TaskOptions, "guardFile">): RunningTask {
    const task = newTask(options);
    kept.changed(task);
    // Later: whoever asked for the task knows of it when it first changes.
    queueMicrotask(() => {
      if (!isStopping) task.start();
    });
    return task;
  }

  function newTask(options: Omit<TaskOptions, "guardFile">, earlier?: KeptTask): RunningTask {
    guardFile ??= prepareFolder(deps.workFolder);
    const onChange = () => {
      options.onChange();
      forgetStopped(tasks);
      killer.wake();
      if (isStopping && maps.keeps) {
        // The next process tells of what was cut off, but not of what came to its end all the same.
        if (task.status === "STOPPED" && task.hasSucceeded) kept.forget(task.id);
        return;
      }
      tellOf(task);
      if (earlier === undefined) kept.changed(task);
    };
    const task: RunningTask = new RunningTask({ ...options, guardFile, onChange }, deps, earlier);
    tasks.set(task.arn, task);
    return task;
  }

  function lose(earlier: KeptTask): void {
    const cluster = clusters.get(earlier.clusterArn);
    const definition = definitions.all.find(({ spec }) => spec.arn === earlier.definitionArn)?.spec;
    if (cluster === undefined || definition === undefined) return;
    const { label, group, securityGroupIds, overrides, startedBy } = earlier;
    const options = {
      ...{ cluster, definition, label, group, securityGroupIds, onChange() {} },
      ...(overrides && { overrides }),
      ...(startedBy !== undefined && { startedBy }),
    };
    newTask(options, earlier).lose();
    // Whoever is told may hear it again, but hears it.
    void deps.events.delivered().then(() => kept.forget(earlier.id));
  }

  function startServiceTask(spec: EcsServiceSpec, definition: TaskDefinitionSpec, onChange: () => void): RunningTask {
    const { arn: serviceArn, label, name, securityGroupIds } = spec;
    const cluster = clusterOf(spec.clusterArn);
    return startTask({
      ...{ cluster, definition, label, serviceArn, securityGroupIds, onChange },
      group: `service:${name}`,
    });
  }

  const isKnown = ({ id }: KeptTask) => [...tasks.values()].some((task) => task.id === id);

  const ecs: Omit<Ecs, "api"> = {
    agent: createAgent({
      ...deps,
      taskOf: (agentKey) => [...tasks.values()].find((task) => task.agentKey === agentKey),
    }),

    putCluster: (cluster) => void clusters.set(cluster.arn, cluster),
    async deleteCluster(arn) {
      if (ecs.serviceArns(arn).length > 0) {
        throw new AwsError(
          "ClusterContainsServicesException",
          "The Cluster cannot be deleted while Services are active.",
        );
      }
      const own = [...tasks.values()].filter(({ options }) => options.cluster.arn === arn);
      const left = own.filter(({ isLive }) => isLive).length;
      if (left > 0) {
        deps.report.warn(
          arn.slice(arn.indexOf("/") + 1),
          `stopped ${left} tasks that still ran; on AWS the cluster cannot be deleted before they end (ClusterContainsTasksException), ` +
            "and the provider tries for ten minutes: stop them first, as docs/first-deployment.md says",
        );
      }
      await Promise.all(own.map((task) => task.stop("UserInitiated", "The cluster is being deleted")));
      clusters.delete(arn);
      kept.forgetOf(arn);
    },
    clusterArn(id) {
      const found = [...clusters.values()].find(({ arn, name }) => arn === id || name === id);
      if (!found) throw new AwsError("ClusterNotFoundException", "Cluster not found.");
      return found.arn;
    },

    nextRevision: (family) => definitions.nextRevision(family),
    registerTaskDefinition: (spec) => definitions.register(spec),
    deregisterTaskDefinition: (arn) => definitions.deregister(arn),
    taskDefinitionArn: (id) => definitions.find(id).arn,
    taskDefinitions: () => definitions.all,

    async putService(spec) {
      const existing = services.get(spec.arn);
      if (existing) {
        const { scheduler } = existing;
        const current = scheduler.deployment.definition;
        const isSame = spec.taskDefinitionArn === scheduler.currentSpec.taskDefinitionArn;
        scheduler.update(spec, isSame ? current : definitions.find(spec.taskDefinitionArn));
        return;
      }
      const cluster = clusterOf(spec.clusterArn);
      const scheduler = new ServiceScheduler(spec, definitions.find(spec.taskDefinitionArn), {
        clock: deps.clock,
        report: deps.report,
        startTask: startServiceTask,
        tell: tellOfDeployment,
      });
      const removeMetrics = insightsGauges(deps.metrics, spec.name, () => clusterOf(cluster.arn), scheduler);
      ended.delete(spec.arn);
      services.set(spec.arn, { scheduler, removeMetrics });
    },
    redeploy(serviceArn) {
      const { scheduler } = serviceOf(serviceArn);
      scheduler.deploy(scheduler.deployment.definition);
    },
    steady: (serviceArn) => serviceOf(serviceArn).scheduler.steady(),
    async deleteService(arn) {
      const service = services.get(arn);
      if (!service) return;
      ended.set(arn, { service: inactive(service.scheduler), until: deps.clock.now() + ENDED_SERVICE_MS });
      services.delete(arn);
      service.removeMetrics();
      await service.scheduler.stop("The service is being deleted");
    },
    setDesiredCount: (serviceArn, count) => serviceOf(serviceArn).scheduler.setDesired(count),
    serviceArns: (clusterArn) =>
      [...services.values()]
        .map(({ scheduler }) => scheduler.currentSpec)
        .filter((spec) => spec.clusterArn === clusterArn)
        .map((spec) => spec.arn),
    describeService(serviceArn) {
      const scheduler = services.get(serviceArn)?.scheduler;
      return scheduler && describeService(scheduler);
    },
    counts(serviceArn) {
      const { desired, running, pending } = serviceOf(serviceArn).scheduler;
      return { desired, running, pending };
    },

    tasks({ clusterArn, serviceArn } = {}) {
      const all = [...tasks.values()].filter(
        ({ options }) =>
          (clusterArn === undefined || options.cluster.arn === clusterArn) &&
          (serviceArn === undefined || options.serviceArn === serviceArn),
      );
      return all.map(({ snapshot }) => snapshot);
    },
    runTask(request) {
      const definition = definitions.find(request.taskDefinitionArn);
      const { overrides, startedBy, securityGroupIds = [], group = `family:${definition.family}` } = request;
      const task = startTask({
        cluster: clusterOf(request.clusterArn),
        label: definition.family,
        ...{ definition, group, securityGroupIds, onChange() {} },
        ...(overrides && { overrides }),
        ...(startedBy !== undefined && { startedBy }),
      });
      return task.snapshot;
    },

    resume() {
      for (const task of kept.left) if (!isKnown(task)) lose(task);
    },

    async stop() {
      isStopping = true;
      killer.stop();
      const reason = "The local cloud is being stopped";
      await Promise.all([
        ...[...services.values()].map(({ scheduler }) => scheduler.stop(reason)),
        ...[...tasks.values()].map((task) => task.stop("UserInitiated", reason)),
      ]);
    },
  };

  const api = ecsApi({
    ecs,
    clock: deps.clock,
    chaos: deps.chaos,
    definition: (id) => definitions.find(id),
    ended() {
      for (const [arn, { until }] of ended) if (until <= deps.clock.now()) ended.delete(arn);
      return [...ended.values()].map(({ service }) => service);
    },
    schedulers: () => [...services.values()].map(({ scheduler }) => scheduler),
    tasks: () => [...tasks.values()],
    started: new StartedTasks(maps.map("started")),
  });
  return { ...ecs, api };
}

/** Takes away what tasks of a host that was killed have left, and writes the file that runs before a container's program. */
function prepareFolder(workFolder: string): string {
  rmSync(tasksFolder(workFolder), { recursive: true, force: true });
  return guardBundle(workFolder);
}

function forgetStopped(tasks: Map<string, RunningTask>): void {
  const stopped = [...tasks.values()].filter(({ status }) => status === "STOPPED");
  for (const task of stopped.slice(0, Math.max(0, stopped.length - STOPPED_TASKS_KEPT))) tasks.delete(task.arn);
}
