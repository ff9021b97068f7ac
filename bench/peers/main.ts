import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import Table from "cli-table3";
import { Command, Option } from "commander";
import { wholeNumber } from "../../cli/load/arguments";
import { functionsOf, withCloud } from "../cloud";
import { type BurstFigures, burst } from "../events/burst";
import { eventPosts, loadOf } from "../events/loads";
import { ROOT, startSystem } from "../runningSystem";
import { type DeployedFunction, Peer } from "./peer";

interface Options {
  peer: string;
  pid?: number;
  count: number;
  clients: number;
  rounds: number;
}

/** The same posts to both, in turns: what a peer and the local cloud accept of the same function. */
async function main({ peer: endpoint, pid, count, clients, rounds }: Options): Promise<void> {
  const { producer, table } = await ours();
  const peer = new Peer(endpoint);
  await peer.createTable(table, "eventId");
  const api = await peer.createApi("POST /trigger-event", await peer.createFunction("bench-producer", producer));

  const running = await startSystem(ROOT);
  const load = await loadOf("event-aggregator", ROOT);
  const peerLoad = eventPosts(api);
  const rows: (readonly [string, BurstFigures])[] = [];
  try {
    for (let round = 0; round < rounds; round++) {
      const kind = round === 0 ? "cold" : "warm";
      const send = { count, clients, first: round * count };
      rows.push([`${kind}, here, to the summaries`, await burst(load, { ...send, pid: running.pid })]);
      rows.push([`${kind}, the peer, to the table`, await burst(peerLoad, { ...send, pid: pid ?? process.pid })]);
    }
  } finally {
    load.close();
    await running.stop();
  }
  process.stdout.write(`${tableOf(rows, pid !== undefined)}\n`);
}

/** The producer of the event aggregator, as it is uploaded. */
async function ours(): Promise<{ producer: DeployedFunction; table: string }> {
  return withCloud(async (cloud) => {
    const found = functionsOf(cloud).find(({ name }) => name === "events-producer");
    if (found === undefined) throw new Error("the event aggregator has no function events-producer");
    const { handler, memorySize, environment, code } = found.inputs as unknown as ProducerInputs;
    const { variables } = environment;
    const table = variables.EVENT_TABLE;
    if (table === undefined) throw new Error(`no variable of the producer names its table: ${Object.keys(variables)}`);
    return { producer: { files: filesBelow(code.codeFolder), handler, variables, memoryMb: memorySize }, table };
  });
}

/** Settings of the function's resource, as the local cloud has them. */
interface ProducerInputs {
  handler: string;
  memorySize: number;
  environment: { variables: Record<string, string> };
  code: { codeFolder: string };
}

function filesBelow(folder: string): ReadonlyMap<string, Buffer> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = path.join(parentPath, name);
      return [path.relative(folder, file), readFileSync(file)] as const;
    }),
  );
}

function tableOf(rows: readonly (readonly [string, BurstFigures])[], knowsPid: boolean): string {
  const table = new Table({
    head: ["", "accepted/s", "p50 ms", "p99 ms", "CPU ms an event"],
    colAligns: ["left", "right", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const [name, { acceptedPerSecond, p50Ms, p99Ms, cpuMsPerEvent }] of rows) {
    const cpu = name.includes("peer") && !knowsPid ? "not known" : cpuMsPerEvent.toFixed(2);
    table.push([name, acceptedPerSecond.toFixed(0), p50Ms.toFixed(0), p99Ms.toFixed(0), cpu]);
  }
  return table.toString();
}

new Command("node --require ./local/evaluation/typescript.cjs bench/peers/main.ts")
  .description("Posts the same events to the event aggregator here and to a peer that runs already, in turns.")
  .addOption(new Option("--peer <url>", "where the peer listens").default("http://127.0.0.1:4566"))
  .addOption(new Option("--pid <n>", "its process, for the processor time it takes (Linux)").argParser(wholeNumber(1)))
  .addOption(new Option("--count <n>", "events of a burst").argParser(wholeNumber(1)).default(1_500))
  .addOption(new Option("--clients <n>", "requests under way at once").argParser(wholeNumber(1)).default(50))
  .addOption(new Option("--rounds <n>", "bursts of each, the first one cold").argParser(wholeNumber(1)).default(3))
  .action(main)
  .parseAsync()
  .catch((error: Error) => {
    process.stderr.write(`bench: ${error.message}\n`);
    process.exitCode = 1;
  });
