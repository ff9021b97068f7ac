import type * as pulumi from "@pulumi/pulumi";
import { checked, checkName, oneOf, type Subject, wholeNumber } from "../arguments";
import { LOG_RETENTION_CHOICES, LOG_RETENTION_DAYS, tagsOf } from "../defaults";
import type { WebhookQueue } from "../webhookQueue";
import type { WebhookQueueArgs, WebhookSource } from "./args";

/** Connections to the database that one worker holds at most. */
export const CONNECTIONS_PER_WORKER = 5;

/** Connections for operators, and those that RDS keeps for itself. */
const OTHER_CONNECTIONS = 10;

/** The visibility timeout in message timeouts: room for retries, and for a worker that is slow to notice (SQS and Lambda docs). */
const VISIBILITY_FACTOR = 6;

/** Seconds that SQS hides a message at most (API reference, `VisibilityTimeout`). */
const LONGEST_VISIBILITY_SECONDS = 43_200;

/**
 * The arguments with their defaults, checked.
 * @throws RunError naming the argument that breaks its rule
 */
export function settingsOf(name: string, args: WebhookQueueArgs) {
  const subject: Subject = { component: "WebhookQueue", name };
  checkName(subject);
  const number = (argument: NumberArgument, fallback: number, min: number, max?: number): pulumi.Input<number> =>
    wholeNumber(subject, argument, args[argument] ?? fallback, max === undefined ? { min } : { min, max });
  const plain = (argument: PlainNumberArgument, fallback: number, min: number, max?: number): number =>
    number(argument, fallback, min, max) as number;

  const minWorkers = plain("minWorkers", 1, 0, 1_000);
  const messageTimeoutSeconds = plain("messageTimeoutSeconds", 30, 1, 600);
  return {
    subject,
    network: args.network,
    externalApiUrl: checked(subject, "externalApiUrl", args.externalApiUrl, "an http or https URL", (url) =>
      /^https?:\/\/[^/]/.test(url),
    ),
    sources: sourcesOf(subject, args.sources ?? {}),
    acceptsOtherSources: args.acceptsOtherSources ?? true,
    fifo: fifoOf(subject, args.fifo),
    minWorkers,
    maxWorkers: maxWorkersOf(subject, args, minWorkers),
    acceptableLatencySeconds: above0(subject, "acceptableLatencySeconds", args.acceptableLatencySeconds ?? 30),
    secondsPerMessage: above0(subject, "secondsPerMessage", args.secondsPerMessage ?? 0.01),
    scaleOutCooldownSeconds: number("scaleOutCooldownSeconds", 60, 0, 3_600),
    scaleInCooldownSeconds: number("scaleInCooldownSeconds", 300, 0, 3_600),
    messagesAtOnce: plain("messagesAtOnce", 50, 1, 1_000),
    messageTimeoutSeconds,
    visibilityTimeoutSeconds: visibilityOf(subject, args, messageTimeoutSeconds),
    maxReceiveCount: number("maxReceiveCount", 5, 1, 1_000),
    externalApiRateLimit:
      args.externalApiRateLimit === undefined
        ? undefined
        : above0(subject, "externalApiRateLimit", args.externalApiRateLimit),
    externalApiTimeoutSeconds: number("externalApiTimeoutSeconds", 10, 1, messageTimeoutSeconds),
    architecture: architectureOf(subject, args),
    cpu: cpuOf(subject, args),
    memoryMb: number("memoryMb", 1_024, 512, 30_720),
    stopTimeoutSeconds: number("stopTimeoutSeconds", 60, 2, 120),
    databaseClass: args.databaseClass ?? "db.t4g.micro",
    databaseStorageGb: plain("databaseStorageGb", 20, 20, 6_144),
    databaseMaxConnections: connectionsOf(subject, args, maxWorkersOf(subject, args, minWorkers)),
    multiAz: args.multiAz ?? true,
    backupRetentionDays: plain("backupRetentionDays", 14, 1, 35),
    deletionProtection: args.deletionProtection ?? true,
    throttleRateLimit: number("throttleRateLimit", 1_000, 1),
    throttleBurstLimit: number("throttleBurstLimit", 2_000, 1),
    logRetentionDays: oneOf(
      subject,
      "logRetentionDays",
      args.logRetentionDays ?? LOG_RETENTION_DAYS,
      LOG_RETENTION_CHOICES,
    ),
    alarmTopicArns: args.alarmTopicArns ?? [],
    tags: tagsOf(subject, args.tags),
    transform: args.transform ?? {},
  };
}

type NumberArgument = {
  [K in keyof WebhookQueueArgs]-?: WebhookQueueArgs[K] extends pulumi.Input<number> | undefined ? K : never;
}[keyof WebhookQueueArgs];

type PlainNumberArgument = {
  [K in keyof WebhookQueueArgs]-?: WebhookQueueArgs[K] extends number | undefined ? K : never;
}[keyof WebhookQueueArgs];

function above0<N extends pulumi.Input<number>>(subject: Subject, argument: string, value: N): N {
  return checked<number>(subject, argument, value, "a number above 0", (known) => {
    return Number.isFinite(known) && known > 0;
  }) as N;
}

function maxWorkersOf(subject: Subject, { maxWorkers = 10 }: WebhookQueueArgs, minWorkers: number): number {
  wholeNumber(subject, "maxWorkers", maxWorkers, { min: 1, max: 1_000 });
  checked(subject, "maxWorkers", maxWorkers, `at least minWorkers (${minWorkers})`, (known) => known >= minWorkers);
  return maxWorkers;
}

function visibilityOf(subject: Subject, args: WebhookQueueArgs, messageTimeoutSeconds: number): number {
  const min = VISIBILITY_FACTOR * messageTimeoutSeconds;
  const seconds = args.visibilityTimeoutSeconds ?? min;
  const rule = `a whole number from 6 x messageTimeoutSeconds (${min}) to ${LONGEST_VISIBILITY_SECONDS}`;
  checked(subject, "visibilityTimeoutSeconds", seconds, rule, (known) => {
    return Number.isInteger(known) && known >= min && known <= LONGEST_VISIBILITY_SECONDS;
  });
  return seconds;
}

function connectionsOf(subject: Subject, args: WebhookQueueArgs, maxWorkers: number): number {
  const min = maxWorkers * CONNECTIONS_PER_WORKER + OTHER_CONNECTIONS;
  const connections = args.databaseMaxConnections ?? 100;
  const rule = `a whole number of at least ${min} (${CONNECTIONS_PER_WORKER} for each of maxWorkers, and ${OTHER_CONNECTIONS} for others)`;
  checked(subject, "databaseMaxConnections", connections, rule, (known) => Number.isInteger(known) && known >= min);
  return connections;
}

const ARCHITECTURES = ["arm64", "x86_64"] as const;

function architectureOf(subject: Subject, { architecture = "arm64" }: WebhookQueueArgs) {
  oneOf(subject, "architecture", architecture, ARCHITECTURES);
  return architecture;
}

function cpuOf(subject: Subject, { cpu = 512 }: WebhookQueueArgs): number {
  oneOf(subject, "cpu", cpu, [256, 512, 1024, 2048, 4096]);
  return cpu;
}

const SOURCE_NAME = /^[A-Za-z0-9_-]{1,40}$/;

/** The characters of an HTTP header's name that API Gateway can refer to. */
const HEADER_NAME = /^[A-Za-z0-9_-]{1,100}$/;

function headerName(subject: Subject, argument: string, value: string): string {
  checked(subject, argument, value, "the name of a header: letters, digits, hyphens and underscores", (known) =>
    HEADER_NAME.test(known),
  );
  return value.toLowerCase();
}

/** A source with its defaults. Header names are in lower case. */
export interface SourceSettings {
  name: string;
  deliveryIdHeader: string | undefined;
  /** Absent where the source signs nothing. */
  signature: SignatureSettings | undefined;
}

export interface SignatureSettings {
  secrets: readonly pulumi.Input<string>[];
  header: string;
  prefix: string;
  encoding: "hex" | "base64";
}

function sourcesOf(subject: Subject, sources: Readonly<Record<string, WebhookSource>>): SourceSettings[] {
  return Object.entries(sources).map(([name, source]) => {
    const rule = "by names of 1 to 40 letters, digits, hyphens and underscores";
    checked(subject, "sources", name, rule, (known) => SOURCE_NAME.test(known));
    const { deliveryIdHeader } = source;
    const argument = `sources.${name}.deliveryIdHeader`;
    return {
      name,
      deliveryIdHeader: deliveryIdHeader === undefined ? undefined : headerName(subject, argument, deliveryIdHeader),
      signature: signatureOf(subject, `sources.${name}`, source),
    };
  });
}

const SIGNATURE_ARGUMENTS = ["signatureHeader", "signaturePrefix", "signatureEncoding"] as const;

function signatureOf(subject: Subject, argument: string, source: WebhookSource): SignatureSettings | undefined {
  if (source.secret === undefined) {
    for (const name of SIGNATURE_ARGUMENTS) {
      const rule = "absent where there is no secret";
      checked(subject, `${argument}.${name}`, source[name], rule, (known) => known === undefined);
    }
    return undefined;
  }
  const encoding = source.signatureEncoding ?? "hex";
  oneOf(subject, `${argument}.signatureEncoding`, encoding, ["hex", "base64"]);
  const given = Array.isArray(source.secret) ? source.secret : [source.secret];
  checked(subject, `${argument}.secret`, given.length, "one secret or more", (count) => count > 0);
  return {
    secrets: given.map((secret) =>
      checked(subject, `${argument}.secret`, secret, "a text that is not empty", (known) => known !== ""),
    ),
    header: headerName(subject, `${argument}.signatureHeader`, source.signatureHeader ?? "x-hub-signature-256"),
    prefix: source.signaturePrefix ?? "sha256=",
    encoding,
  };
}

function fifoOf(subject: Subject, fifo: WebhookQueueArgs["fifo"]): WebhookQueueArgs["fifo"] {
  return fifo && { groupIdHeader: headerName(subject, "fifo.groupIdHeader", fifo.groupIdHeader) };
}

/** What the helpers that make the children share. */
export type Context = ReturnType<typeof settingsOf> & { opts: { parent: WebhookQueue } };
