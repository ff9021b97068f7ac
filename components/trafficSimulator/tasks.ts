import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { containerImage } from "../parts/workers/containerImage";
import { type FargateTask, fargateTask } from "../parts/workers/fargateTask";
import type { Settings } from "./settings";

const STOP_TIMEOUT_SECONDS = 30;

type TasksArgs = Settings & {
  cluster: aws.ecs.Cluster;
  /** Known before the service is there. */
  serviceName: pulumi.Input<string>;
};

/** The tasks that send the traffic: `images/traffic-simulator`. */
export function tasks(name: string, args: TasksArgs, opts: ChildOptions): FargateTask {
  const { cluster, serviceName } = args;
  const { architecture, tags } = args;
  const image = containerImage(
    name,
    { image: "traffic-simulator", architecture, deletionProtection: false, tags },
    opts,
  );
  return fargateTask(
    name,
    {
      image,
      container: "simulator",
      family: cluster.name,
      cpu: args.cpu,
      memoryMb: args.memoryMb,
      environment: {
        ...args.environment,
        CLUSTER: cluster.name,
        SERVICE: serviceName,
        POWERTOOLS_SERVICE_NAME: name,
      },
      secrets: {},
      permissions: [
        ...args.permissions,
        // The tasks' own service, and no other.
        {
          actions: ["ecs:DescribeServices", "ecs:UpdateService"],
          resources: [
            pulumi.interpolate`${cluster.arn.apply((arn) => arn.replace(":cluster/", ":service/"))}/${serviceName}`,
          ],
        },
      ],
      stopTimeoutSeconds: STOP_TIMEOUT_SECONDS,
      logRetentionDays: args.logRetentionDays,
      tags,
      transform: args.transform.taskDefinition,
    },
    opts,
  );
}
