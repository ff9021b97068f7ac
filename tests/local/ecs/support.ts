import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AwsError } from "../../../local/base/awsError";
import { type Chaos, noChaos } from "../../../local/base/chaos";
import type { Timer } from "../../../local/base/clock";
import { type KeptMaps, noMaps } from "../../../local/base/keptMaps";
import type { Report } from "../../../local/base/report";
import { noPages } from "../../../local/edge/callingPages";
import { createEdge } from "../../../local/edge/edge";
import { createIam } from "../../../local/iam/createIam";
import type { Credentials, Iam } from "../../../local/iam/iam";
import { createMetrics, type Metrics } from "../../../local/services/cloudwatch/metrics";
import { createEcs } from "../../../local/services/ecs/createEcs";
import { createImages } from "../../../local/services/ecs/createImages";
import type {
  ContainerSpec,
  Ecs,
  EcsServiceSpec,
  Task,
  TaskDefinitionSpec,
  TaskRequest,
} from "../../../local/services/ecs/ecs";
import type { Images } from "../../../local/services/ecs/images";
import type { ServiceEvent } from "../../../local/services/events/events";
import { createLogs, type Logs } from "../../../local/services/logs/logs";
import { parameterArn } from "../../../local/services/ssm/parameter";
import { HeldClock } from "../../support/heldClock";
import { soon } from "../../support/until";

export const NOW = Date.parse("2026-01-31T10:00:00Z");
export const CLUSTER = "arn:aws:ecs:us-east-1:000000000000:cluster/orders";
export const SERVICE = "arn:aws:ecs:us-east-1:000000000000:service/orders/worker";
export const SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:db-AbCdEf";
export const TASK_ROLE = "arn:aws:iam::000000000000:role/task";
export const EXECUTION_ROLE = "arn:aws:iam::000000000000:role/execution";
export const LOG_GROUP = "/ecs/orders";
const REPOSITORY = "000000000000.dkr.ecr.us-east-1.amazonaws.com/orders";

/** Everything that a task of the tests needs, as statements that a test can leave out. */
export const EXECUTION_STATEMENTS = {
  token: { Effect: "Allow", Action: "ecr:GetAuthorizationToken", Resource: "*" },
  pull: {
    Effect: "Allow",
    Action: ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
    Resource: "arn:aws:ecr:us-east-1:000000000000:repository/orders",
  },
  stream: {
    Effect: "Allow",
    Action: "logs:CreateLogStream",
    Resource: `arn:aws:logs:us-east-1:000000000000:log-group:${LOG_GROUP}:*`,
  },
  put: {
    Effect: "Allow",
    Action: "logs:PutLogEvents",
    Resource: `arn:aws:logs:us-east-1:000000000000:log-group:${LOG_GROUP}:*`,
  },
  secret: { Effect: "Allow", Action: "secretsmanager:GetSecretValue", Resource: SECRET },
};

/** A held clock that knows what it was asked to wait for. */
export class RecordingClock extends HeldClock {
  /** Every delay, in milliseconds, in order. */
  readonly delays: number[] = [];

  override after(delayMs: number, callback: () => void): Timer {
    this.delays.push(delayMs);
    return super.after(delayMs, callback);
  }
}

export interface EcsUnderTest {
  ecs: Ecs;
  clock: RecordingClock;
  iam: Iam;
  metrics: Metrics;
  logs: Logs;
  images: Images;
  /** Folder of everything that is written. */
  folder: string;
  edgeUrl: string;
  /** Lines that containers printed, as the terminal shows them: `"worker ready"`. */
  lines: string[];
  warnings: string[];
  /** Events that EventBridge was told, in order. */
  events: ServiceEvent[];
  /** Secrets by ARN. */
  secrets: Map<string, string>;
  /** Grants the execution role all but the statements named. */
  executionRole(...without: (keyof typeof EXECUTION_STATEMENTS)[]): void;
  /** Gives the task role these statements. */
  taskRole(...statements: object[]): void;
  /** Builds an image whose program is this text. @returns its URI */
  image(main: string, command?: readonly string[]): Promise<string>;
  /** Registers the next revision of the family `worker`, with one container of this image. */
  define(image: string, container?: Partial<ContainerSpec>, task?: Partial<TaskDefinitionSpec>): TaskDefinitionSpec;
  /** Puts the service `worker` in the cluster `orders`. */
  service(definition: TaskDefinitionSpec, spec?: Partial<EcsServiceSpec>): Promise<void>;
  run(definition: TaskDefinitionSpec, request?: Partial<TaskRequest>): Task;
  /** The task as it is now. */
  task(arn: string): Task;
  /** Calls ECS's API through the edge. @param as the operator where absent */
  call(operation: string, params: object, as?: Credentials): Promise<{ status: number; body: Record<string, unknown> }>;
  /** Resolves when this is so; looks again whenever the event loop has turned. */
  until(condition: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** ECS with real processes, an edge, IAM, logs and metrics, on a clock that stands still until the test moves it. */
export async function ecsUnderTest({
  chaos = noChaos,
  maps = noMaps,
}: {
  chaos?: Chaos;
  maps?: KeptMaps;
} = {}): Promise<EcsUnderTest> {
  const folder = mkdtempSync(path.join(tmpdir(), "sluice-ecs-"));
  const clock = new RecordingClock(NOW);
  const lines: string[] = [];
  const warnings: string[] = [];
  const events: ServiceEvent[] = [];
  const report: Report = {
    stage() {},
    log: (source, line) => void lines.push(`${source} ${line}`),
    warn: (source, line) => void warnings.push(`${source}: ${line}`),
  };
  const iam = createIam({ report });
  const metrics = createMetrics({ clock });
  const logs = createLogs({ clock, metrics, report });
  const images = createImages({ workFolder: folder, programFolder: folder });
  const edge = await createEdge({ iam, report, clock }, { port: 0, host: "127.0.0.1" });
  const secrets = new Map([[SECRET, "s3cret"]]);
  const ecs = createEcs(
    {
      ...{ iam, metrics, logs, images, clock, report, chaos },
      events: { emit: (event) => void events.push(event), delivered: async () => {} },
      edgeUrl: edge.url,
      workFolder: folder,
      secretsManager: {
        arnOf: (id: string) => id,
        value: (id: string) => {
          const value = secrets.get(id);
          if (value === undefined) throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find it.");
          return value;
        },
      },
      ssm: {
        permissionsToRead: (id) => [
          { action: "ssm:GetParameters", resource: id.startsWith("arn:") ? id : parameterArn(id) },
        ],
        value: (id) => `value of ${id}`,
      },
      rds: { caFile: undefined, unreachable: () => [] },
    },
    maps,
  );
  edge.register(ecs.api);
  edge.mount("ecs-agent", ecs.agent, noPages);

  const trustPolicy = JSON.stringify({
    Statement: {
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
      // ECS Developer Guide, "Amazon ECS task IAM role".
      Condition: {
        StringEquals: { "aws:SourceAccount": "000000000000" },
        ArnLike: { "aws:SourceArn": "arn:aws:ecs:us-east-1:000000000000:*" },
      },
    },
  });
  iam.putRole({ arn: TASK_ROLE, name: "task", trustPolicy });
  iam.putRole({ arn: EXECUTION_ROLE, name: "execution", trustPolicy });
  logs.putLogGroup({ name: LOG_GROUP });
  ecs.putCluster({ arn: CLUSTER, name: "orders", containerInsights: true });

  let built = 0;
  const underTest: EcsUnderTest = {
    ...{ ecs, clock, iam, metrics, logs, images, folder, lines, warnings, secrets, events },
    edgeUrl: edge.url,
    executionRole(...without) {
      const names = Object.keys(EXECUTION_STATEMENTS) as (keyof typeof EXECUTION_STATEMENTS)[];
      const Statement = names.filter((name) => !without.includes(name)).map((name) => EXECUTION_STATEMENTS[name]);
      iam.putRolePolicy(EXECUTION_ROLE, "own", JSON.stringify({ Statement }));
    },
    taskRole: (...Statement) => iam.putRolePolicy(TASK_ROLE, "own", JSON.stringify({ Statement })),
    async image(main, command = ["node", "main.js"]) {
      built += 1;
      const context = `image-${built}`;
      mkdirSync(path.join(folder, context, "src"), { recursive: true });
      writeFileSync(path.join(folder, context, "src", "main.ts"), main);
      writeFileSync(path.join(folder, context, "Dockerfile"), `FROM node:22\nENTRYPOINT ${JSON.stringify(command)}\n`);
      return (await images.build({ repositoryUrl: REPOSITORY, context })).uri;
    },
    define(image, container = {}, task = {}) {
      const revision = ecs.nextRevision("worker");
      const spec: TaskDefinitionSpec = {
        arn: `arn:aws:ecs:us-east-1:000000000000:task-definition/worker:${revision}`,
        family: "worker",
        revision,
        cpu: 256,
        memoryMb: 512,
        executionRoleArn: EXECUTION_ROLE,
        taskRoleArn: TASK_ROLE,
        containers: [
          {
            name: "app",
            image,
            essential: true,
            environment: {},
            secrets: {},
            log: { groupName: LOG_GROUP, streamPrefix: "worker" },
            stopTimeoutSeconds: 30,
            ...container,
          },
        ],
        ...task,
      };
      ecs.registerTaskDefinition(spec);
      return spec;
    },
    service: (definition, spec = {}) =>
      ecs.putService({
        arn: SERVICE,
        name: "worker",
        label: "worker",
        clusterArn: CLUSTER,
        taskDefinitionArn: definition.arn,
        desiredCount: 1,
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        circuitBreaker: { enable: false, rollback: false },
        subnetIds: ["subnet-1"],
        securityGroupIds: ["sg-1"],
        ...spec,
      }),
    run: ({ arn }, request = {}) => ecs.runTask({ clusterArn: CLUSTER, taskDefinitionArn: arn, ...request }),
    task(arn) {
      const task = ecs.tasks().find((candidate) => candidate.arn === arn);
      if (!task) throw new Error(`there is no task ${arn}`);
      return task;
    },
    async call(operation, params, { accessKeyId, sessionToken } = iam.operator) {
      const response = await fetch(edge.url, {
        method: "POST",
        headers: {
          authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260131/us-east-1/ecs/aws4_request, SignedHeaders=host, Signature=0`,
          "x-amz-security-token": sessionToken,
          "x-amz-target": `AmazonEC2ContainerServiceV20141113.${operation}`,
          "content-type": "application/x-amz-json-1.1",
        },
        body: JSON.stringify(params),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    },
    until: soon,
    async stop() {
      const stopped = ecs.stop();
      // Containers that do not listen to SIGTERM have had their time.
      clock.advance(120_000);
      await stopped;
      await edge.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  underTest.executionRole();
  return underTest;
}
