import { expect } from "chai";
import fc from "fast-check";
import { type Outcome, type Run, runJob } from "../../../functions/jobs/job";
import { readJobSettings } from "../../../functions/jobs/jobSettings";
import type { RunTable } from "../../../functions/jobs/runTable";
import { SimulatedClock } from "../support/simulatedClock";
import { MemoryRunTable } from "./memoryRunTable";

const NOON = "2026-03-01T12:00:00Z";
const MINUTE_MS = 60_000;

const ENVIRONMENT = {
  JOB_NAME: "hourly",
  JOB_RUN_TABLE: "runs",
  JOB_SCHEDULE: "cron(0 * * * ? *)",
  JOB_TIMEZONE: "UTC",
  JOB_CATCH_UP: "false",
  JOB_OVERLAP: "false",
  JOB_TIMEOUT_SECONDS: "600",
  JOB_LEASE_SECONDS: "30",
  JOB_STOP_TIMEOUT_SECONDS: "60",
};

type Work = (run: Run, signal: AbortSignal) => Promise<void>;

/** Tasks of one job, with one clock and one table. */
function setUp() {
  const clock = new SimulatedClock(Date.parse(NOON));
  const table = new MemoryRunTable();
  const log: string[] = [];
  let tasks = 0;
  /** Runs that were worked through to their end, in order. */
  const worked: string[] = [];

  /** Starts a task; `kill` stops it as SIGKILL does: nothing of it goes on. */
  function start(scheduledTime: string, changes: Readonly<Record<string, string>> = {}, work: Work = async () => {}) {
    const stopping = new AbortController();
    let isKilled = false;
    const never = new Promise<never>(() => {});
    const own = new Proxy<RunTable>(table, {
      get(target, method: keyof RunTable) {
        return async (...args: never[]) => {
          const call = target[method] as (...args: never[]) => Promise<unknown>;
          const answer = isKilled ? never : await call.apply(target, args);
          return isKilled ? never : answer;
        };
      },
    });
    tasks += 1;
    const task = {
      outcome: undefined as Outcome | undefined,
      error: undefined as Error | undefined,
      kill: () => {
        isKilled = true;
      },
      stop: () => stopping.abort(new Error("got SIGTERM")),
      ended: () => task.outcome !== undefined || task.error !== undefined,
    };
    const settings = readJobSettings({ ...ENVIRONMENT, ...changes, JOB_SCHEDULED_TIME: scheduledTime });
    runJob(
      {
        ...{ settings, table: own, clock, owner: `task-${tasks}`, stopping: stopping.signal },
        log: { info: (line: string) => void log.push(line), warn: (line: string) => void log.push(line) },
      },
      async (run, signal) => {
        await work(run, signal);
        if (!isKilled) worked.push(run.id);
      },
    ).then(
      (outcome) => {
        task.outcome = outcome;
      },
      (error: Error) => {
        task.error = error;
      },
    );
    return task;
  }

  const takes =
    (ms: number): Work =>
    () =>
      new Promise((resolve) => void clock.after(ms, resolve));
  return { clock, table, log, worked, start, takes };
}

describe("a run of a job", () => {
  it("is done, and told its id and its time", async () => {
    const { clock, start, worked } = setUp();
    let told: Run | undefined;

    const task = start(NOON, {}, async (run) => {
      told = run;
    });
    await clock.until(task.ended);

    expect(task.outcome).to.equal("done");
    expect(told).to.deep.equal({ id: `hourly/${NOON}`, scheduledAt: Date.parse(NOON) });
    expect(worked).to.deep.equal([`hourly/${NOON}`]);
  });

  it("is not done again when it is delivered once more afterwards", async () => {
    const { clock, start, worked } = setUp();
    const first = start(NOON);
    await clock.until(first.ended);

    const second = start(NOON);
    await clock.until(second.ended);

    expect(second.outcome).to.equal("done before");
    expect(worked).to.have.length(1);
  });

  it("is done once when it is delivered twice at a time", async () => {
    const { clock, start, takes, worked } = setUp();

    const first = start(NOON, {}, takes(5 * MINUTE_MS));
    const second = start(NOON, {}, takes(5 * MINUTE_MS));
    await clock.until(() => first.ended() && second.ended());

    expect([first.outcome, second.outcome]).to.have.members(["done", "at work elsewhere"]);
    expect(worked).to.have.length(1);
  });

  it("is taken over when its task was killed, once that task's lease is over", async () => {
    const { clock, start, takes, worked } = setUp();
    const first = start(NOON, {}, takes(5 * MINUTE_MS));
    await clock.pass(MINUTE_MS);
    first.kill();

    const startedAt = clock.now();
    const retry = start(NOON);
    await clock.until(retry.ended);

    expect(retry.outcome).to.equal("done");
    expect(clock.now() - startedAt).to.be.within(1, 31_000);
    await clock.pass(10 * MINUTE_MS);
    expect(worked).to.deep.equal([`hourly/${NOON}`]);
  });

  it("is taken over at once when its task has failed", async () => {
    const { clock, start, worked } = setUp();
    const first = start(NOON, {}, async () => {
      throw new Error("no disk");
    });
    await clock.until(first.ended);

    const startedAt = clock.now();
    const retry = start(NOON);
    await clock.until(retry.ended);

    expect(first.error?.message).to.equal("no disk");
    expect(retry.outcome).to.equal("done");
    expect(clock.now()).to.equal(startedAt);
    expect(worked).to.have.length(1);
  });

  it("fails with its own error, and says so when its lock cannot be released", async () => {
    const { clock, table, log, start } = setUp();

    const task = start(NOON, {}, async () => {
      table.unreachable = true;
      throw new Error("no disk");
    });
    await clock.until(task.ended);

    expect(task.error?.message).to.equal("no disk");
    expect(log).to.include("could not release the lock: the next run waits until the lease is over");
  });

  it("fails when it takes longer than it may, whether the work heeds the signal or not", async () => {
    const { clock, start, takes, worked } = setUp();
    let reason: unknown;

    const task = start(NOON, { JOB_TIMEOUT_SECONDS: "60" }, (run, signal) => {
      signal.addEventListener("abort", () => {
        reason = signal.reason;
      });
      return takes(10 * MINUTE_MS)(run, signal);
    });
    await clock.until(task.ended);

    expect(task.error?.message).to.equal("the run took longer than its 60 seconds");
    expect(reason).to.equal(task.error);
    expect(clock.now() - Date.parse(NOON)).to.equal(60_000);
    expect(worked).to.deep.equal([]);
  });

  it("is given up when its task is told to stop", async () => {
    const { clock, start, takes } = setUp();
    const task = start(NOON, {}, takes(10 * MINUTE_MS));
    await clock.pass(1_000);

    task.stop();
    await clock.until(task.ended);

    expect(task.error?.message).to.equal("got SIGTERM");
  });

  it("ends when its lease cannot be kept, before anybody else may begin", async () => {
    const { clock, table, start, takes } = setUp();
    const task = start(NOON, {}, takes(10 * MINUTE_MS));
    await clock.pass(1_000);

    table.unreachable = true;
    await clock.until(task.ended);

    expect(task.error?.name).to.equal("LeaseLost");
    expect(clock.now()).to.be.lessThan(table.locks.get("lock/hourly")?.claim?.leaseUntil ?? 0);
  });

  describe("beside another one of its job", () => {
    const ONE = "2026-03-01T13:00:00Z";

    it("is left out", async () => {
      const { clock, start, takes, worked } = setUp();
      const long = start(NOON, {}, takes(5 * MINUTE_MS));
      await clock.pass(MINUTE_MS);

      const next = start(ONE);
      await clock.until(() => long.ended() && next.ended());

      expect([long.outcome, next.outcome]).to.deep.equal(["done", "left out"]);
      expect(worked).to.deep.equal([`hourly/${NOON}`]);
    });

    it("is done where runs may overlap, and still no run is done twice", async () => {
      const { clock, start, takes, worked } = setUp();
      const overlap = { JOB_OVERLAP: "true" };
      const tasks = [
        start(NOON, overlap, takes(5 * MINUTE_MS)),
        start(ONE, overlap, takes(MINUTE_MS)),
        start(ONE, overlap, takes(MINUTE_MS)),
      ];
      await clock.until(() => tasks.every((task) => task.ended()));

      expect(worked).to.deep.equal([`hourly/${ONE}`, `hourly/${NOON}`]);
    });

    it("is done soon where that one's task is dead", async () => {
      const { clock, start, takes, worked } = setUp();
      start(NOON, {}, takes(5 * MINUTE_MS)).kill();
      await clock.pass(1_000);

      const next = start(ONE);
      await clock.until(next.ended);

      expect(next.outcome).to.equal("done");
      expect(worked).to.deep.equal([`hourly/${ONE}`]);
    });
  });

  describe("that makes up for missed ones", () => {
    const CATCH_UP = { JOB_CATCH_UP: "true" };
    const at = (hour: number) => `2026-03-01T${hour}:00:00Z`;
    const id = (hour: number) => `hourly/${at(hour)}`;

    it("makes up for none before the job's first", async () => {
      const { clock, start, worked } = setUp();
      await clock.until(start(at(15), CATCH_UP).ended);

      expect(worked).to.deep.equal([id(15)]);
    });

    it("does them first, in their order", async () => {
      const { clock, start, worked } = setUp();
      await clock.until(start(at(12), CATCH_UP).ended);
      await clock.until(start(at(15), CATCH_UP).ended);

      expect(worked).to.deep.equal([id(12), id(13), id(14), id(15)]);
    });

    it("does none that a retry has done", async () => {
      const { clock, table, start, worked } = setUp();
      await clock.until(start(at(12), CATCH_UP).ended);
      await table.markDone("hourly", at(13));
      await clock.until(start(at(15), CATCH_UP).ended);

      expect(worked).to.deep.equal([id(12), id(14), id(15)]);
    });

    it("does the last hundred at most", async () => {
      const { clock, start, worked } = setUp();
      await clock.until(start(at(12), CATCH_UP).ended);
      await clock.until(start("2026-04-01T12:00:00Z", CATCH_UP).ended);

      expect(worked).to.have.length(102);
      expect(worked[1]).to.equal("hourly/2026-03-28T08:00:00Z");
    });

    it("is done although one of them fails, and the task fails, and the one that failed is left", async () => {
      const { clock, start, worked } = setUp();
      await clock.until(start(at(12), CATCH_UP).ended);
      const task = start(at(15), CATCH_UP, async (run) => {
        if (run.id === id(13)) throw new Error("bad hour");
      });
      await clock.until(task.ended);
      await clock.until(start(at(15), CATCH_UP).ended);
      await clock.until(start(at(16), CATCH_UP).ended);

      expect(task.error?.message).to.equal("bad hour");
      expect(worked).to.deep.equal([id(12), id(14), id(15), id(16)]);
    });

    it("makes up for a time that the clocks have left out with nothing, for it never was", async () => {
      const { clock, start, worked } = setUp();
      const nightly = { ...CATCH_UP, JOB_SCHEDULE: "cron(30 2 * * ? *)", JOB_TIMEZONE: "Europe/Berlin" };
      await clock.until(start("2026-03-28T01:30:00Z", nightly).ended);
      await clock.until(start("2026-03-31T00:30:00Z", nightly).ended);

      expect(worked).to.deep.equal([
        "hourly/2026-03-28T01:30:00Z",
        "hourly/2026-03-30T00:30:00Z",
        "hourly/2026-03-31T00:30:00Z",
      ]);
    });
  });

  it("is done once, whatever is delivered when and whichever tasks are killed, and no two runs are at work at once", async () => {
    const delivery = fc.record({
      hour: fc.integer({ min: 10, max: 12 }),
      afterMs: fc.integer({ min: 0, max: 200_000 }),
      takesMs: fc.integer({ min: 0, max: 90_000 }),
      killedAfterMs: fc.option(fc.integer({ min: 0, max: 90_000 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(delivery, { minLength: 1, maxLength: 6 }), async (deliveries) => {
        const { clock, start, worked } = setUp();
        let atWork = 0;
        let most = 0;
        for (const { hour, afterMs, takesMs, killedAfterMs } of deliveries) {
          clock.after(afterMs, () => {
            let isMine = false;
            const task = start(`2026-03-01T${hour}:00:00Z`, {}, async () => {
              isMine = true;
              atWork += 1;
              most = Math.max(most, atWork);
              await new Promise<void>((resolve) => void clock.after(takesMs, resolve));
              if (isMine) atWork -= 1;
              isMine = false;
            });
            if (killedAfterMs !== null) {
              clock.after(killedAfterMs, () => {
                task.kill();
                if (isMine) atWork -= 1;
                isMine = false;
              });
            }
          });
        }
        await clock.pass(20 * MINUTE_MS);
        expect(most).to.be.at.most(1);
        expect(new Set(worked)).to.have.property("size", worked.length);
      }),
      { numRuns: 60 },
    );
  });
});

describe("the settings of a job", () => {
  it("name each variable that is missing or wrong", () => {
    expect(() => readJobSettings({ ...ENVIRONMENT, JOB_NAME: undefined, JOB_OVERLAP: "maybe" })).to.throw(
      /JOB_NAME[\s\S]*JOB_OVERLAP|JOB_OVERLAP[\s\S]*JOB_NAME/,
    );
  });
});
