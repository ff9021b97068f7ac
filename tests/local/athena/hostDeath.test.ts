import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { createInterface } from "node:readline";
import { expect } from "chai";
import { familyOf, runningAmong } from "../../support/processes";
import { until } from "../../support/until";

describe("a query engine whose host is killed", () => {
  it("ends in the middle of its query", async () => {
    const args = ["--require", "./local/evaluation/typescript.cjs", path.join(__dirname, "hostToKill.ts")];
    const host = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(createInterface({ input: host.stdout }), "line");
    const family = familyOf(host.pid as number);
    expect(family).to.have.length.at.least(2);

    host.kill("SIGKILL");

    await until(() => runningAmong(family).length === 0);
  });
});
