import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { HealthCheck } from "../../../local/services/ecs/healthCheck";
import { runningAmong } from "../../support/processes";
import { soon } from "../../support/until";
import { NOW, RecordingClock } from "./support";

const LIMIT_MS = 5000;

describe("HealthCheck", () => {
  let folder: string;
  let clock: RecordingClock;
  let health: HealthCheck;
  let changes: string[];

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "sluice-health-"));
    clock = new RecordingClock(NOW);
    changes = [];
  });
  afterEach(() => {
    health.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function begin(startPeriodSeconds: number, look = 'test -f "$FILE"'): void {
    const command = ["CMD-SHELL", look];
    const spec = { command, intervalSeconds: 10, timeoutSeconds: LIMIT_MS / 1000, retries: 2, startPeriodSeconds };
    const variables = { FILE: path.join(folder, "well"), PATH: "/usr/bin:/bin" };
    health = new HealthCheck(spec, { folder, variables }, clock, () => changes.push(health.status));
  }
  /** Lets the next check fall due, and waits until the one after it is planned. */
  async function check(): Promise<void> {
    const planned = clock.delays.length;
    clock.advance(clock.delays.at(-1) ?? 0);
    await soon(() => clock.delays.length >= planned + 2);
  }
  const becomeWell = () => writeFileSync(path.join(folder, "well"), "");

  it("looks every second within the start period, and every interval after", async () => {
    begin(3);
    for (let checks = 0; checks < 4; checks += 1) await check();

    expect(clock.delays).to.deep.equal([1000, LIMIT_MS, 1000, LIMIT_MS, 1000, LIMIT_MS, 10_000, LIMIT_MS, 10_000]);
    expect(changes).to.deep.equal(["UNHEALTHY"]);
  });

  it("looks every interval as soon as one check has succeeded", async () => {
    begin(30);
    becomeWell();
    await check();

    expect(clock.delays).to.deep.equal([1000, LIMIT_MS, 10_000]);
    expect(changes).to.deep.equal(["HEALTHY"]);
  });

  it("does not count failures within the start period, unless a check has succeeded before", async () => {
    begin(30);
    for (let checks = 0; checks < 3; checks += 1) await check();
    const before = health.status;
    becomeWell();
    await check();
    rmSync(path.join(folder, "well"));
    await check();
    const afterOneFailure = health.status;
    await check();

    expect([before, afterOneFailure, health.status]).to.deep.equal(["UNKNOWN", "HEALTHY", "UNHEALTHY"]);
  });

  it("ends a check that is under way when it is stopped", async () => {
    const pidFile = path.join(folder, "pid");
    begin(0, `echo $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; exec sleep 1000`);
    clock.advance(10_000);
    await soon(() => existsSync(pidFile));
    const pid = Number(readFileSync(pidFile, "utf8"));

    health.stop();
    await soon(() => clock.pending === 0);

    expect(runningAmong([pid])).to.deep.equal([]);
    expect(changes).to.deep.equal([]);
  });

  it("forgives failures between successes", async () => {
    begin(0);
    for (let round = 0; round < 2; round += 1) {
      becomeWell();
      await check();
      rmSync(path.join(folder, "well"));
      await check();
    }

    expect(changes).to.deep.equal(["HEALTHY"]);
  });
});
