import { z } from "zod";
import { refusal } from "../components/parts/arguments/refusal";
import { ACCESS_CARDS_PLACES, accessCardsSettings } from "./access-cards/settings";
import { bastionSettings } from "./bastion/settings";
import { burstsSettings } from "./bursts/settings";
import { DEBOUNCE_PLACES, debounceSettings } from "./debounce/settings";
import { eventAggregatorSettings } from "./event-aggregator/settings";
import { INGESTION_PLACES, ingestionSettings } from "./ingestion/settings";
import { intervalProcessingSettings } from "./interval-processing/settings";
import { WEBHOOKS_PLACES, webhooksSettings } from "./webhooks/settings";

/** Names of the systems that a stack can run; `systems.ts` knows how to make each. */
export const SYSTEM_NAMES = [
  "event-aggregator",
  "webhooks",
  "bastion",
  "debounce",
  "ingestion",
  "bursts",
  "interval-processing",
  "access-cards",
] as const;

export type SystemName = (typeof SYSTEM_NAMES)[number];

const settings = z.strictObject({
  accountId: z
    .string()
    .regex(/^\d{12}$/, "must be the 12 digits of an AWS account, in quotes so that leading zeros stay")
    .exactOptional(),
  systems: z
    .array(z.enum(SYSTEM_NAMES))
    .min(1, "must name at least one system")
    .refine((names) => new Set(names).size === names.length, "must name each system once"),
  eventAggregator: eventAggregatorSettings.default({}),
  webhooks: webhooksSettings.default({}),
  bastion: bastionSettings.default({}),
  debounce: debounceSettings.default({}),
  intervalProcessing: intervalProcessingSettings.default({}),
  ingestion: ingestionSettings.default({}),
  bursts: burstsSettings.default({}),
  accessCards: accessCardsSettings.default({}),
});

/** What a stack's `Pulumi.<stack>.yaml` may say under `sluice:`. Limits of single values are the components' affair. */
export type Settings = z.infer<typeof settings>;

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
  eventAggregator: eventAggregatorSettings.shape,
  webhooks: webhooksSettings.shape,
  bastion: bastionSettings.shape,
  ...placesOf("webhooks", WEBHOOKS_PLACES),
  bursts: burstsSettings.shape,
  debounce: debounceSettings.shape,
  ...placesOf("debounce", DEBOUNCE_PLACES),
  intervalProcessing: intervalProcessingSettings.shape,
  ingestion: ingestionSettings.shape,
  ...placesOf("ingestion", INGESTION_PLACES),
  accessCards: accessCardsSettings.shape,
  ...placesOf("accessCards", ACCESS_CARDS_PLACES),
};

function placesOf(system: string, places: Readonly<Record<string, z.core.$ZodShape>>): typeof ALLOWED {
  return Object.fromEntries(Object.entries(places).map(([place, shape]) => [`${system}.${place}`, shape]));
}

/** Places whose names the stack chose. */
const NAMED = /\b(sources|rules|areas|users)\.[^.]+/g;

function allowedAt({ path }: Issue): string[] {
  return Object.keys(ALLOWED[path.join(".").replace(NAMED, "$1.*")] ?? {});
}
