import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { transformed } from "../parts/arguments/transform";
import type { Settings } from "./settings";

type ServiceArgs = Settings & {
  cluster: aws.ecs.Cluster;
  serviceName: pulumi.Input<string>;
  taskDefinition: aws.ecs.TaskDefinition;
  securityGroup: aws.ec2.SecurityGroup;
};

/** Keeps the tasks running: one that dies is started anew. The tasks end their service themselves, once the traffic is over. */
export function simulatorService(name: string, args: ServiceArgs, opts: ChildOptions): aws.ecs.Service {
  const { cluster, serviceName, taskDefinition, securityGroup } = args;
  return new aws.ecs.Service(
    name,
    transformed(args.transform.service, {
      name: serviceName,
      cluster: cluster.arn,
      taskDefinition: taskDefinition.arn,
      launchType: "FARGATE",
      desiredCount: args.tasks,
      networkConfiguration: {
        subnets: args.network.privateSubnetIds,
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
      tags: args.tags,
    }),
    // The tasks set it to 0 when the traffic is over: no later deployment may take that back.
    { ...opts, ignoreChanges: ["desiredCount"] },
  );
}
