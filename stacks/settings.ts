import { z } from "zod";
import { refusal } from "../components/refusal";

/** Names of the systems that a stack can run; `systems.ts` knows how to make each. */
export const SYSTEM_NAMES = ["event-aggregator"] as const;

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
});

/** What a stack's `Pulumi.<stack>.yaml` may say under `sluice:`. Limits of single values are the components' affair. */
export type Settings = z.infer<typeof settings>;

/** Settings of the system `event-aggregator`; each means what the component's argument of that name does. */
export type EventAggregatorSettings = z.infer<typeof eventAggregator>;

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

function allowedAt(issue: Issue): string[] {
  return Object.keys(issue.path[0] === "eventAggregator" ? eventAggregator.shape : settings.shape);
}
