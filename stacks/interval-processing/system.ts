import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { NetworkPlace } from "../../components/network";
import { LOG_RETENTION_DAYS, tagsOf } from "../../components/parts/arguments/defaults";
import { bucket } from "../../components/parts/data/bucket";
import { type Postgres, postgres } from "../../components/parts/data/postgres";
import type { Allow } from "../../components/parts/iam/policies";
import { workerGroup } from "../../components/parts/network/workerGroup";
import {
  appSecret,
  appSecretPermission,
  databaseAccess,
  databasePermission,
} from "../../components/parts/workers/databaseClient";
import { ScheduledFargateJobs } from "../../components/scheduledFargateJobs";
import type { ScheduledFargateJobsArgs, ScheduledJob } from "../../components/scheduledFargateJobs/args";
import { PROCESS_NAMES, type ProcessName } from "../../functions/interval-processing/processes";
import { hostedDatabase } from "../hostedDatabase";
import type { StackNetwork } from "../stackNetwork";
import type { IntervalProcessingSettings } from "./settings";

/** The outputs that `pulumi stack output intervalProcessing` shows. */
export interface IntervalProcessingOutputs {
  /** Name of the bucket with `GeneratedFiles/`. */
  bucketName: pulumi.Output<string>;
  clusterName: pulumi.Output<string>;
  /** `FARGATE` or `FARGATE_SPOT` */
  capacityProvider: string;
  /** Subnets in which the tasks run. */
  subnetIds: pulumi.Output<string[]>;
  securityGroupId: pulumi.Output<string>;
  jobs: pulumi.Output<Record<string, JobOutputs>>;
  runTableName: pulumi.Output<string>;
  deadLetterQueueUrl: pulumi.Output<string>;
  repositoryUrl: pulumi.Output<string>;
  /** The first of `egressIps`: the only one where the network has a single NAT gateway. */
  egressIp: pulumi.Output<string>;
  /** The addresses that the jobs have to the internet, for others' allow lists: one for each NAT gateway. */
  egressIps: pulumi.Output<string[]>;
  /** ARN of the secret with the URL of the hosted database; absent where the stack has a database of its own. */
  databaseUrlSecretArn?: pulumi.Output<string>;
  /** Host and port of the stack's own database; absent where it is hosted elsewhere, as are the two below. */
  databaseEndpoint?: pulumi.Output<string>;
  databaseName?: pulumi.Output<string>;
  /** ARN of the secret with the database's user and password. */
  databaseSecretArn?: pulumi.Output<string>;
}

/** One job: what its schedule runs, for whoever runs it by hand. */
export interface JobOutputs {
  scheduleName: string;
  taskDefinitionArn: string;
  logGroupName: string;
}

/** EventBridge Scheduler User Guide, "Cron-based schedules". The nightly jobs differ by the hour that the file should not wait. */
const SCHEDULES: Readonly<Record<ProcessName, string>> = {
  FileGeneration: "cron(0 2 * * ? *)",
  NightlyDataChange: "cron(0 1 * * ? *)",
  HourlyDataChange: "cron(0 * * * ? *)",
  HalfHourlyDataChange: "cron(0/30 * * * ? *)",
  QuarterHourlyDataChange: "cron(0/15 * * * ? *)",
};

const NAME = "interval";
const DATABASE = "records";

/**
 * The system `interval-processing`: jobs on a timetable that change the records of a database, and write them out to S3 every night;
 * from the network's fixed addresses, which the owner of a database elsewhere can put on an allow list.
 *
 * @throws RunError naming the argument that breaks its rule
 */
export function createIntervalProcessing(
  settings: IntervalProcessingSettings,
  { place: network }: StackNetwork,
): IntervalProcessingOutputs {
  const tags = tagsOf({ component: "IntervalProcessing", name: NAME }, settings.tags);
  const securityGroup = workerGroup(
    NAME,
    { network, description: "The interval jobs: nobody connects to them.", calls: "The APIs of AWS.", tags },
    {},
  );
  const deletionProtection = settings.deletionProtection ?? true;
  const files = bucket(
    `${NAME}-files`,
    {
      versioned: settings.versionedFiles ?? false,
      replacedVersionDays: 30,
      unfinishedUploadDays: 7,
      forceDestroy: !deletionProtection,
      tags,
    },
    {},
  );
  const database = databaseFor(settings, { network, securityGroup, tags, deletionProtection });
  const jobs = new ScheduledFargateJobs(NAME, {
    network,
    securityGroup,
    image: "interval-jobs",
    jobs: jobsOf(settings),
    environment: { BUCKET_NAME: files.bucket, ...database.environment },
    secrets: database.secrets,
    permissions: [...fileAccess(files), ...database.permissions],
    deletionProtection,
    ...shared(settings),
  });
  return {
    bucketName: files.bucket,
    clusterName: jobs.cluster.name,
    capacityProvider: settings.spot ? "FARGATE_SPOT" : "FARGATE",
    subnetIds: pulumi.output(network.privateSubnetIds),
    securityGroupId: securityGroup.id,
    jobs: pulumi.output(
      Object.fromEntries(
        Object.entries(jobs.jobs).map(([name, { schedule, taskDefinition, logGroup }]) => [
          name,
          { scheduleName: schedule.name, taskDefinitionArn: taskDefinition.arn, logGroupName: logGroup.name },
        ]),
      ),
    ),
    runTableName: jobs.runTable.name,
    deadLetterQueueUrl: jobs.deadLetterQueue.url,
    repositoryUrl: jobs.repository.repositoryUrl,
    egressIp: pulumi.output(network.egressIps).apply(([first = ""]) => first),
    egressIps: pulumi.output(network.egressIps),
    ...database.outputs,
  };
}

function jobsOf(settings: IntervalProcessingSettings): ScheduledFargateJobsArgs["jobs"] {
  const { timezone, enabled, retries, timeoutSeconds, spot } = settings;
  return Object.fromEntries(
    PROCESS_NAMES.map((name) => [
      name,
      {
        schedule: SCHEDULES[name],
        environment: { processToRun: name },
        ...sizeOf(settings),
        ephemeralStorageGb: settings.ephemeralStorageGb ?? 21,
        ...(timezone !== undefined && { timezone }),
        ...(enabled !== undefined && { enabled }),
        ...(retries !== undefined && { retries }),
        ...(timeoutSeconds !== undefined && { timeoutSeconds }),
        ...(spot !== undefined && { spot }),
      },
    ]),
  );
}

/** The size of a task: 3 GiB with one vCPU, and what the component takes with another CPU. */
function sizeOf({ cpu, memoryMb }: IntervalProcessingSettings): Pick<ScheduledJob, "cpu" | "memoryMb"> {
  if (cpu === undefined) return { cpu: 1024, memoryMb: memoryMb ?? 3072 };
  return { cpu, ...(memoryMb !== undefined && { memoryMb }) };
}

function shared(settings: IntervalProcessingSettings): Partial<ScheduledFargateJobsArgs> {
  const { architecture, leaseSeconds, stopTimeoutSeconds, logRetentionDays, alarmTopicArns, tags } = settings;
  return {
    ...(architecture !== undefined && { architecture }),
    ...(leaseSeconds !== undefined && { leaseSeconds }),
    ...(stopTimeoutSeconds !== undefined && { stopTimeoutSeconds }),
    ...(logRetentionDays !== undefined && { logRetentionDays }),
    ...(alarmTopicArns !== undefined && { alarmTopicArns }),
    ...(tags !== undefined && { tags }),
  };
}

/** Allows what FileGeneration does with S3; without the right to list, S3 would not say that a file is not there. */
function fileAccess(files: aws.s3.Bucket): Allow[] {
  return [
    { actions: ["s3:ListBucket", "s3:ListBucketMultipartUploads"], resources: [files.arn] },
    {
      actions: ["s3:GetObject", "s3:PutObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
      resources: [pulumi.interpolate`${files.arn}/GeneratedFiles/*`],
    },
  ];
}

interface DatabaseSurroundings {
  network: NetworkPlace;
  securityGroup: aws.ec2.SecurityGroup;
  tags: Record<string, string>;
  deletionProtection: boolean;
}

interface Database extends Required<Pick<ScheduledFargateJobsArgs, "environment" | "secrets" | "permissions">> {
  outputs: Partial<IntervalProcessingOutputs>;
}

function databaseFor(settings: IntervalProcessingSettings, surroundings: DatabaseSurroundings): Database {
  const { securityGroup, tags } = surroundings;
  if (settings.databaseUrl !== undefined) {
    const secret = hostedDatabase(NAME, { url: settings.databaseUrl, clients: securityGroup, tags });
    return {
      environment: {},
      secrets: { DATABASE_URL: secret.arn },
      permissions: [],
      outputs: { databaseUrlSecretArn: secret.arn },
    };
  }
  const database = ownDatabase(settings, surroundings);
  const { instance, secretArn } = database;
  const appRole = appSecret(`${NAME}-database-role`, { tags }, {});
  return {
    environment: {
      DATABASE_HOST: instance.address,
      DATABASE_PORT: pulumi.interpolate`${instance.port}`,
      DATABASE_NAME: instance.dbName,
      DATABASE_SECRET_ARN: secretArn,
      DATABASE_APP_SECRET_ARN: appRole.arn,
    },
    secrets: {},
    permissions: [databasePermission(database), appSecretPermission(appRole)],
    outputs: { databaseEndpoint: instance.endpoint, databaseName: instance.dbName, databaseSecretArn: secretArn },
  };
}

function ownDatabase(
  settings: IntervalProcessingSettings,
  { network, securityGroup, tags, deletionProtection }: DatabaseSurroundings,
): Postgres {
  const database = postgres(
    `${NAME}-database`,
    {
      network,
      clients: { jobs: securityGroup },
      databaseName: DATABASE,
      instanceClass: settings.databaseClass ?? "db.t4g.micro",
      storageGb: settings.databaseStorageGb ?? 20,
      maxConnections: settings.databaseMaxConnections ?? 100,
      multiAz: settings.multiAz ?? true,
      backupRetentionDays: settings.backupRetentionDays ?? 14,
      deletionProtection,
      finalSnapshot: settings.finalSnapshot ?? true,
      applyImmediately: settings.applyImmediately ?? false,
      logRetentionDays: settings.logRetentionDays ?? LOG_RETENTION_DAYS,
      tags,
    },
    {},
  );
  databaseAccess(NAME, { workers: securityGroup, database, tags }, {});
  return database;
}
