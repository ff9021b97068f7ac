import type { AwsService } from "../../edge/awsService";

/** A container of a task definition, as far as it means something for a process on this machine. */
export interface ContainerSpec {
  name: string;
  /** The URI that the image's resource returned. */
  image: string;
  command?: readonly string[];
  environment: Readonly<Record<string, string>>;
  /** Environment variable to secret: `arn` or `arn:<json key>::`, fetched with the execution role when a task starts. */
  secrets: Readonly<Record<string, string>>;
  /** Of the `awslogs` driver. */
  logGroupName?: string;
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
  executionRoleArn: string;
  taskRoleArn: string;
  containers: readonly ContainerSpec[];
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

/** ECS on Fargate: tasks are child processes of their image's bundled entry, services keep as many as they are told. */
export interface Ecs {
  readonly api: AwsService;
  putCluster(cluster: { arn: string; name: string }): void;
  deleteCluster(arn: string): Promise<void>;
  registerTaskDefinition(spec: TaskDefinitionSpec): void;
  deregisterTaskDefinition(arn: string): void;
  /** Creates, or deploys a new task definition: new tasks start, then old ones stop (protected ones last). */
  putService(spec: EcsServiceSpec): Promise<void>;
  deleteService(arn: string): Promise<void>;
  /** @throws AwsError `ServiceNotFoundException` */
  setDesiredCount(serviceArn: string, count: number): void;
  counts(serviceArn: string): { desired: number; running: number; pending: number };
  tasks(filter?: { clusterArn?: string; serviceArn?: string }): readonly Task[];
  /** Sends SIGTERM, then SIGKILL after the stop timeout to every task, and waits. */
  stop(): Promise<void>;
}
