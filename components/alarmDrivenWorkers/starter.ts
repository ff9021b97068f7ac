import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createLoneStarter } from "../../functions/bursts/starter";
import { systemClock } from "../../functions/shared/clock";
import { createTelemetry } from "../../functions/shared/telemetry";
import type { ChildOptions } from "../parts/arguments/childOptions";
import { keyPermissions } from "../parts/existing/keyUse";
import type { Allow } from "../parts/iam/policies";
import { inlineFunction } from "../parts/lambda/inlineFunction";
import { type FargateTask, runPermissions, tasksOf } from "../parts/workers/fargateTask";
import type { Settings } from "./settings";

type StarterArgs = Settings & {
  queue: aws.sqs.Queue;
  workerTable: aws.dynamodb.Table;
  cluster: aws.ecs.Cluster;
  /** The mark of its tasks, by which it counts them. */
  startedBy: string;
  workers: FargateTask;
  securityGroup: aws.ec2.SecurityGroup;
  wakingAlarms: readonly aws.cloudwatch.MetricAlarm[];
};

/** Seconds: time to try `RunTask` again, and to see the new tasks in ECS's list. */
const TIMEOUT_SECONDS = 120;

/** The function that counts messages and tasks, and starts the tasks that are missing. */
export function starter(name: string, args: StarterArgs, opts: ChildOptions): aws.lambda.Function {
  const { queue, workerTable, cluster, workers, securityGroup, wakingAlarms, transform } = args;
  return inlineFunction(
    name,
    {
      environment: {
        QUEUE_URL: queue.url,
        WORKER_TABLE: workerTable.name,
        CLUSTER: cluster.arn,
        TASK_DEFINITION: workers.taskDefinition.arn,
        STARTED_BY: args.startedBy,
        SUBNET_IDS: pulumi.output(args.network.privateSubnetIds).apply((ids) => ids.join(",")),
        SECURITY_GROUP_ID: securityGroup.id,
        CAPACITY_PROVIDER: args.capacityProvider,
        ALARM_NAMES: pulumi.all(wakingAlarms.map((alarm) => alarm.name)).apply((names) => names.join(",")),
        BACKLOG_THRESHOLD: `${args.backlogThreshold}`,
        MESSAGES_PER_TASK: `${args.messagesPerTask}`,
        MAX_TASKS: `${args.maxTasks}`,
      },
      handler: (env) =>
        createLoneStarter({
          sqs: new SQSClient({}),
          ecs: new ECSClient({}),
          cloudwatch: new CloudWatchClient({}),
          dynamo: new DynamoDBClient({}),
          clock: systemClock,
          random: () => Math.random(),
          newToken: () => crypto.randomUUID(),
          telemetry: createTelemetry(),
          timeoutMs: TIMEOUT_SECONDS * 1000,
          settings: {
            queueUrl: env.QUEUE_URL,
            workerTable: env.WORKER_TABLE,
            cluster: env.CLUSTER,
            taskDefinition: env.TASK_DEFINITION,
            startedBy: env.STARTED_BY,
            subnetIds: env.SUBNET_IDS.split(","),
            securityGroupIds: [env.SECURITY_GROUP_ID],
            capacityProvider: env.CAPACITY_PROVIDER === "FARGATE_SPOT" ? "FARGATE_SPOT" : "FARGATE",
            alarmNames: env.ALARM_NAMES.split(","),
            backlogThreshold: Number(env.BACKLOG_THRESHOLD),
            messagesPerTask: Number(env.MESSAGES_PER_TASK),
            maxTasks: Number(env.MAX_TASKS),
          },
        }),
      permissions: permissions(args),
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMb: 256,
      logRetentionDays: args.logRetentionDays,
      tags: args.tags,
      transform: transform.starter,
    },
    opts,
  );
}

function permissions({ queue, workerTable, cluster, workers, wakingAlarms, keyArn }: StarterArgs): Allow[] {
  const inCluster = { ArnEquals: { "ecs:cluster": cluster.arn } };
  return [
    { actions: ["sqs:GetQueueAttributes"], resources: [queue.arn] },
    { actions: ["cloudwatch:DescribeAlarms"], resources: wakingAlarms.map(({ arn }) => arn) },
    { actions: ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], resources: [workerTable.arn] },
    // ListTasks knows container instances only, of which Fargate has none (Service Authorization Reference, "Amazon Elastic
    // Container Service"): "*" is all it accepts, narrowed by the cluster.
    { actions: ["ecs:ListTasks"], resources: ["*"], condition: inCluster },
    { actions: ["ecs:DescribeTasks"], resources: [tasksOf(cluster)] },
    ...runPermissions(workers, cluster),
    ...keyPermissions({ reads: [keyArn] }),
  ];
}
