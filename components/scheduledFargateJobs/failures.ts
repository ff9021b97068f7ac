import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SQSClient } from "@aws-sdk/client-sqs";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createFailedTaskHandler, type RetriedJob } from "../../functions/jobs/failedTask";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { TaskPlace } from "../parts/existing/existingCluster";
import type { KeyedQueue } from "../parts/existing/existingQueue";
import type { KeyedTable } from "../parts/existing/existingTable";
import { keyPermissions } from "../parts/existing/keyUse";
import { BOUNDED } from "../parts/lambda/awsClients";
import { inlineFunction } from "../parts/lambda/inlineFunction";
import { type FargateTask, runPermissions } from "../parts/workers/fargateTask";
import type { Settings } from "./settings";
import { familyOf } from "./tasks";

/** Seconds: enough for a few calls of AWS's APIs. */
const TIMEOUT_SECONDS = 30;

interface FailureEnvironment {
  RUN_TABLE: string;
  DEAD_LETTER_QUEUE_URL: string;
  JOBS: string;
  SUBNETS: string;
  SECURITY_GROUP: string;
}

// The same function for all components of a program, so that it is serialised once: see `bundle.ts`.
const handler = (environment: FailureEnvironment) => {
  const jobs = JSON.parse(environment.JOBS) as (RetriedJob & { family: string })[];
  return createFailedTaskHandler({
    dynamo: new DynamoDBClient(BOUNDED),
    ecs: new ECSClient(BOUNDED),
    sqs: new SQSClient(BOUNDED),
    runTable: environment.RUN_TABLE,
    deadLetterQueueUrl: environment.DEAD_LETTER_QUEUE_URL,
    jobs: Object.fromEntries(jobs.map((job) => [job.family, job])),
    subnets: JSON.parse(environment.SUBNETS) as string[],
    securityGroup: environment.SECURITY_GROUP,
    now: () => Date.now(),
  });
};

type FailureHandlerArgs = Settings & {
  /** By name. */
  tasks: Readonly<Record<string, FargateTask>>;
  place: TaskPlace;
  runs: KeyedTable;
  deadLetters: KeyedQueue;
  securityGroup: aws.ec2.SecurityGroup;
};

/** The function that deals with tasks that have failed: Scheduler knows only that one could be started, or could not. */
export function failureHandler(name: string, args: FailureHandlerArgs, opts: ChildOptions): aws.lambda.Function {
  const { tasks, place, runs, deadLetters, securityGroup } = args;
  const { cluster } = place;
  const { table: runTable } = runs;
  const { queue: deadLetterQueue } = deadLetters;
  const target = inlineFunction(
    name,
    {
      handler,
      environment: {
        RUN_TABLE: runTable.name,
        DEAD_LETTER_QUEUE_URL: deadLetterQueue.url,
        JOBS: pulumi.jsonStringify(
          args.jobs.map((job) => ({
            job: job.name,
            family: familyOf(place, job),
            taskDefinition: tasks[job.name]?.taskDefinition.arn,
            retries: job.retries,
            // The handler counts from the scheduled time, and a flexible run may only have begun at the end of its window.
            maxAgeSeconds: job.maxAgeSeconds + 60 * job.flexibleWindowMinutes,
            spot: job.spot,
          })),
        ),
        SUBNETS: pulumi.jsonStringify(args.network.privateSubnetIds),
        SECURITY_GROUP: securityGroup.id,
      },
      permissions: [
        { actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"], resources: [runTable.arn] },
        { actions: ["sqs:SendMessage"], resources: [deadLetterQueue.arn] },
        ...Object.values(tasks).flatMap((task) => runPermissions(task, cluster)),
        ...keyPermissions({ reads: [runs.keyArn], sends: [deadLetters.keyArn] }),
      ],
      timeoutSeconds: TIMEOUT_SECONDS,
      memoryMb: 256,
      logRetentionDays: args.logRetentionDays,
      tags: args.tags,
      transform: args.transform.failureHandler,
    },
    opts,
  );
  tellOfStoppedTasks(name, { cluster, target, tags: args.tags }, opts);
  return target;
}

/** Tells the function of every task of the cluster that has stopped. */
function tellOfStoppedTasks(
  name: string,
  { cluster, target, tags }: { cluster: aws.ecs.Cluster; target: aws.lambda.Function; tags: Record<string, string> },
  opts: ChildOptions,
): void {
  const rule = new aws.cloudwatch.EventRule(
    `${name}-stopped`,
    {
      description: "A task of the jobs has stopped.",
      eventPattern: pulumi.jsonStringify({
        source: ["aws.ecs"],
        "detail-type": ["ECS Task State Change"],
        detail: { clusterArn: [cluster.arn], lastStatus: ["STOPPED"] },
      }),
      tags,
    },
    opts,
  );
  const permission = new aws.lambda.Permission(
    `${name}-permission`,
    { action: "lambda:InvokeFunction", function: target.name, principal: "events.amazonaws.com", sourceArn: rule.arn },
    opts,
  );
  new aws.cloudwatch.EventTarget(
    `${name}-target`,
    { rule: rule.name, arn: target.arn },
    { ...opts, dependsOn: [permission] },
  );
}
