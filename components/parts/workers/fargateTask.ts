import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type Transform, transformed } from "../arguments/transform";
import { type KeyArn, keyPermissions } from "../existing/keyUse";
import { type Allow, fromSource, policyDocument, trustPolicy } from "../iam/policies";
import type { ContainerImage } from "./containerImage";

/** Environment variables by name; numbers become text. */
export type TaskEnvironment = Readonly<Record<string, pulumi.Input<string> | pulumi.Input<number>>>;

export interface FargateTaskArgs {
  image: ContainerImage;
  /** Name of the only container; its log streams' names begin with it. */
  container: string;
  /** The task definition's; unique in the account and region, or two stacks would share its revisions. */
  family: pulumi.Input<string>;
  /** CPU units; 1,024 are one vCPU. Fargate knows 256, 512, 1,024, 2,048, 4,096, ... */
  cpu: pulumi.Input<number>;
  /** MiB; which go with which CPU: ECS docs, "Task CPU and memory". */
  memoryMb: pulumi.Input<number>;
  /** GiB of the task's own disk; 21 to 200. @default Fargate's 20 */
  ephemeralStorageGb?: pulumi.Input<number> | undefined;
  /** Arguments of the image's entry point. @default the image's own */
  command?: readonly pulumi.Input<string>[] | undefined;
  environment: TaskEnvironment;
  /**
   * Environment variables that ECS fills from Secrets Manager when a task starts: name to the secret's ARN, with `:member::` after it for a member
   * of one that is JSON.
   */
  secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** ARN of a key of the account that encrypts some of the secrets. @default keys of AWS's own */
  secretsKeyArn?: KeyArn;
  /** The rights of the task's own code. */
  permissions: readonly Allow[];
  /** Seconds between SIGTERM and SIGKILL; 2 to 120. */
  stopTimeoutSeconds: pulumi.Input<number>;
  /** The health check: exits 0 where the container is well. */
  healthCommand?: readonly string[] | undefined;
  /** @default one that Pulumi names */
  logGroupName?: pulumi.Input<string> | undefined;
  logRetentionDays: pulumi.Input<number>;
  tags: Record<string, string>;
  transform?: Transform<aws.ecs.TaskDefinitionArgs> | undefined;
}

export interface FargateTask {
  taskDefinition: aws.ecs.TaskDefinition;
  taskRole: aws.iam.Role;
  executionRole: aws.iam.Role;
  logGroup: aws.cloudwatch.LogGroup;
  /** The policies of both roles. A task that starts before them has no permissions, and fails. */
  policies: readonly aws.iam.RolePolicy[];
}

const CPU_ARCHITECTURES = { arm64: "ARM64", x86_64: "X86_64" };

/** The service that takes a task's roles on. */
const TASKS = "ecs-tasks.amazonaws.com";

/** The user `node` of Node's official images: a process needs no more. */
const USER = "1000:1000";

/**
 * A task definition for Fargate with one container, its log group and its two roles. The container runs as a user without rights, can
 * write to `/tmp` alone, and has no permission that the caller does not list.
 */
export function fargateTask(name: string, args: FargateTaskArgs, opts: pulumi.CustomResourceOptions): FargateTask {
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-log`,
    {
      ...(args.logGroupName !== undefined && { name: args.logGroupName }),
      retentionInDays: args.logRetentionDays,
      tags: args.tags,
    },
    opts,
  );
  // ECS says which account and region, and no more (ECS Developer Guide, "Amazon ECS task IAM role").
  const trust = trustPolicy(TASKS, fromSource({ near: logGroup.arn, service: "ecs", resource: "*" }));
  const execution = roleFor(`${name}-exec`, executionPermissions(args, logGroup), trust, args.tags, opts);
  const task = roleFor(`${name}-task`, args.permissions, trust, args.tags, opts);
  const taskDefinition = new aws.ecs.TaskDefinition(
    `${name}-definition`,
    transformed(args.transform, {
      family: args.family,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: {
        operatingSystemFamily: "LINUX",
        cpuArchitecture: CPU_ARCHITECTURES[args.image.architecture],
      },
      cpu: pulumi.interpolate`${args.cpu}`,
      memory: pulumi.interpolate`${args.memoryMb}`,
      ...(args.ephemeralStorageGb !== undefined && { ephemeralStorage: { sizeInGib: args.ephemeralStorageGb } }),
      executionRoleArn: execution.role.arn,
      taskRoleArn: task.role.arn,
      volumes: [{ name: "tmp" }],
      containerDefinitions: containerDefinitions(args, logGroup),
      tags: args.tags,
    }),
    opts,
  );
  const policies = [execution.policy, task.policy].filter((policy) => policy !== undefined);
  return { taskDefinition, taskRole: task.role, executionRole: execution.role, logGroup, policies };
}

/**
 * The right to run exactly this task definition in exactly this cluster, to give its tags to those tasks as they start, and to pass
 * exactly its two roles, to ECS's tasks alone (Service Authorization Reference, "Amazon Elastic Container Service"; ECS Developer Guide,
 * "Grant permission to tag resources on creation" and "Amazon ECS EventBridge IAM role"; IAM User Guide, "iam:PassedToService").
 */
export function runPermissions(
  { taskDefinition, taskRole, executionRole }: FargateTask,
  cluster: aws.ecs.Cluster,
): Allow[] {
  return [
    {
      actions: ["ecs:RunTask"],
      resources: [taskDefinition.arn],
      condition: { ArnEquals: { "ecs:cluster": cluster.arn } },
    },
    {
      actions: ["ecs:TagResource"],
      resources: [tasksOf(cluster)],
      condition: { StringEquals: { "ecs:CreateAction": "RunTask" } },
    },
    {
      actions: ["iam:PassRole"],
      resources: [taskRole.arn, executionRole.arn],
      condition: { StringEquals: { "iam:PassedToService": TASKS } },
    },
  ];
}

/** ARN of every task of a cluster. */
export function tasksOf(cluster: aws.ecs.Cluster): pulumi.Output<string> {
  return pulumi.interpolate`${cluster.arn.apply((arn) => arn.replace(":cluster/", ":task/"))}/*`;
}

function containerDefinitions(args: FargateTaskArgs, logGroup: aws.cloudwatch.LogGroup): pulumi.Output<string> {
  const container = {
    name: args.container,
    image: args.image.uri,
    essential: true,
    user: USER,
    readonlyRootFilesystem: true,
    // Node and its packages may want a scratch file.
    mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }],
    linuxParameters: { initProcessEnabled: true },
    environment: byName(args.environment).map(([name, value]) => ({ name, value: pulumi.interpolate`${value}` })),
    secrets: byName(args.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
    ...(args.command !== undefined && { command: args.command }),
    ...(args.healthCommand !== undefined && { healthCheck: healthCheck(args.healthCommand) }),
    stopTimeout: args.stopTimeoutSeconds,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroup.name,
        "awslogs-region": logGroup.arn.apply(regionOfArn),
        "awslogs-stream-prefix": args.container,
        // A worker must not wait for its log; what does not fit the buffer is dropped.
        mode: "non-blocking",
        "max-buffer-size": "4m",
      },
    },
  };
  return pulumi.jsonStringify([container]);
}

/** Sorts variables by name: a definition that differs in their order alone would be a new revision. */
function byName<T>(values: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Takes the region out of `arn:aws:logs:<region>:<account>:log-group:<name>`. */
function regionOfArn(arn: string): string {
  return arn.split(":")[3] ?? "";
}

function healthCheck(command: readonly string[]) {
  return {
    command: ["CMD", ...command],
    // Each check is a process of its own, on the task's CPU.
    interval: 30,
    timeout: 10,
    retries: 3,
    startPeriod: 30,
  };
}

interface TaskRole {
  role: aws.iam.Role;
  policy: aws.iam.RolePolicy | undefined;
}

function roleFor(
  name: string,
  permissions: readonly Allow[],
  assumeRolePolicy: pulumi.Output<string>,
  tags: Record<string, string>,
  opts: pulumi.CustomResourceOptions,
): TaskRole {
  const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy, tags }, opts);
  // IAM refuses a policy without a statement.
  if (permissions.length === 0) return { role, policy: undefined };
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    { role: role.name, policy: policyDocument(permissions) },
    opts,
  );
  return { role, policy };
}

/** The parts of the ARN of a secret; a member, a stage and a version of it may follow. */
const ARN_PARTS = 7;

/** The ARN of a secret, without what ECS is to take of it: `arn:...:secret:name-AbCdEf:member::`. */
function secretArn(valueFrom: pulumi.Input<string>): pulumi.Input<string> {
  const whole = (text: string) => text.split(":").slice(0, ARN_PARTS).join(":");
  return typeof valueFrom === "string" ? whole(valueFrom) : pulumi.output(valueFrom).apply(whole);
}

/** The rights that ECS uses before the worker's own code runs: to fetch the image and the secrets, and to write the log. */
function executionPermissions(args: FargateTaskArgs, logGroup: aws.cloudwatch.LogGroup): Allow[] {
  const secretArns = [...new Set(Object.values(args.secrets).map(secretArn))];
  return [
    // GetAuthorizationToken knows no resource types (Service Authorization Reference, "Amazon ECR"): "*" is all it accepts.
    { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
    {
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [args.image.repository.arn],
    },
    { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [pulumi.interpolate`${logGroup.arn}:*`] },
    ...(secretArns.length === 0
      ? []
      : [
          { actions: ["secretsmanager:GetSecretValue"], resources: secretArns },
          ...keyPermissions({ reads: [args.secretsKeyArn] }),
        ]),
  ];
}
