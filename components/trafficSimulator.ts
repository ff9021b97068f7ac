import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { workerGroup } from "./parts/network/workerGroup";
import { taskCluster } from "./parts/workers/taskCluster";
import { alarms } from "./trafficSimulator/alarms";
import type { TrafficSimulatorArgs } from "./trafficSimulator/args";
import { simulatorService } from "./trafficSimulator/service";
import { settingsOf } from "./trafficSimulator/settings";
import { tasks } from "./trafficSimulator/tasks";

export type { TrafficField } from "../functions/traffic/submissions";
export type { TrafficSimulatorArgs } from "./trafficSimulator/args";

/**
 * Puts an HTTP endpoint or a Kinesis stream under load. Tasks on Fargate send random data, valid and wrong in the shares that are asked
 * for, and end by themselves.
 *
 * The end is `durationMinutes` after ECS made the service. Every task reads that time from ECS: a task that replaces one that died, or
 * that a later deployment starts, does not begin anew. After the end tasks send nothing, scale their service to none, and stop. Another
 * {@link TrafficSimulatorArgs.run} makes another service, which has its own end.
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
    const { network, tags, transform } = settings;
    const child = { parent: this };

    this.cluster = taskCluster(`${name}-cluster`, { tags, transform: transform.cluster }, child);
    // The cluster's name is unique, and the service is the only one of its run in it.
    const serviceName = pulumi.interpolate`${this.cluster.name}-run-${settings.run}`;
    this.securityGroup = workerGroup(
      name,
      {
        network,
        description: `Tasks of the traffic simulator ${name}`,
        calls: "What is put under load, and the APIs of AWS.",
        port: settings.targetPort,
        tags,
      },
      child,
    );
    const { taskDefinition, taskRole, logGroup, policies } = tasks(
      name,
      { ...settings, cluster: this.cluster, serviceName },
      child,
    );
    this.taskDefinition = taskDefinition;
    this.taskRole = taskRole;
    this.logGroup = logGroup;
    this.service = simulatorService(
      // Another run is another resource, so that ECS makes a new service, whose time starts anew.
      `${name}-run-${settings.run}`,
      { ...settings, cluster: this.cluster, serviceName, taskDefinition, securityGroup: this.securityGroup },
      { ...child, dependsOn: [...policies] },
    );
    this.alarms = alarms(name, { ...settings, cluster: this.cluster, service: this.service }, child);

    this.registerOutputs({
      clusterName: this.cluster.name,
      serviceName: this.service.name,
      logGroupName: this.logGroup.name,
    });
  }
}
