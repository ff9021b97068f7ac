import Table from "cli-table3";
import type { Histogram } from "hdr-histogram-js";
import type { Account } from "./account";

/** Microseconds, to three significant digits. */
export type Latencies = Histogram;

export function latencyTable(latencies: Latencies): string {
  const table = new Table({ head: ["latency", "p50", "p90", "p99", "max"], style: { head: [], border: [] } });
  const milliseconds = [50, 90, 99, 100].map((percentile) => latencies.getValueAtPercentile(percentile) / 1000);
  table.push(["ms", ...milliseconds.map((value) => value.toFixed(1))]);
  return table.toString();
}

export function accountTable(account: Account): string {
  const rows: [name: string, count: number, meaning: string][] = [
    ["sent", account.sent, "requests, repeats included"],
    ["accepted", account.accepted, "distinct events (eventIds)"],
    ["repeated", account.repeated, "repeats that got the first eventId"],
    ["refused", account.refused, "sends that the API did not take"],
    ["summarised", account.summarised, "growth of the summaries"],
    ["lost", account.lost, "accepted, but in no summary"],
    ["over-counted", account.overCounted, "in a summary more often than accepted"],
  ];
  if (account.failed !== 0) rows.push(["failed", account.failed, "growth of the failure queue"]);
  if (account.unknown > 0) rows.push(["unknown", account.unknown, "given up on; perhaps stored"]);
  if (account.splitKeys > 0) rows.push(["split keys", account.splitKeys, "Idempotency-Keys with two eventIds"]);
  return tableOf(rows);
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
