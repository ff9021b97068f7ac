import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { runningAmong } from "../../support/processes";

const ROOT = path.join(__dirname, "..", "..", "..");

describe("the containers of a host that is killed", () => {
  it("end by themselves, with all that they have started", async () => {
    const args = ["--require", "./local/evaluation/typescript.cjs", path.join(__dirname, "hostToKill.ts")];
    const host = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [line] = await once(createInterface({ input: host.stdout }), "line");
      const { pids, folder } = JSON.parse(String(line)) as { pids: number[]; folder: string };
      const before = runningAmong(pids);

      host.kill("SIGKILL");
      while (runningAmong(pids).length > 0) await new Promise(setImmediate);

      expect(before).to.have.members(pids);
      rmSync(folder, { recursive: true, force: true });
    } finally {
      host.kill("SIGKILL");
    }
  });
});
