import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { keptMaps } from "../../../local/base/keptMaps";
import { KeptData } from "../../support/keptData";
import { runningAmong } from "../../support/processes";
import { until } from "../../support/until";
import { ecsUnderTest } from "./support";

const ROOT = path.join(__dirname, "..", "..", "..");

describe("the containers of a host that is killed", () => {
  it("end by themselves, with all that they have started, and the next host tells of their task", async () => {
    const data = new KeptData();
    const script = path.join(__dirname, "hostToKill.ts");
    const args = ["--require", "./local/evaluation/typescript.cjs", script, data.root];
    const host = spawn(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
    try {
      const [line] = await once(createInterface({ input: host.stdout }), "line");
      const { arn, pids, folder } = JSON.parse(String(line)) as { arn: string; pids: number[]; folder: string };
      const before = runningAmong(pids);

      host.kill("SIGKILL");
      await until(() => runningAmong(pids).length === 0);

      expect(before).to.have.members(pids);
      rmSync(folder, { recursive: true, force: true });

      const next = await ecsUnderTest({ maps: keptMaps(data.open(), "ecs") });
      next.define("any image");
      next.ecs.resume();
      const told = next.events.at(-1)?.detail;
      await next.stop();
      expect(told).to.include({ taskArn: arn, lastStatus: "STOPPED", stopCode: "TerminationNotice" });
    } finally {
      host.kill("SIGKILL");
      data.remove();
    }
  });
});
