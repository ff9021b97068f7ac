import { createHash } from "node:crypto";
import { EventAggregator } from "../../components/eventAggregator";
import { artifactOf } from "./artifact";
import { runProgram } from "./program";

/* Prints the SHA-256 of each artifact of an aggregator as JSON: the entry of a process that a test starts. */
async function main(): Promise<void> {
  const run = await runProgram(() => {
    new EventAggregator("orders");
  });
  const digests: Record<string, string> = {};
  for (const { name } of run.registrations.filter(({ type }) => type === "aws:lambda/function:Function")) {
    digests[name] = createHash("sha256")
      .update(await artifactOf(run, name))
      .digest("hex");
  }
  console.log(JSON.stringify(digests));
}

void main();
