import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { NetworkPlace } from "../../network";
import type { ChildOptions } from "../arguments/childOptions";
import { type Transform, transformed } from "../arguments/transform";
import type { TaskPlace } from "../existing/existingCluster";
import type { KeyArn } from "../existing/keyUse";
import type { Allow } from "../iam/policies";
import { type Architecture, containerImage, type ImageSource } from "./containerImage";
import { fargateTask, type TaskEnvironment, tasksOf } from "./fargateTask";

export interface WorkerServiceArgs {
  network: NetworkPlace;
  /** The tasks' own; made before them, because a database must know it before the first task connects. */
  securityGroup: aws.ec2.SecurityGroup;
  /** The cluster that the tasks run in, and the family of their task definition. */
  place: Pick<TaskPlace, "cluster" | "family">;
  /** Folder below `images/` with the Dockerfile and `src/main.ts`; or where else it is built from. */
  image: string | ImageSource;
  architecture: Architecture;
  /** CPU units; 1,024 are one vCPU. Fargate knows 256, 512, 1,024, 2,048, 4,096, ... */
  cpu: pulumi.Input<number>;
  /** MiB; which go with which CPU: ECS docs, "Task CPU and memory". */
  memoryMb: pulumi.Input<number>;
  environment: TaskEnvironment;
  /** Environment variables that ECS fills from Secrets Manager when a task starts: name to the secret's ARN. */
  secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** ARN of a key of the account that encrypts some of the secrets. @default keys of AWS's own */
  secretsKeyArn?: KeyArn;
  permissions: readonly Allow[];
  /** Lets a worker keep ECS from stopping it while it works. */
  protectsItself: boolean;
  /** Tasks at the beginning; scaling decides from then on. */
  initialCount: pulumi.Input<number>;
  /** Seconds between SIGTERM and SIGKILL; 2 to 120. */
  stopTimeoutSeconds: pulumi.Input<number>;
  /** The health check: exits 0 where the worker is well. */
  healthCommand: readonly string[];
  /** Keeps the repository from being deleted while it holds images. */
  deletionProtection: pulumi.Input<boolean>;
  logRetentionDays: pulumi.Input<number>;
  tags: Record<string, string>;
  transform?: {
    taskDefinition?: Transform<aws.ecs.TaskDefinitionArgs> | undefined;
    service?: Transform<aws.ecs.ServiceArgs> | undefined;
  };
}

export interface WorkerService {
  cluster: aws.ecs.Cluster;
  service: aws.ecs.Service;
  taskDefinition: aws.ecs.TaskDefinition;
  taskRole: aws.iam.Role;
  executionRole: aws.iam.Role;
  repository: aws.ecr.Repository;
  logGroup: aws.cloudwatch.LogGroup;
}

const CONTAINER = "worker";

/**
 * Containers on Fargate that do work which nobody waits for: in private subnets, without a port or a load balancer. Scaling decides how
 * many there are.
 */
export function workerService(name: string, args: WorkerServiceArgs, opts: ChildOptions): WorkerService {
  const image = containerImage(name, args, opts);
  const { cluster, family } = args.place;
  const { policies, ...task } = fargateTask(
    name,
    {
      ...args,
      image,
      container: CONTAINER,
      family,
      permissions: [...args.permissions, ...(args.protectsItself ? [selfProtection(cluster)] : [])],
      transform: args.transform?.taskDefinition,
    },
    opts,
  );
  const service = new aws.ecs.Service(
    name,
    transformed(args.transform?.service, {
      cluster: cluster.arn,
      taskDefinition: task.taskDefinition.arn,
      launchType: "FARGATE",
      desiredCount: args.initialCount,
      networkConfiguration: {
        subnets: args.network.privateSubnetIds,
        securityGroups: [args.securityGroup.id],
        assignPublicIp: false,
      },
      // A version whose tasks do not come up is taken back, while the last version's tasks go on working.
      deploymentCircuitBreaker: { enable: true, rollback: true },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      // An update waits until tasks work, and fails where the circuit breaker takes them back. The provider tells by the deployment's
      // status, and looks at it only where ECS names this controller (Terraform's AWS provider, `statusServiceWaitForStable`).
      deploymentController: { type: "ECS" },
      waitForSteadyState: true,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      tags: args.tags,
    }),
    {
      ...opts,
      // Scaling decides: each deployment would reset it otherwise.
      ignoreChanges: ["desiredCount"],
      dependsOn: [...policies],
    },
  );
  return { cluster, service, repository: image.repository, ...task };
}

/** Scale-in and deployments pass over a task that has asked to be left alone (ECS docs, "Task scale-in protection"). */
function selfProtection(cluster: aws.ecs.Cluster): Allow {
  return {
    actions: ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"],
    resources: [tasksOf(cluster)],
  };
}
