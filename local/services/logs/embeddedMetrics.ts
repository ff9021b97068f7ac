import { z } from "zod";
import { isRecord } from "../../base/isRecord";
import { jsonIn } from "../../base/jsonIn";
import type { Datum } from "../cloudwatch/metrics";

/** Limits and shape: CloudWatch User Guide, "Specification: Embedded metric format". */
const documentSchema = z.looseObject({
  _aws: z.looseObject({
    Timestamp: z.number(),
    CloudWatchMetrics: z.array(
      z.looseObject({
        Namespace: z.string().min(1).max(1024),
        Dimensions: z.array(z.array(z.string()).max(30)).default([[]]),
        Metrics: z
          .array(
            z.looseObject({
              Name: z.string().min(1),
              Unit: z.string().optional(),
              // Metrics are kept by the second here, so both resolutions are honoured alike.
              StorageResolution: z.union([z.literal(1), z.literal(60)]).optional(),
            }),
          )
          .max(100),
      }),
    ),
  }),
});

const valuesSchema = z.union([z.number(), z.array(z.number()).max(100)]);

type Directives = z.infer<typeof documentSchema>["_aws"]["CloudWatchMetrics"];

/** Texts that are held; then all are forgotten, for a program may write any number of them. */
const MAX_HELD = 1_000;
/** Directives that were found sound, by their text: a function says the same of its metrics with every line. */
const heldDirectives = new Map<string, Directives>();
/** Dimensions by their text: metrics find the values of the same object at once. */
const heldDimensions = new Map<string, Datum["dimensions"]>();

/**
 * Reads the metrics of a log line in embedded metric format.
 *
 * @returns no metrics for a line that is not in this format; `problem` says what is wrong with one that almost is
 */
export function embeddedMetrics(message: string): { metrics: readonly Datum[]; problem?: string } {
  if (!message.startsWith("{") || !message.includes('"_aws"')) return { metrics: [] };
  const line = jsonIn(message);
  if (!isRecord(line) || !("_aws" in line)) return { metrics: [] };
  const found = directivesOf(line);
  if ("problem" in found) return { metrics: [], problem: found.problem };

  const metrics: Datum[] = [];
  for (const directive of found.directives) {
    for (const dimensionSet of directive.Dimensions) {
      const named: Record<string, string> = {};
      for (const name of dimensionSet) {
        const value = line[name];
        if (typeof value !== "string")
          return { metrics: [], problem: `the dimension "${name}" must have a text as value` };
        named[name] = value;
      }
      const dimensions = held(heldDimensions, JSON.stringify(named), named);
      for (const { Name: metricName, Unit: unit } of directive.Metrics) {
        const values = valuesOf(line[metricName]);
        if (values === undefined)
          return { metrics: [], problem: `the metric "${metricName}" must have numbers as value` };
        for (const value of values) {
          const datum = { namespace: directive.Namespace, metricName, dimensions, value, timestamp: found.timestamp };
          metrics.push(unit === undefined ? datum : { ...datum, unit });
        }
      }
    }
  }
  return { metrics };
}

function directivesOf(
  line: Readonly<Record<string, unknown>>,
): { directives: Directives; timestamp: number } | { problem: string } {
  const { Timestamp: timestamp, CloudWatchMetrics: given } = isRecord(line._aws) ? line._aws : {};
  const text = JSON.stringify(given) ?? "";
  const known = heldDirectives.get(text);
  if (known !== undefined && Number.isFinite(timestamp)) return { directives: known, timestamp: Number(timestamp) };
  const parsed = documentSchema.safeParse(line);
  if (!parsed.success) return { problem: z.prettifyError(parsed.error) };
  const { _aws } = parsed.data;
  return { directives: held(heldDirectives, text, _aws.CloudWatchMetrics), timestamp: _aws.Timestamp };
}

function valuesOf(given: unknown): readonly number[] | undefined {
  if (Number.isFinite(given)) return [given as number];
  const { data } = valuesSchema.safeParse(given);
  return data === undefined ? undefined : [data].flat();
}

/** Gives what is held of a text, and holds what is new. */
function held<Value>(values: Map<string, Value>, text: string, value: Value): Value {
  const known = values.get(text);
  if (known !== undefined) return known;
  if (values.size >= MAX_HELD) values.clear();
  values.set(text, value);
  return value;
}
