import * as path from "node:path";
import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkPlace } from "./network";
import { type Allow, policyDocument, trustPolicy } from "./policies";
import { type Transform, transformed } from "./transform";

export interface WorkerServiceArgs {
  network: NetworkPlace;
  /** Folder below `images/` with the Dockerfile and `src/main.ts`. */
  image: string;
  architecture: "arm64" | "x86_64";
  /** CPU units; 1,024 are one vCPU. Fargate knows 256, 512, 1,024, 2,048, 4,096, ... */
  cpu: pulumi.Input<number>;
  /** MiB; which go with which CPU: ECS docs, "Task CPU and memory". */
  memoryMb: pulumi.Input<number>;
  environment: Readonly<Record<string, pulumi.Input<string>>>;
  /** Environment variables that ECS fills from Secrets Manager when a task starts: name to the secret's ARN. */
  secrets: Readonly<Record<string, pulumi.Input<string>>>;
  /** What a worker may do, besides protecting itself from scale-in. */
  permissions: readonly Allow[];
  /** Tasks at the beginning; scaling decides from then on. */
  initialCount: pulumi.Input<number>;
  /** Seconds between SIGTERM and SIGKILL; 2 to 120. */
  stopTimeoutSeconds: pulumi.Input<number>;
  /** The health check: exits 0 where the worker is well. */
  healthCommand: readonly string[];
  /** Deletes the repository with its images. */
  forceDelete: pulumi.Input<boolean>;
  logRetentionDays: pulumi.Input<number>;
  tags: Record<string, string>;
  transform?: {
    cluster?: Transform<aws.ecs.ClusterArgs> | undefined;
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

const PLATFORMS = { arm64: "linux/arm64", x86_64: "linux/amd64" };
const CPU_ARCHITECTURES = { arm64: "ARM64", x86_64: "X86_64" };

/** The user `node` of Node's official images: a process needs no more. */
const USER = "1000:1000";
const CONTAINER = "worker";
const ROOT = path.join(__dirname, "..");

/**
 * Containers on Fargate that do work nobody waits for: no port, no load balancer, private subnets, a root file system that cannot be
 * written to. How many there are is left to scaling.
 *
 * The security group comes from the caller, because a database must know it before the first task connects.
 */
export function workerService(
  name: string,
  args: WorkerServiceArgs & { securityGroup: aws.ec2.SecurityGroup },
  opts: pulumi.CustomResourceOptions & { parent: pulumi.Resource },
): WorkerService {
  const repository = imageRepository(name, args, opts);
  const image = new awsx.ecr.Image(
    `${name}-image`,
    {
      repositoryUrl: repository.repositoryUrl,
      context: path.relative(process.cwd(), ROOT) || ".",
      dockerfile: path.relative(process.cwd(), path.join(ROOT, "images", args.image, "Dockerfile")),
      platform: PLATFORMS[args.architecture],
    },
    { parent: opts.parent },
  );
  const logGroup = new aws.cloudwatch.LogGroup(
    `${name}-log`,
    { retentionInDays: args.logRetentionDays, tags: args.tags },
    opts,
  );
  const cluster = new aws.ecs.Cluster(
    `${name}-cluster`,
    transformed(args.transform?.cluster, {
      // Tells how many tasks run, which scaling divides by.
      settings: [{ name: "containerInsights", value: "enabled" }],
      tags: args.tags,
    }),
    opts,
  );
  const executionRole = roleFor(`${name}-exec`, executionPermissions(args, repository, logGroup), args.tags, opts);
  const taskRole = roleFor(`${name}-task`, [...args.permissions, selfProtection(cluster)], args.tags, opts);
  const taskDefinition = new aws.ecs.TaskDefinition(
    `${name}-definition`,
    transformed(args.transform?.taskDefinition, {
      // The cluster's name is unique, and a family of that name is this stack's own.
      family: cluster.name,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: CPU_ARCHITECTURES[args.architecture] },
      cpu: pulumi.interpolate`${args.cpu}`,
      memory: pulumi.interpolate`${args.memoryMb}`,
      executionRoleArn: executionRole.role.arn,
      taskRoleArn: taskRole.role.arn,
      volumes: [{ name: "tmp" }],
      containerDefinitions: containerDefinitions(args, image.imageUri, logGroup),
      tags: args.tags,
    }),
    opts,
  );
  const service = new aws.ecs.Service(
    name,
    transformed(args.transform?.service, {
      cluster: cluster.arn,
      taskDefinition: taskDefinition.arn,
      launchType: "FARGATE",
      desiredCount: args.initialCount,
      networkConfiguration: {
        subnets: args.network.privateSubnetIds,
        securityGroups: [args.securityGroup.id],
        assignPublicIp: false,
      },
      // A version whose tasks do not come up is taken back, while those of the last one go on working.
      deploymentCircuitBreaker: { enable: true, rollback: true },
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      // An update is done when its tasks work, not when it has been asked for.
      waitForSteadyState: true,
      enableEcsManagedTags: true,
      propagateTags: "SERVICE",
      tags: args.tags,
    }),
    {
      ...opts,
      // Scaling's business: each deployment would reset it otherwise.
      ignoreChanges: ["desiredCount"],
      // Without its permissions a task could start, and fail, before its policies are there.
      dependsOn: [executionRole.policy, taskRole.policy],
    },
  );
  return {
    cluster,
    service,
    taskDefinition,
    taskRole: taskRole.role,
    executionRole: executionRole.role,
    repository,
    logGroup,
  };
}

function imageRepository(
  name: string,
  args: WorkerServiceArgs,
  opts: pulumi.CustomResourceOptions,
): aws.ecr.Repository {
  const repository = new aws.ecr.Repository(
    `${name}-images`,
    {
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: "AES256" }],
      forceDelete: args.forceDelete,
      tags: args.tags,
    },
    opts,
  );
  new aws.ecr.LifecyclePolicy(
    `${name}-images-lifecycle`,
    {
      repository: repository.name,
      policy: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: "Keeps enough to go back to.",
            selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: 20 },
            action: { type: "expire" },
          },
        ],
      }),
    },
    opts,
  );
  return repository;
}

function containerDefinitions(
  args: WorkerServiceArgs,
  image: pulumi.Output<string>,
  logGroup: aws.cloudwatch.LogGroup,
): pulumi.Output<string> {
  const container = {
    name: CONTAINER,
    image,
    essential: true,
    user: USER,
    readonlyRootFilesystem: true,
    // Node and its packages may want a scratch file; nothing else of the container can be written to.
    mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp", readOnly: false }],
    linuxParameters: { initProcessEnabled: true },
    environment: byName(args.environment).map(([name, value]) => ({ name, value })),
    secrets: byName(args.secrets).map(([name, valueFrom]) => ({ name, valueFrom })),
    healthCheck: {
      command: ["CMD", ...args.healthCommand],
      // Each check is a process of its own, on the task's CPU.
      interval: 30,
      timeout: 10,
      retries: 3,
      startPeriod: 30,
    },
    stopTimeout: args.stopTimeoutSeconds,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": logGroup.name,
        "awslogs-region": logGroup.arn.apply(regionOfArn),
        "awslogs-stream-prefix": CONTAINER,
        // A worker must not wait for its log; what does not fit the buffer is dropped.
        mode: "non-blocking",
        "max-buffer-size": "4m",
      },
    },
  };
  return pulumi.jsonStringify([container]);
}

/** In one order whatever the program's: a definition that differs in nothing else would be a new revision. */
function byName(values: Readonly<Record<string, pulumi.Input<string>>>): [string, pulumi.Input<string>][] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `arn:aws:logs:<region>:<account>:log-group:<name>` */
function regionOfArn(arn: string): string {
  return arn.split(":")[3] ?? "";
}

function roleFor(
  name: string,
  permissions: readonly Allow[],
  tags: Record<string, string>,
  opts: pulumi.CustomResourceOptions,
): { role: aws.iam.Role; policy: aws.iam.RolePolicy } {
  const role = new aws.iam.Role(
    `${name}-role`,
    { assumeRolePolicy: trustPolicy("ecs-tasks.amazonaws.com"), tags },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    `${name}-policy`,
    { role: role.name, policy: policyDocument(permissions) },
    opts,
  );
  return { role, policy };
}

/** What ECS does in the execution role's name before the worker's own code runs. */
function executionPermissions(
  args: WorkerServiceArgs,
  repository: aws.ecr.Repository,
  logGroup: aws.cloudwatch.LogGroup,
): Allow[] {
  const secretArns = [...new Set(Object.values(args.secrets))];
  return [
    // GetAuthorizationToken knows no resource types (Service Authorization Reference, "Amazon ECR"): "*" is all it accepts.
    { actions: ["ecr:GetAuthorizationToken"], resources: ["*"] },
    {
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [repository.arn],
    },
    { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [pulumi.interpolate`${logGroup.arn}:*`] },
    ...(secretArns.length === 0 ? [] : [{ actions: ["secretsmanager:GetSecretValue"], resources: secretArns }]),
  ];
}

/** Scale-in and deployments pass over a task that has asked to be left alone (ECS docs, "Task scale-in protection"). */
function selfProtection(cluster: aws.ecs.Cluster): Allow {
  return {
    actions: ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"],
    resources: [pulumi.interpolate`${cluster.arn.apply((arn) => arn.replace(":cluster/", ":task/"))}/*`],
  };
}
