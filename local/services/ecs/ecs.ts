import type { ContainerDefinition, RuntimePlatform, Service } from "@aws-sdk/client-ecs";
import type { AwsService } from "../../edge/awsService";
import type { PathHandler } from "../../edge/edge";
import type { OnWire } from "../../edge/wireTypes";

/** A container of a task definition, as far as it means something for a process on this machine. */
export interface ContainerSpec {
  name: string;
  /** The URI that the image's resource returned. */
  image: string;
  /** A task ends when one of its essential containers does. */
  essential: boolean;
  /** Instead of the image's `ENTRYPOINT` (and its `CMD`, unless `command` is there too). */
  entryPoint?: readonly string[];
  /** Instead of the image's `CMD`. */
  command?: readonly string[];
  environment: Readonly<Record<string, string>>;
  /** Environment variable to secret: `arn` or `arn:<json key>::`, fetched with the execution role when a task starts. */
  secrets: Readonly<Record<string, string>>;
  /** Options of the `awslogs` driver. */
  log?: { groupName: string; streamPrefix: string };
  /** Seconds between SIGTERM and SIGKILL; 2 to 120, 30 by default (ECS, `stopTimeout`). */
  stopTimeoutSeconds: number;
  healthCheck?: {
    command: readonly string[];
    intervalSeconds: number;
    timeoutSeconds: number;
    retries: number;
    startPeriodSeconds: number;
  };
}

export interface TaskDefinitionSpec {
  arn: string;
  family: string;
  revision: number;
  /** CPU units (1024 = one vCPU) and MiB, of the task. */
  cpu: number;
  memoryMb: number;
  executionRoleArn?: string;
  /** Without one, the containers have no credentials. */
  taskRoleArn?: string;
  containers: readonly ContainerSpec[];
  /** Members that are only described, as they were registered. */
  described?: TaskDefinitionFacts;
}

/** Members of a task definition that mean nothing for a process on this machine, as ECS's API has them. */
export interface TaskDefinitionFacts {
  networkMode: "awsvpc";
  requiresCompatibilities: readonly "FARGATE"[];
  containerDefinitions: readonly ContainerDefinition[];
  volumes: readonly { name: string }[];
  runtimePlatform?: RuntimePlatform;
  ephemeralStorage?: { sizeInGiB: number };
}

/** A task definition, and since when it is registered; with the time of its end, no task starts from it any more. */
export interface RegisteredTaskDefinition {
  spec: TaskDefinitionSpec;
  /** Milliseconds since the Unix epoch. */
  registeredAt: number;
  deregisteredAt?: number;
}

export interface ClusterSpec {
  arn: string;
  name: string;
  /** Publishes the metrics of `ECS/ContainerInsights`. */
  containerInsights: boolean;
}

export interface EcsServiceSpec {
  arn: string;
  name: string;
  /** Logical name, for log lines. */
  label: string;
  clusterArn: string;
  taskDefinitionArn: string;
  /** At creation; afterwards auto scaling or an update of the service changes it. */
  desiredCount: number;
  /** Bounds, in percent of the desired count, of what runs during a deployment. */
  minimumHealthyPercent: number;
  maximumPercent: number;
  circuitBreaker: { enable: boolean; rollback: boolean };
  subnetIds: readonly string[];
  securityGroupIds: readonly string[];
}

export type TaskStatus = "PENDING" | "RUNNING" | "STOPPING" | "STOPPED";

export interface Task {
  arn: string;
  taskDefinitionArn: string;
  clusterArn: string;
  serviceArn?: string;
  status: TaskStatus;
  /** Milliseconds since the Unix epoch. */
  startedAt?: number;
  stoppedReason?: string;
  exitCode?: number;
  /** Scale-in and deployments leave it alone until then, in milliseconds since the Unix epoch. */
  protectedUntil?: number;
}

/** The request that a task is started with, besides its definition. */
export interface TaskRequest {
  clusterArn: string;
  taskDefinitionArn: string;
  /** By container name. */
  overrides?: Readonly<Record<string, ContainerOverride>>;
  securityGroupIds?: readonly string[];
  startedBy?: string;
  group?: string;
}

export interface ContainerOverride {
  command?: readonly string[];
  environment?: Readonly<Record<string, string>>;
}

/** ECS on Fargate: tasks are child processes of their image's bundled entry, services keep as many as they are told. */
export interface Ecs {
  readonly api: AwsService;
  /** Answers containers in the place of ECS's agent (`ECS_AGENT_URI`, `ECS_CONTAINER_METADATA_URI_V4`), below `/ecs-agent/`. */
  readonly agent: PathHandler;
  putCluster(cluster: ClusterSpec): void;
  /** Stops the tasks that run outside of services. @throws AwsError `ClusterContainsServicesException` */
  deleteCluster(arn: string): Promise<void>;
  /** @param id name or ARN @throws AwsError `ClusterNotFoundException` */
  clusterArn(id: string): string;
  /** Returns the revision of a family's next task definition: 1 for the first. */
  nextRevision(family: string): number;
  registerTaskDefinition(spec: TaskDefinitionSpec): void;
  /** No task starts from it any more, but for services that have it already. */
  deregisterTaskDefinition(arn: string): void;
  /** @param id ARN, `family:revision`, or `family` for its newest @throws AwsError `ClientException` */
  taskDefinitionArn(id: string): string;
  /** Every task definition, in the order of their registration. */
  taskDefinitions(): readonly RegisteredTaskDefinition[];
  /**
   * Creates, or deploys a new task definition: new tasks start, then old ones stop (protected ones last). The desired count of
   * a service that exists stays.
   */
  putService(spec: EcsServiceSpec): Promise<void>;
  /** Starts tasks anew although the definition is the same. */
  redeploy(serviceArn: string): void;
  /** Resolves when the deployment is complete. @throws Error when it has failed, or was rolled back: then once it was */
  steady(serviceArn: string): Promise<void>;
  deleteService(arn: string): Promise<void>;
  /** @throws AwsError `ServiceNotFoundException` */
  setDesiredCount(serviceArn: string, count: number): void;
  /** The services of a cluster, in the order of their creation. */
  serviceArns(clusterArn: string): readonly string[];
  /** The service as the API describes it; `undefined` where there is none. */
  describeService(serviceArn: string): OnWire<Service> | undefined;
  counts(serviceArn: string): { desired: number; running: number; pending: number };
  tasks(filter?: { clusterArn?: string; serviceArn?: string }): readonly Task[];
  /** Starts one task outside of any service. */
  runTask(request: TaskRequest): Task;
  /** Tells of the tasks outside of services that ran when an earlier process ended: they have stopped with their host. */
  resume(): void;
  /** Sends SIGTERM, then SIGKILL after the stop timeout to every task, and waits. Where tasks are kept, the next process tells of their end. */
  stop(): Promise<void>;
}
