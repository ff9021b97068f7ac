import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { expect } from "chai";

const REGISTER = path.resolve(__dirname, "../../local/evaluation/typescript.cjs");
const MODULE = path.resolve(__dirname, "../../cli/interruption.ts");

/** Waits for an interruption, and says what it was. */
const COMMAND = `
const { interruption } = require(${JSON.stringify(MODULE)});
const signal = interruption();
signal.addEventListener("abort", () => { console.log("stopped:", signal.reason.message); process.exit(); });
setInterval(() => {}, 1000);
console.log("pid", process.pid);
`;

/** Stands in for npm: starts the command, and is there to be killed. */
const NPM = `
const { spawn } = require("node:child_process");
spawn(process.execPath, ["--require", ${JSON.stringify(REGISTER)}, "-e", ${JSON.stringify(COMMAND)}], { stdio: "inherit" });
setInterval(() => {}, 1000);
`;

async function startNpm(environment: NodeJS.ProcessEnv) {
  const npm = spawn(process.execPath, ["-e", NPM], { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  const printed = new Promise<number>((resolve) => {
    npm.stdout.on("data", (chunk: Buffer) => {
      text += chunk;
      const [, pid] = /pid (\d+)\n/.exec(text) ?? [];
      if (pid !== undefined) resolve(Number(pid));
    });
  });
  // The command holds the other end of the pipe, so it closes when both are gone.
  const closed = once(npm.stdout, "close");
  return { npm, pid: await printed, closed, said: () => text };
}

describe("the interruption of a command", () => {
  it("comes with a signal", async () => {
    const { npm, pid, said } = await startNpm(process.env);
    const heard = once(npm.stdout, "data");

    process.kill(pid, "SIGTERM");
    await heard;

    expect(said()).to.contain("stopped: interrupted");
    npm.kill("SIGKILL");
  });

  it("comes when npm is killed, which tells nobody", async () => {
    const { npm, closed, said } = await startNpm({ ...process.env, npm_lifecycle_event: "start" });

    npm.kill("SIGKILL");
    await closed;

    expect(said()).to.contain("stopped: the process that started this one has ended");
  });

  it("does not come when a shell ends that left the command in the background", async () => {
    const { npm_lifecycle_event: _, ...environment } = process.env;
    const { npm, pid, closed, said } = await startNpm(environment);

    npm.kill("SIGKILL");
    await once(npm, "exit");
    process.kill(pid, "SIGTERM");
    await closed;

    expect(said()).to.contain("stopped: interrupted");
  });
});
