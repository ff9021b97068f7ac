import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { until } from "./support";

const ROOT = path.join(__dirname, "..", "..", "..");

describe("the environments of a host that is killed", () => {
  it("end by themselves, in mid-invocation, too", async () => {
    const args = ["--require", "./local/evaluation/typescript.cjs", path.join(__dirname, "hostToKill.ts")];
    const host = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(createInterface({ input: host.stdout }), "line");
    const { pid, workFolder } = JSON.parse(String(line)) as { pid: number; workFolder: string };
    expect(isAlive(pid)).to.equal(true);

    host.kill("SIGKILL");

    await until(() => !isAlive(pid));
    rmSync(workFolder, { recursive: true, force: true });
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
