/** Keeps the handlers made from here on from writing log lines and metrics among the test results. */
export function silenceTelemetry(): void {
  process.env.POWERTOOLS_LOG_LEVEL = "SILENT";
  process.env.POWERTOOLS_METRICS_DISABLED = "true";
}
