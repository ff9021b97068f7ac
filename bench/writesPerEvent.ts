import type { LocalCloud } from "../local/cloud";
import { load } from "./balancedLoad";
import { outputsOf, withCloud } from "./cloud";
import { type Figure, figure, type MeasurementInside } from "./measurement";

const RUNS = 3;
const EVENTS = 2_000;
/** Events a second: a rate that two cores hold with the load generator beside the local cloud. */
const RATE = 200;
const WRITES = ["PutItem", "UpdateItem", "DeleteItem"];

/** DynamoDB writes that succeeded, by the samples of `SuccessfulRequestLatency`, over the events that were accepted. */
export const writesPerEvent: MeasurementInside = {
  name: "writesPerEvent",
  method: `${EVENTS} events over 20 keys, open loop at ${RATE} a second, local cloud and load generator in one process; samples of AWS/DynamoDB SuccessfulRequestLatency for ${WRITES.join(", ")}. A slower load makes smaller batches and so more writes: the rate that was reached stands beside.`,
  async measure(note) {
    const runs: Record<"events" | "summaries" | "rate", number[]> = { events: [], summaries: [], rate: [] };
    for (let run = 1; run <= RUNS; run++) {
      note(`writes per event ${run} of ${RUNS}, ${EVENTS} events at ${RATE} a second`);
      await withCloud(async (cloud) => {
        const { apiEndpoint, eventTable, summaryTable } = outputsOf(cloud);
        const { account, sendingMs } = await load(apiEndpoint, EVENTS, RATE);
        runs.events.push(writesTo(cloud, eventTable) / account.accepted);
        runs.summaries.push(writesTo(cloud, summaryTable) / account.accepted);
        runs.rate.push((EVENTS * 1000) / sendingMs);
      });
    }
    return figures(runs);
  },
};

function figures(runs: Record<"events" | "summaries" | "rate", number[]>): Figure[] {
  const both = runs.events.map((writes, run) => writes + (runs.summaries[run] ?? 0));
  return [
    figure("DynamoDB writes per event", "writes", both),
    figure("DynamoDB writes per event: event table", "writes", runs.events),
    figure("DynamoDB writes per event: summary table", "writes", runs.summaries),
    figure(`rate of that load (asked for: ${RATE})`, "events/s", runs.rate),
  ];
}

function writesTo({ services: { metrics, clock } }: LocalCloud, TableName: string): number {
  const now = clock.now();
  return WRITES.reduce((sum, Operation) => {
    const samples = metrics.statistic({
      namespace: "AWS/DynamoDB",
      metricName: "SuccessfulRequestLatency",
      dimensions: { TableName, Operation },
      statistic: "SampleCount",
      from: now - 600_000,
      to: now + 1_000,
    });
    return sum + (samples ?? 0);
  }, 0);
}
