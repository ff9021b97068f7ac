import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { transformed } from "../parts/arguments/transform";
import type { TrafficSimulator } from "../trafficSimulator";
import type { Context } from "./settings";

type Children = Pick<TrafficSimulator, "cluster" | "taskDefinition" | "securityGroup">;

/** A service, not single tasks: what dies is started anew, and its own end is the tasks' affair. */
export function simulatorService(
  { subject, opts, ...settings }: Context,
  { cluster, taskDefinition, securityGroup }: Children,
  policies: readonly aws.iam.RolePolicy[],
): aws.ecs.Service {
  return new aws.ecs.Service(
    // Another run is another resource: the service of the last one goes, with the time that it was made at.
    `${subject.name}-run-${settings.run}`,
    transformed(settings.transform.service, {
      name: serviceNameOf(cluster, settings.run),
      cluster: cluster.arn,
      taskDefinition: taskDefinition.arn,
      launchType: "FARGATE",
      desiredCount: settings.tasks,
      networkConfiguration: {
        subnets: settings.network.privateSubnetIds,
        securityGroups: [securityGroup.id],
        assignPublicIp: false,
      },
      // Half of the load goes on while a change is deployed: there is nobody to notice.
      deploymentMinimumHealthyPercent: 50,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: false },
      // A short run may be over before a deployment has seen it steady.
      waitForSteadyState: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      tags: settings.tags,
    }),
    {
      ...opts,
      // The tasks set it to 0 when the traffic is over: no later deployment may take that back.
      ignoreChanges: ["desiredCount"],
      dependsOn: [...policies],
    },
  );
}

/** The cluster's name is unique, and the service is the only one of its run in it. */
export function serviceNameOf(cluster: aws.ecs.Cluster, run: number): pulumi.Output<string> {
  return pulumi.interpolate`${cluster.name}-run-${run}`;
}
