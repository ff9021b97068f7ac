import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { processesBelow } from "../../../cli/faults/processes";
import { runningAmong } from "../../support/processes";
import { until } from "../../support/until";

/** Starts a process that starts children, and prints their ids; the test kills it. */
async function parentOf(...children: readonly string[]): Promise<{ parent: ChildProcess; pids: number[] }> {
  const lifeline = path.resolve("local", "base", "lifeline.ts");
  const script = [
    'const { spawn } = require("node:child_process");',
    `const { endWithHost } = require(${JSON.stringify(lifeline)});`,
    `const children = ${JSON.stringify(children)}.map((text) => {`,
    '  const child = spawn(process.execPath, ["--eval", text], { detached: true, stdio: ["ignore", "pipe", "inherit"] });',
    "  endWithHost(child);",
    "  return child;",
    "});",
    // Each says what it has started, or itself.
    'for (const child of children) child.stdout.on("data", (text) => process.stdout.write(String(text)));',
    "setInterval(() => {}, 1000);",
  ].join("\n");
  const args = ["--require", path.resolve("local", "evaluation", "typescript.cjs"), "--eval", script];
  const parent = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const pids: number[] = [];
  for await (const line of createInterface({ input: parent.stdout as NodeJS.ReadableStream })) {
    pids.push(Number(line));
    if (pids.length === children.length) break;
  }
  return { parent, pids };
}

const BUSY = "console.log(process.pid); for (;;);";
const FROZEN = 'console.log(process.pid); process.kill(process.pid, "SIGSTOP");';
const WITH_CHILD =
  'const child = require("node:child_process").spawn("sleep", ["1000"], { stdio: "ignore" }); console.log(child.pid);';

describe("a child that is to end with its host", () => {
  it("ends when that is killed, though it loops, or stands still, or has left a child of its own", async () => {
    const { parent, pids } = await parentOf(BUSY, FROZEN, WITH_CHILD);
    expect(runningAmong(pids)).to.have.length(3);

    parent.kill("SIGKILL");
    await once(parent, "exit");

    await until(() => runningAmong(pids).length === 0);
  });

  it("leaves nobody behind that watches, once it has ended", async () => {
    const { parent, pids } = await parentOf("console.log(process.ppid)");

    try {
      await until(() => processesBelow(pids[0] as number).length === 0);
    } finally {
      parent.kill("SIGKILL");
    }
  });
});
