import { z } from "zod";
import { refusal } from "../components/parts/arguments/refusal";
import { networkSettings } from "./stackNetwork";
import { type Settings, SYSTEMS } from "./systems";

const schema = z.strictObject({
  accountId: z
    .string()
    .regex(/^\d{12}$/, "must be the 12 digits of an AWS account, in quotes so that leading zeros stay")
    .exactOptional(),
  systems: z
    .array(z.enum(Object.values(SYSTEMS).map(({ name }) => name)))
    .min(1, "must name at least one system")
    .refine((names) => new Set(names).size === names.length, "must name each system once"),
  alarms: z
    .strictObject({ emails: z.array(z.string()).exactOptional(), topicArn: z.string().exactOptional() })
    .refine(({ emails, topicArn }) => emails === undefined || topicArn === undefined, "must have emails or a topicArn")
    .default({}),
  network: networkSettings.default({}),
  ...Object.fromEntries(Object.entries(SYSTEMS).map(([key, system]) => [key, system.settings.default({})])),
});

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
  const result = schema.safeParse(Object.fromEntries(values), { reportInput: true });
  if (!result.success) {
    const problems = result.error.issues.map((issue) => `  ${prefix}${issue.path.join(".")} ${problemOf(issue)}`);
    throw refusal(
      `Stack "${stack}" has settings that cannot be used (Pulumi.${stack}.yaml, or the command line):\n${problems.join("\n")}`,
    );
  }
  // The schema of a registry that grows is put together at run time: the compiler knows its type by the registry alone.
  return result.data as Settings;
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

/** The names that a place of the settings knows. */
function allowedAt({ path }: Issue): string[] {
  const place = path.reduce<z.core.$ZodType | undefined>(
    (outer, name) => (outer === undefined ? undefined : innerSchema(outer, name)),
    schema,
  );
  const found = place === undefined ? undefined : unwrapped(place);
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

/** The schema of what an object, a record or a list holds under a name. */
function innerSchema(outer: z.core.$ZodType, name: PropertyKey): z.core.$ZodType | undefined {
  const place = unwrapped(outer);
  if (place instanceof z.ZodObject) return place.shape[String(name)];
  if (place instanceof z.ZodRecord) return place.valueType;
  return place instanceof z.ZodArray ? place.element : undefined;
}

/** A schema without what makes it optional, or gives it a default. */
function unwrapped(place: z.core.$ZodType): z.core.$ZodType {
  return "innerType" in place._zod.def ? unwrapped(place._zod.def.innerType as z.core.$ZodType) : place;
}
