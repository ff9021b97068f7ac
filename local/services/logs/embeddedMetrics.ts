import { z } from "zod";
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

/**
 * Reads the metrics of a log line in embedded metric format.
 *
 * @returns no metrics for a line that is not in this format; `problem` says what is wrong with one that almost is
 */
export function embeddedMetrics(message: string): { metrics: readonly Datum[]; problem?: string } {
  if (!message.startsWith("{") || !message.includes('"_aws"')) return { metrics: [] };
  const line = jsonIn(message);
  if (typeof line !== "object" || line === null || !("_aws" in line)) return { metrics: [] };
  const parsed = documentSchema.safeParse(line);
  if (!parsed.success) return { metrics: [], problem: z.prettifyError(parsed.error) };

  const { _aws, ...members } = parsed.data;
  const metrics: Datum[] = [];
  for (const directive of _aws.CloudWatchMetrics) {
    for (const dimensionSet of directive.Dimensions) {
      const dimensions: Record<string, string> = {};
      for (const name of dimensionSet) {
        const value = members[name];
        if (typeof value !== "string")
          return { metrics: [], problem: `the dimension "${name}" must have a text as value` };
        dimensions[name] = value;
      }
      for (const { Name: metricName, Unit: unit } of directive.Metrics) {
        const values = valuesSchema.safeParse(members[metricName]);
        if (!values.success) return { metrics: [], problem: `the metric "${metricName}" must have numbers as value` };
        for (const value of [values.data].flat()) {
          const datum = { namespace: directive.Namespace, metricName, dimensions, value, timestamp: _aws.Timestamp };
          metrics.push(unit === undefined ? datum : { ...datum, unit });
        }
      }
    }
  }
  return { metrics };
}
