import path from "node:path";
import { Writable } from "node:stream";
import { expect } from "chai";
import { loadBursts } from "../../cli/load/bursts/load";
import { type BurstsTarget, connectBursts } from "../../cli/load/bursts/target";
import { accessOf } from "../../cli/localAccess";
import { take } from "../../cli/tours/bursts";
import { systemClock } from "../../local/base/clock";
import { leakingLines, logLines, MARKS } from "../support/logLines";
import { type RunningSystem, runSystem } from "../support/runningSystem";
import { tourLines } from "../support/tourLines";

const PROJECT = path.resolve(__dirname, "../..");
/** Real seconds, whatever the time scale. */
const BURSTS = {
  deletionProtection: false,
  ...{ messagesPerTask: 100, maxTasks: 3, leftoverSeconds: 2 },
  ...{ pollSeconds: 1, emptyPolls: 2, visibilityTimeoutSeconds: 10, stopTimeoutSeconds: 10 },
};
const OPTIONS = { config: { systems: ["bursts"], bursts: BURSTS }, timeScale: 60, holdFaults: true };
const FAULTS = { seed: 5, throttleDynamo: 0.1, killTask: 0.15, refuseTask: 0.3, duplicateInvocation: 0.3 };
const LOAD = {
  ...{ count: 200, secondBurst: 0, duplicates: 0, concurrency: 8 },
  settle: { pollMs: 200, confirmMs: 1_000, quietMs: 120_000 },
};
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() });

describe("the system bursts", () => {
  let system: RunningSystem;
  let target: BurstsTarget;

  before(async function () {
    this.timeout(120_000);
    system = await runSystem(PROJECT, FAULTS, OPTIONS);
    target = connectBursts(system.cloud.outputs.bursts?.value, accessOf(system.cloud.services));
  });

  after(async () => {
    target?.close();
    await system?.stop();
  });

  const load = (changes: Partial<typeof LOAD>) =>
    loadBursts({ ...LOAD, ...changes }, target, { clock: systemClock, terminal: nowhere() });

  afterEach(function () {
    if (this.currentTest?.state !== "failed") return;
    process.stderr.write(`${system.lines.slice(-30).join("\n")}\n`);
  });

  describe("on a local cloud", () => {
    it("stores a burst, and one that comes while the alarm is on, each message once, and its workers go", async function () {
      this.timeout(180_000);

      const { account, alarmAtSecondBurst, mostTasks } = await load({ secondBurst: 200, duplicates: 10 });

      expect(account).to.deep.equal({
        ...{ sent: 440, accepted: 400, refused: 0, stored: 400, lost: 0, twice: 0 },
        ...{ deadLetters: 0, tasksLeft: 0, balances: true },
      });
      expect(alarmAtSecondBurst).to.equal("ALARM");
      expect(mostTasks).to.be.within(2, 3);
    });

    it("stores a few that the alarm does not speak of, once they have waited for long", async function () {
      this.timeout(120_000);

      const { account, mostTasks } = await load({ count: 5 });

      expect(account).to.include({ stored: 5, balances: true });
      expect(mostTasks).to.equal(1);
    });

    it("shows nothing in its logs of what messages hold", async function () {
      this.timeout(120_000);
      const { resources, services } = system.cloud;
      const queue = resources.find(({ state }) => state.url === target.outputs.queueUrl);
      for (const body of [JSON.stringify(MARKS), `no JSON of ${MARKS.email}`]) {
        await services.sqs.send(String(queue?.state.arn), body);
      }

      await load({ count: 5 });

      expect(services.sqs.depth(String(queue?.state.arn)).visible).to.equal(0);
      expect(logLines(system.cloud).length).to.be.greaterThan(10);
      expect(leakingLines(system.cloud, Object.values(MARKS))).to.deep.equal([]);
    });

    it("is shown by its tour", async function () {
      this.timeout(120_000);

      expect((await tourLines(take, system.cloud, "bursts")).slice(2)).to.deep.equal([
        "   workers have been woken",
        "3. workers drain the queue",
        "   all 200 are in the table",
        "   each once; the workers go when nothing is left",
      ]);
    });

    it("needs no permission that its policies lack", () => {
      expect(system.lines.filter((line) => line.startsWith("iam:"))).to.deep.equal([]);
    });
  });

  describe("on a local cloud with faults", () => {
    before(() => system.releaseFaults());

    it("stores every message once all the same, and its workers go", async function () {
      this.timeout(180_000);

      const { account } = await load({ duplicates: 10 });

      expect(account).to.include({ accepted: 200, stored: 200, lost: 0, twice: 0, tasksLeft: 0, balances: true });
    });
  });
});
