import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { transformed } from "../parts/arguments/transform";
import type { Settings } from "./settings";

interface Surroundings {
  settings: Settings;
  cluster: aws.ecs.Cluster;
  serviceName: pulumi.Input<string>;
  taskDefinition: aws.ecs.TaskDefinition;
  securityGroup: aws.ec2.SecurityGroup;
}

/** Keeps the tasks running: one that dies is started anew. The tasks end their service themselves, once the traffic is over. */
export function simulatorService(
  name: string,
  { settings, cluster, serviceName, taskDefinition, securityGroup }: Surroundings,
  opts: pulumi.CustomResourceOptions,
): aws.ecs.Service {
  return new aws.ecs.Service(
    name,
    transformed(settings.transform.service, {
      name: serviceName,
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
      // A short run may be over before the deployment has seen a steady state.
      waitForSteadyState: false,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      tags: settings.tags,
    }),
    // The tasks set it to 0 when the traffic is over: no later deployment may take that back.
    { ...opts, ignoreChanges: ["desiredCount"] },
  );
}
