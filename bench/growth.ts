import path from "node:path";
import { BatchWriteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { readLocalAccess } from "../cli/localAccess";
import { readOutputs } from "../cli/outputsFile";
import { burst } from "./events/burst";
import { type EventLoad, loadOf } from "./events/loads";
import { type Figure, figure, type MeasurementInside, type Note, repeat } from "./measurement";
import { programEvaluation } from "./programEvaluation";
import { ROOT, type RunningSystem, startSystem } from "./runningSystem";

const RUNS = 3;
const EVENTS = 1_000;
const CLIENTS = 20;
const KEYS = [1, 10, 100];
const ITEMS = [1_000, 100_000, ...(process.env.BENCH_MILLION === undefined ? [] : [1_000_000])];
const BATCH = 25;
const BATCHES_AT_ONCE = 8;

/** Cost that must not grow with how much there is: of a component with their number, of an event with keys and stored items. */
export const growth: MeasurementInside = {
  name: "growth",
  method: `A program with 1 to 200 event aggregators, from the start of its process to its outputs, against an engine that answers at once. Processor time that all processes of npm start -- event-aggregator take for an event, ${EVENTS} events from ${CLIENTS} clients a run until the last is in a summary, after ${EVENTS} to warm up: with 1 to 100 keys, and with an event table that holds 1,000 to 100,000 events already (1,000,000 with BENCH_MILLION=1), written there and summarised like others.`,
  async measure(note) {
    const evaluation = await programEvaluation(note);
    const system = await startSystem(ROOT);
    const load = await loadOf("event-aggregator", ROOT);
    try {
      const cost = eventCost(system, load);
      await cost(100);
      return [...evaluation, ...(await byKeys(cost, note)), ...(await byItems(cost, load, note))];
    } finally {
      load.close();
      await system.stop();
    }
  },
};

/** Milliseconds of processor time an event. */
type EventCost = (keys: number) => Promise<number>;

function eventCost({ pid }: RunningSystem, load: EventLoad): EventCost {
  return async (keys) => {
    const request: EventLoad["request"] = (index) => {
      return { ...load.request(index), body: JSON.stringify({ key: `k-${index % keys}`, value: 1 }) };
    };
    const { cpuMsPerEvent } = await burst({ ...load, request }, { count: EVENTS, clients: CLIENTS, first: 0, pid });
    return cpuMsPerEvent;
  };
}

async function byKeys(cost: EventCost, note: Note): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const keys of KEYS) {
    const runs = await repeat(RUNS, (run) => {
      note(`events with ${keys} keys, ${run} of ${RUNS}`);
      return cost(keys);
    });
    figures.push(figure("processor time an event, by keys", "ms", runs, { value: keys, unit: "keys" }));
  }
  return figures;
}

async function byItems(cost: EventCost, load: EventLoad, note: Note): Promise<Figure[]> {
  const workFolder = path.join(ROOT, ".sluice");
  const { eventAggregator } = readOutputs(workFolder) ?? {};
  const { eventTable } = eventAggregator as { eventTable: string };
  const dynamo = new DynamoDBClient(readLocalAccess(workFolder));
  const figures: Figure[] = [];
  try {
    for (const items of ITEMS) {
      const there = (await load.arrived?.()) ?? 0;
      note(`filling the event table with ${items} events`);
      await fill(dynamo, eventTable, there, items);
      while (((await load.arrived?.()) ?? items) < items) await new Promise((looked) => setTimeout(looked, 500));
      const runs = await repeat(RUNS, (run) => {
        note(`events beside ${items} others, ${run} of ${RUNS}`);
        return cost(20);
      });
      figures.push(figure("processor time an event, by stored events", "ms", runs, { value: items, unit: "events" }));
    }
  } finally {
    dynamo.destroy();
  }
  return figures;
}

/** Writes the events from number `from` on, as the producer would. */
async function fill(dynamo: DynamoDBClient, table: string, from: number, to: number): Promise<void> {
  let next = from;
  const write = async () => {
    while (next < to) {
      const first = next;
      next = Math.min(first + BATCH, to);
      const requests = Array.from({ length: next - first }, (_, index) => ({
        PutRequest: {
          Item: {
            eventId: { S: `filled-${first + index}` },
            payload: { S: JSON.stringify({ key: `k-${index % 20}`, value: 1 }) },
            receivedAt: { S: new Date().toISOString() },
          },
        },
      }));
      await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    }
  };
  await Promise.all(Array.from({ length: BATCHES_AT_ONCE }, write));
}
