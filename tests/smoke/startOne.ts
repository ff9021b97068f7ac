import path from "node:path";
import { start } from "../../local/testing";

/*
 * Starts one system under the Node.js that runs this, sends it an event, and waits until it is counted. Prints one line.
 */
interface Program {
  eventAggregator: { apiEndpoint: string };
}

async function main(): Promise<void> {
  const from = performance.now();
  const cloud = await start<Program>({
    program: path.join(__dirname, "..", ".."),
    systems: ["event-aggregator"],
  });
  try {
    const startedMs = Math.round(performance.now() - from);
    const { apiEndpoint } = cloud.outputs.eventAggregator;
    const { status } = await fetch(`${apiEndpoint}/trigger-event`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"smoke":1}',
    });
    if (status !== 202) throw new Error(`the event was answered ${status}`);
    const summary = `${apiEndpoint}/get-summary?id=${encodeURIComponent('{"smoke":1}')}`;
    await cloud.until(async () => (await fetch(summary)).ok, { seconds: 60 });
    process.stdout.write(`${cloud.resources.length} resources in ${startedMs} ms, an event counted\n`);
  } finally {
    await cloud.stop();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
