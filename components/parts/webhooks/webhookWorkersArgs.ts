import type * as pulumi from "@pulumi/pulumi";
import type { NetworkPlace } from "../../network";
import { type Subject, wholeNumber } from "../arguments/arguments";
import { type CommonArgs, commonSettings, type NumberArgument } from "../arguments/commonArgs";
import { architectureOf, cpuOf } from "../workers/workerArguments";
import { sourcesOf, type WebhookSource } from "./webhookIntake/sources";

/** What components can be told that take webhooks and have workers call an external API and write to a database. */
export interface WebhookWorkersArgs extends CommonArgs {
  /** Where workers and database are. Workers need a way out to the external API and to AWS. */
  network: NetworkPlace;
  /**
   * Senders that are known, by name: 1 to 40 letters, digits, hyphens and underscores.
   * @default none
   */
  sources?: Readonly<Record<string, WebhookSource>>;
  /**
   * Also takes webhooks of sources that are not known, which are not signed, at `POST /webhook/{source}`.
   * @default true
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
   * @default 10
   */
  externalApiTimeoutSeconds?: pulumi.Input<number>;
  /** @default arm64 */
  architecture?: "arm64" | "x86_64";
  /**
   * CPU units of a worker; 1,024 are one vCPU.
   * @default 512
   */
  cpu?: 256 | 512 | 1024 | 2048 | 4096;
  /**
   * MiB of a worker, as they go with its CPU.
   * @default 1024
   */
  memoryMb?: pulumi.Input<number>;
  /**
   * Seconds that a worker has to finish or hand back what it holds when it is stopped; 2 to 120.
   * @default 60
   */
  stopTimeoutSeconds?: pulumi.Input<number>;
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
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function webhookWorkersSettings(subject: Subject, args: WebhookWorkersArgs) {
  const number = (argument: NumberArgument<WebhookWorkersArgs>, fallback: number, min: number, max?: number) =>
    wholeNumber(subject, argument, args[argument] ?? fallback, max === undefined ? { min } : { min, max });
  return {
    network: args.network,
    sources: sourcesOf(subject, args.sources ?? {}),
    acceptsOtherSources: args.acceptsOtherSources ?? true,
    scaleOutCooldownSeconds: number("scaleOutCooldownSeconds", 60, 0, 3_600),
    scaleInCooldownSeconds: number("scaleInCooldownSeconds", 300, 0, 3_600),
    maxReceiveCount: number("maxReceiveCount", 5, 1, 1_000),
    architecture: architectureOf(subject, args.architecture),
    cpu: cpuOf(subject, args.cpu),
    memoryMb: number("memoryMb", 1_024, 512, 30_720),
    stopTimeoutSeconds: number("stopTimeoutSeconds", 60, 2, 120),
    databaseClass: args.databaseClass ?? "db.t4g.micro",
    databaseStorageGb: number("databaseStorageGb", 20, 20, 6_144) as number,
    multiAz: args.multiAz ?? true,
    backupRetentionDays: number("backupRetentionDays", 14, 1, 35) as number,
    throttleRateLimit: number("throttleRateLimit", 1_000, 1),
    throttleBurstLimit: number("throttleBurstLimit", 2_000, 1),
    ...commonSettings(subject, args),
  };
}
