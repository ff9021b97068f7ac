import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { NetworkPlace } from "../../network";
import { type ApiDomain, apiDomainOf } from "../api/domain";
import { absent, checked, type Subject } from "../arguments/arguments";
import { type CommonArgs, commonSettings } from "../arguments/commonArgs";
import { numbers } from "../arguments/numbers";
import type { Transform } from "../arguments/transform";
import { type ExistingPostgres, existingPostgres } from "../data/existingPostgres";
import { type Postgres, type PostgresArgs, postgres } from "../data/postgres";
import type { ExistingClusterArgs } from "../existing/existingCluster";
import { type ExistingKeyArgs, existingKeyArn } from "../existing/existingKey";
import { type ExistingQueueArgs, existingQueues } from "../existing/existingQueue";
import { fargateSizeOf } from "../workers/fargateSize";
import { architectureOf } from "../workers/workerArguments";
import { type ExternalApiHeadersArgs, externalApiHeaders } from "./externalApiHeaders";
import { sourcesOf, type WebhookSource } from "./sources";

/** The arguments of components that take webhooks and have workers call an external API and write to a database. */
export interface WebhookWorkersArgs
  extends CommonArgs,
    ExternalApiHeadersArgs,
    ExistingClusterArgs,
    ExistingKeyArgs,
    ExistingQueueArgs {
  /** Where workers and database are. Workers need a way out to the external API and to AWS. */
  network: NetworkPlace;
  /**
   * Senders that are known, by name: 1 to 40 letters, digits, hyphens and underscores.
   * @default none
   */
  sources?: Readonly<Record<string, WebhookSource>>;
  /**
   * Also takes webhooks of sources that are not known, at `POST /webhook/{source}`. They are not signed: whoever knows the URL may send
   * them, and workers process them. With `false`, at least one source must be known.
   * @default false
   */
  acceptsOtherSources?: boolean;
  /**
   * Seconds before workers are added again.
   * @default 60
   */
  scaleOutCooldownSeconds?: pulumi.Input<number>;
  /**
   * Seconds before workers are taken away again.
   * @default 300
   */
  scaleInCooldownSeconds?: pulumi.Input<number>;
  /**
   * Deliveries after which a webhook goes to the dead-letter queue; 1 to 1,000.
   * @default 5
   */
  maxReceiveCount?: pulumi.Input<number>;
  /**
   * Seconds that one call of the external API may take.
   * @default 10, and no more than a webhook may take
   */
  externalApiTimeoutSeconds?: pulumi.Input<number>;
  /**
   * Seconds of the longest pause that the external API may ask for by `Retry-After`; 1 to 840. A worker calls again no earlier than it was
   * asked to, but for a longer pause, which is cut to this: a message in hand is given back after 15 minutes, and its receives are counted.
   * @default 600
   */
  externalApiMaxPauseSeconds?: pulumi.Input<number>;
  /**
   * Bytes of an answer of the external API, after decompression, that a worker reads; 1,024 to 33,554,432. The rest is dropped together with
   * the connection.
   * @default 1048576
   */
  externalApiMaxAnswerBytes?: pulumi.Input<number>;
  /** @default arm64 */
  architecture?: "arm64" | "x86_64";
  /**
   * CPU units of a worker; 1,024 are one vCPU.
   * @default 512
   */
  cpu?: 256 | 512 | 1024 | 2048 | 4096;
  /**
   * MiB of a worker, as they go with its CPU (ECS docs, "Task CPU and memory").
   * @default the least that goes with its CPU: 1024 with 512
   */
  memoryMb?: pulumi.Input<number>;
  /**
   * Seconds that a worker has to finish or hand back what it holds when it is stopped; 2 to 120.
   * @default 60
   */
  stopTimeoutSeconds?: pulumi.Input<number>;
  /**
   * A database that is there already, in the same network: an RDS for PostgreSQL, such as the `database` of another component. Workers are let
   * in, and may read its master user's secret: they migrate it, and make a role of their own. It keeps its own backups, alarms and limits, so
   * all other arguments of the database are absent. One database has room for one component of a kind.
   * @default one of the component's own
   */
  database?: ExistingPostgres;
  /** @default db.t4g.micro */
  databaseClass?: pulumi.Input<string>;
  /**
   * GiB at the beginning; 20 to 6,144. Grows by itself to five times that.
   * @default 20
   */
  databaseStorageGb?: number;
  /**
   * A standby of the database in another zone.
   * @default true
   */
  multiAz?: pulumi.Input<boolean>;
  /**
   * Days of backups, to any second of which the database can be restored; 1 to 35.
   * @default 14
   */
  backupRetentionDays?: number;
  /**
   * Leaves a snapshot of a database that is deleted or replaced. It is kept, and paid for, until somebody deletes it.
   * @default true
   */
  finalSnapshot?: pulumi.Input<boolean>;
  /**
   * Changes the database at once, with a restart where it takes one, and not in its next maintenance window.
   * @default false
   */
  applyImmediately?: pulumi.Input<boolean>;
  /**
   * A host name of one's own for the API, `{ name, certificate?, hostedZone? }`: the one that AWS gives answers 404 then. Senders that sign
   * the URL they call sign this one.
   * @default AWS's
   */
  domain?: ApiDomain;
  /**
   * Requests a second that the API lets through; the rest gets 429.
   * @default 1000
   */
  throttleRateLimit?: pulumi.Input<number>;
  /**
   * Requests that the API lets through at once.
   * @default 2000
   */
  throttleBurstLimit?: pulumi.Input<number>;
}

/**
 * Checks the arguments, and puts defaults in the place of absent ones.
 * @throws RunError naming the argument that breaks its rule
 */
export function webhookWorkersSettings(
  subject: Subject,
  args: WebhookWorkersArgs & { fifo?: object; transform?: object },
) {
  const { acceptsOtherSources = false } = args;
  const sources = sourcesOf(subject, args.sources ?? {});
  const rule = "one known source or more, unless acceptsOtherSources is true: nobody could send anything";
  checked(subject, "sources", args.sources ?? {}, rule, () => sources.length > 0 || acceptsOtherSources);
  if (args.database !== undefined) absent(subject, args, OF_AN_OWN_DATABASE, "with database");
  return {
    network: args.network,
    existingDatabase: args.database,
    existingCluster: args.cluster,
    existingQueues: existingQueues(subject, args, { fifo: args.fifo !== undefined, own: ["maxReceiveCount"] }),
    keyArn: existingKeyArn(subject, args.key),
    sources,
    acceptsOtherSources,
    domain: apiDomainOf(subject, args.domain),
    ...externalApiHeaders(subject, args),
    ...numbers(subject, args, {
      scaleOutCooldownSeconds: { default: 60, min: 0, max: 3_600 },
      scaleInCooldownSeconds: { default: 300, min: 0, max: 3_600 },
      maxReceiveCount: { default: 5, min: 1, max: 1_000 },
      stopTimeoutSeconds: { default: 60, min: 2, max: 120 },
      databaseStorageGb: { default: 20, min: 20, max: 6_144 },
      backupRetentionDays: { default: 14, min: 1, max: 35 },
      externalApiMaxPauseSeconds: { default: 600, min: 1, max: 840 },
      externalApiMaxAnswerBytes: { default: 1_048_576, min: 1_024, max: 33_554_432 },
      throttleRateLimit: { default: 1_000, min: 1 },
      throttleBurstLimit: { default: 2_000, min: 1 },
    }),
    architecture: architectureOf(subject, args.architecture),
    ...fargateSizeOf(subject, args, { defaultCpu: 512 }),
    databaseClass: args.databaseClass ?? "db.t4g.micro",
    multiAz: args.multiAz ?? true,
    finalSnapshot: args.finalSnapshot ?? true,
    applyImmediately: args.applyImmediately ?? false,
    ...commonSettings(subject, args),
  };
}

/** Arguments that only a database of the component's own has a use for. */
const OF_AN_OWN_DATABASE = [
  "databaseClass",
  "databaseStorageGb",
  "databaseMaxConnections",
  "multiAz",
  "backupRetentionDays",
  "finalSnapshot",
  "applyImmediately",
] as const;

/** The database of the workers: the component's own, or one that is there. */
export function workersDatabase(
  name: string,
  settings: DatabaseSettings & Pick<PostgresArgs, "databaseName" | "clients">,
  opts: pulumi.CustomResourceOptions,
): Postgres {
  const { existingDatabase: database, clients, tags } = settings;
  if (database !== undefined) return existingPostgres(name, { database, clients, tags }, opts);
  return postgres(name, { ...databaseArgs(settings), databaseName: settings.databaseName, clients }, opts);
}

/** The arguments of the database, but for its name and its clients. */
function databaseArgs(settings: DatabaseSettings): Omit<PostgresArgs, "databaseName" | "clients"> {
  return {
    network: settings.network,
    instanceClass: settings.databaseClass,
    storageGb: settings.databaseStorageGb,
    maxConnections: settings.databaseMaxConnections,
    multiAz: settings.multiAz,
    backupRetentionDays: settings.backupRetentionDays,
    deletionProtection: settings.deletionProtection,
    finalSnapshot: settings.finalSnapshot,
    applyImmediately: settings.applyImmediately,
    logRetentionDays: settings.logRetentionDays,
    tags: settings.tags,
    transform: { database: settings.transform.database, parameterGroup: settings.transform.databaseParameters },
  };
}

type DatabaseSettings = ReturnType<typeof webhookWorkersSettings> & {
  databaseMaxConnections: number;
  deletionProtection: pulumi.Input<boolean>;
  transform: { database?: Transform<aws.rds.InstanceArgs>; databaseParameters?: Transform<aws.rds.ParameterGroupArgs> };
};
