import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { workerGroup } from "./parts/network/workerGroup";
import { containerImage } from "./parts/workers/containerImage";
import { fargateTask } from "./parts/workers/fargateTask";
import { taskCluster } from "./parts/workers/taskCluster";
import { endlessAlarm } from "./trafficSimulator/alarm";
import type { TrafficSimulatorArgs } from "./trafficSimulator/args";
import { serviceNameOf, simulatorService } from "./trafficSimulator/service";
import { type Context, settingsOf } from "./trafficSimulator/settings";

export type { TrafficField } from "../functions/traffic/submissions";
export type { TrafficSimulatorArgs } from "./trafficSimulator/args";

/**
 * Load for an HTTP endpoint or a Kinesis stream: tasks on Fargate send random data, valid and of each wrong kind in the shares that
 * are asked for, and end by themselves.
 *
 * The end is `durationMinutes` after ECS made the service. Every task reads that time from ECS, so a task that is started in the place of
 * one that died, or by a later deployment, does not begin anew; past it, tasks send nothing, scale their service to no tasks, and stop.
 * Another {@link TrafficSimulatorArgs.run} makes another service, and so another time.
 *
 * @example
 * new TrafficSimulator("load", { network, url: signups.url, fields: signups.rules, durationMinutes: 5 });
 */
export class TrafficSimulator extends pulumi.ComponentResource {
  readonly cluster: aws.ecs.Cluster;
  readonly service: aws.ecs.Service;
  readonly taskDefinition: aws.ecs.TaskDefinition;
  readonly taskRole: aws.iam.Role;
  readonly logGroup: aws.cloudwatch.LogGroup;
  readonly securityGroup: aws.ec2.SecurityGroup;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: TrafficSimulatorArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:TrafficSimulator", name, {}, opts);
    const context: Context = { ...settings, opts: { parent: this } };

    this.cluster = taskCluster(
      `${name}-cluster`,
      { tags: settings.tags, transform: settings.transform.cluster },
      context.opts,
    );
    this.securityGroup = workerGroup(
      name,
      {
        network: settings.network,
        description: `Tasks of the traffic simulator ${name}`,
        calls: "What is put under load, and AWS's APIs.",
        tags: settings.tags,
      },
      context.opts,
    );
    const { policies, ...task } = tasks(context, this.cluster);
    this.taskDefinition = task.taskDefinition;
    this.taskRole = task.taskRole;
    this.logGroup = task.logGroup;
    this.service = simulatorService(context, this, policies);
    this.alarms = [endlessAlarm(context, this)];

    this.registerOutputs({
      clusterName: this.cluster.name,
      serviceName: this.service.name,
      logGroupName: this.logGroup.name,
    });
  }
}

const STOP_TIMEOUT_SECONDS = 30;

function tasks(context: Context, cluster: aws.ecs.Cluster) {
  const { subject, opts, ...settings } = context;
  const image = containerImage(
    subject.name,
    {
      image: "traffic-simulator",
      architecture: settings.architecture,
      forceDelete: true,
      tags: settings.tags,
    },
    opts,
  );
  const serviceName = serviceNameOf(cluster, settings.run);
  return fargateTask(
    subject.name,
    {
      image,
      container: "simulator",
      family: cluster.name,
      cpu: settings.cpu,
      memoryMb: settings.memoryMb,
      environment: {
        ...settings.environment,
        CLUSTER: cluster.name,
        SERVICE: serviceName,
        POWERTOOLS_SERVICE_NAME: subject.name,
      },
      secrets: {},
      permissions: [
        ...settings.permissions,
        // The tasks' own service and no other, whose name is known before it is there.
        {
          actions: ["ecs:DescribeServices", "ecs:UpdateService"],
          resources: [
            pulumi.interpolate`${cluster.arn.apply((arn) => arn.replace(":cluster/", ":service/"))}/${serviceName}`,
          ],
        },
      ],
      stopTimeoutSeconds: STOP_TIMEOUT_SECONDS,
      logRetentionDays: settings.logRetentionDays,
      tags: settings.tags,
      transform: settings.transform.taskDefinition,
    },
    opts,
  );
}
