import { Logger } from "@aws-lambda-powertools/logger";
import { Metrics } from "@aws-lambda-powertools/metrics";

/** The reports of a handler: structured log lines, and metrics as embedded metric format lines (no API calls). */
export interface Telemetry {
  /** Its lines have ids and nobody's data: of an error its name, message, stack and code. */
  logger: Logger;
  /**
   * Publishes one line with the counts that are above zero, or none at all; nobody pays for zeros.
   * @param dimensions beside `service`
   */
  count(counts: Readonly<Record<string, number>>, dimensions?: Readonly<Record<string, string>>): void;
}

/**
 * Telemetry for one handler or worker. Settings come from Powertools' own variables: `POWERTOOLS_LOG_LEVEL` (default `INFO`),
 * `POWERTOOLS_SERVICE_NAME` (the metrics' `service` dimension; default the function's name) and `POWERTOOLS_METRICS_NAMESPACE`
 * (default `Sluice`).
 *
 * @param given the service's name, where the environment has none
 */
export function createTelemetry(given?: string): Telemetry {
  const serviceName = process.env.POWERTOOLS_SERVICE_NAME ?? given ?? process.env.AWS_LAMBDA_FUNCTION_NAME ?? "sluice";
  const metrics = new Metrics({ serviceName, namespace: process.env.POWERTOOLS_METRICS_NAMESPACE ?? "Sluice" });
  return {
    logger: new Logger({
      serviceName,
      // The SDK hands over items with errors (`Item`, `CancellationReasons`), and Postgres rows (`detail`), causes included.
      jsonReplacerFn: (_key, error) =>
        error instanceof Error
          ? { name: error.name, message: error.message, stack: error.stack, code: (error as { code?: unknown }).code }
          : error,
    }),
    count(counts, dimensions = {}) {
      const positive = Object.entries(counts).filter(([, count]) => count > 0);
      if (positive.length === 0) return;
      for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
      for (const [name, count] of positive) metrics.addMetric(name, "Count", count);
      metrics.publishStoredMetrics();
    },
  };
}
