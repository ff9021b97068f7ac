import { z } from "zod";
import { refusal } from "../components/refusal";

/** Names of the systems that a stack can run; `systems.ts` knows how to make each. */
export const SYSTEM_NAMES = ["event-aggregator", "webhooks"] as const;

export type SystemName = (typeof SYSTEM_NAMES)[number];

const tags = z.record(z.string(), z.string());

const eventAggregator = z.strictObject({
  batchSize: z.number().exactOptional(),
  maximumBatchingWindowSeconds: z.number().exactOptional(),
  maximumRetryAttempts: z.number().exactOptional(),
  maximumRecordAgeSeconds: z.number().exactOptional(),
  eventTtlDays: z.number().exactOptional(),
  deletionProtection: z.boolean().exactOptional(),
  aggregatorTimeoutSeconds: z.number().exactOptional(),
  memoryMb: z.number().exactOptional(),
  throttleRateLimit: z.number().exactOptional(),
  throttleBurstLimit: z.number().exactOptional(),
  corsOrigins: z.array(z.string()).min(1, "must name at least one origin").exactOptional(),
  logRetentionDays: z.number().exactOptional(),
  alarmTopicArns: z.array(z.string()).exactOptional(),
  tags: tags.exactOptional(),
});

const webhookSource = z.strictObject({
  secret: z.union([z.string(), z.array(z.string())]).exactOptional(),
  signatureHeader: z.string().exactOptional(),
  signaturePrefix: z.string().exactOptional(),
  signatureEncoding: z.enum(["hex", "base64"]).exactOptional(),
  deliveryIdHeader: z.string().exactOptional(),
});

const webhooks = z.strictObject({
  externalApiUrl: z.string().exactOptional(),
  sources: z.record(z.string(), webhookSource).exactOptional(),
  acceptsOtherSources: z.boolean().exactOptional(),
  fifo: z.strictObject({ groupIdHeader: z.string() }).exactOptional(),
  minWorkers: z.number().exactOptional(),
  maxWorkers: z.number().exactOptional(),
  acceptableLatencySeconds: z.number().exactOptional(),
  secondsPerMessage: z.number().exactOptional(),
  scaleOutCooldownSeconds: z.number().exactOptional(),
  scaleInCooldownSeconds: z.number().exactOptional(),
  messagesAtOnce: z.number().exactOptional(),
  messageTimeoutSeconds: z.number().exactOptional(),
  visibilityTimeoutSeconds: z.number().exactOptional(),
  maxReceiveCount: z.number().exactOptional(),
  externalApiRateLimit: z.number().exactOptional(),
  externalApiTimeoutSeconds: z.number().exactOptional(),
  architecture: z.enum(["arm64", "x86_64"]).exactOptional(),
  cpu: z.literal([256, 512, 1024, 2048, 4096]).exactOptional(),
  memoryMb: z.number().exactOptional(),
  stopTimeoutSeconds: z.number().exactOptional(),
  natGateways: z.enum(["OnePerAz", "Single", "None"]).exactOptional(),
  databaseClass: z.string().exactOptional(),
  databaseStorageGb: z.number().exactOptional(),
  databaseMaxConnections: z.number().exactOptional(),
  multiAz: z.boolean().exactOptional(),
  backupRetentionDays: z.number().exactOptional(),
  deletionProtection: z.boolean().exactOptional(),
  throttleRateLimit: z.number().exactOptional(),
  throttleBurstLimit: z.number().exactOptional(),
  logRetentionDays: z.number().exactOptional(),
  alarmTopicArns: z.array(z.string()).exactOptional(),
  tags: tags.exactOptional(),
});

const settings = z.strictObject({
  accountId: z
    .string()
    .regex(/^\d{12}$/, "must be the 12 digits of an AWS account, in quotes so that leading zeros stay")
    .exactOptional(),
  systems: z
    .array(z.enum(SYSTEM_NAMES))
    .min(1, "must name at least one system")
    .refine((names) => new Set(names).size === names.length, "must name each system once"),
  eventAggregator: eventAggregator.default({}),
  webhooks: webhooks.default({}),
});

/** What a stack's `Pulumi.<stack>.yaml` may say under `sluice:`. Limits of single values are the components' affair. */
export type Settings = z.infer<typeof settings>;

/** Settings of the system `event-aggregator`; each means what the component's argument of that name does. */
export type EventAggregatorSettings = z.infer<typeof eventAggregator>;

/** Settings of the system `webhooks`; each means what the component's argument of that name does, or `Network`'s. */
export type WebhooksSettings = z.infer<typeof webhooks>;

/**
 * Reads the project's part of a stack's configuration.
 *
 * @param config every key of the stack, such as `{ "sluice:systems": "[\"event-aggregator\"]" }`: lists and objects are JSON
 * text, as Pulumi hands them to a program
 * @throws RunError that lists every wrong name and value, with what is allowed
 */
export function readSettings(config: Readonly<Record<string, string>>, project: string, stack: string): Settings {
  const prefix = `${project}:`;
  const values = Object.entries(config)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, text]) => [key.slice(prefix.length), text] as const)
    .map(([name, text]) => [name, name === "accountId" ? text : parsed(text)]);
  const result = settings.safeParse(Object.fromEntries(values), { reportInput: true });
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `  ${prefix}${issue.path.join(".")} ${problemOf(issue)}`);
    throw refusal(
      `Stack "${stack}" has settings that cannot be used (Pulumi.${stack}.yaml, or the command line):\n${problems.join("\n")}`,
    );
  }
  return result.data;
}

/** A word that is no JSON stays the text it is, so that the schema can say what was expected instead. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

type Issue = z.core.$ZodIssue;

function problemOf(issue: Issue): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `has no ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}; allowed: ${allowedAt(issue).join(", ")}`;
    case "invalid_value":
      return `must be one of ${issue.values.join(", ")}, got ${JSON.stringify(issue.input)}`;
    case "invalid_type":
      return issue.input === undefined
        ? `is missing: it must be of type ${issue.expected}`
        : `must be of type ${issue.expected}, got ${JSON.stringify(issue.input)}`;
    default:
      return `${issue.message}, got ${JSON.stringify(issue.input)}`;
  }
}

/** The names that a place of the settings knows; `*` stands for a name that the stack chose. */
const ALLOWED: Readonly<Record<string, z.core.$ZodShape>> = {
  "": settings.shape,
  eventAggregator: eventAggregator.shape,
  webhooks: webhooks.shape,
  "webhooks.sources.*": webhookSource.shape,
  "webhooks.fifo": { groupIdHeader: z.string() },
};

function allowedAt({ path }: Issue): string[] {
  const place = path[1] === "sources" ? [...path.slice(0, 2), "*"] : path;
  return Object.keys(ALLOWED[place.join(".")] ?? {});
}
