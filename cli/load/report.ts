import Table from "cli-table3";
import type { Histogram } from "hdr-histogram-js";

/** Microseconds, to three significant digits. */
export type Latencies = Histogram;

export function latencyTable(latencies: Latencies): string {
  const table = new Table({ head: ["latency", "p50", "p90", "p99", "max"], style: { head: [], border: [] } });
  const milliseconds = [50, 90, 99, 100].map((percentile) => latencies.getValueAtPercentile(percentile) / 1000);
  table.push(["ms", ...milliseconds.map((value) => value.toFixed(1))]);
  return table.toString();
}

/** One row a count: its name, the count, what it means. */
export function tableOf(rows: readonly [name: string, count: number, meaning: string][]): string {
  const table = new Table({ style: { head: [], border: [] }, colAligns: ["left", "right", "left"] });
  for (const row of rows) table.push(row.map(String));
  return table.toString();
}

/** `"12.3 s"` */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
