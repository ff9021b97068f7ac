import { expect } from "chai";
import { type KeptMaps, keptMaps, noMaps } from "../../../local/base/keptMaps";
import { AsyncInvocations } from "../../../local/services/lambda/asyncInvocations";
import type { FunctionRunner } from "../../../local/services/lambda/functionRunner";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";

type Result = Awaited<ReturnType<FunctionRunner["invoke"]>>;

const success: Result = { ok: true, payload: null, requestId: "r" };
const failure: Result = {
  ok: false,
  kind: "function",
  error: { errorType: "Error", errorMessage: "no luck" },
  requestId: "r",
};
const throttled: Result = { ok: false, kind: "throttled", requestId: "r" };

describe("AsyncInvocations", () => {
  function underTest(results: (Result | Promise<Result>)[], timeScale = 1, maps: KeptMaps = noMaps) {
    const clock = new HeldClock(0);
    const calls: number[] = [];
    const warnings: string[] = [];
    const dropped: string[] = [];
    const runner = {
      currentSpec: { arn: "arn:listener", label: "listener", name: "listener-1" },
      async invoke() {
        calls.push(clock.now());
        return results.shift() ?? failure;
      },
    } as unknown as FunctionRunner;
    const report = {
      stage() {},
      log() {},
      warn: (source: string, line: string) => void warnings.push(`${source}: ${line}`),
    };
    const metrics = { put: ({ metricName }: { metricName: string }) => void dropped.push(metricName) };
    const invocations = new AsyncInvocations({ clock, report, metrics: metrics as never }, timeScale, maps);
    const pass = async (ms: number) => {
      clock.advance(ms);
      await new Promise(setImmediate);
    };
    return { invocations, runner, calls, warnings, dropped, pass };
  }

  it("tries twice more, after a minute and after two", async () => {
    const { invocations, runner, calls, warnings, dropped, pass } = underTest([]);

    invocations.start(runner, {});
    await pass(0);
    for (let half = 0; half < 10; half += 1) await pass(30_000);

    expect(calls).to.deep.equal([0, 60_000, 180_000]);
    expect(warnings).to.deep.equal(["listener: gives up an asynchronous event: no luck"]);
    expect(dropped).to.deep.equal(["AsyncEventsDropped"]);
  });

  it("ends with the first success", async () => {
    const { invocations, runner, calls, warnings, pass } = underTest([failure, success]);

    invocations.start(runner, {});
    await pass(0);
    for (let half = 0; half < 10; half += 1) await pass(30_000);

    expect(calls).to.deep.equal([0, 60_000]);
    expect(warnings).to.deep.equal([]);
  });

  it("offers a throttled event again and again, and that uses up no retry", async () => {
    const { invocations, runner, calls, pass } = underTest([
      throttled,
      throttled,
      throttled,
      failure,
      failure,
      success,
    ]);

    invocations.start(runner, {});
    await pass(0);
    for (let second = 0; second < 200; second += 1) await pass(1_000);

    expect(calls).to.deep.equal([0, 1_000, 3_000, 7_000, 67_000, 187_000]);
  });

  it("divides its delays by the time scale", async () => {
    const { invocations, runner, calls, pass } = underTest([failure, failure, success], 60);

    invocations.start(runner, {});
    await pass(0);
    for (let second = 0; second < 5; second += 1) await pass(1_000);

    expect(calls).to.deep.equal([0, 1_000, 3_000]);
  });

  it("lets no event go on once it is stopped", async () => {
    const { invocations, runner, calls, pass } = underTest([]);

    invocations.start(runner, {});
    await pass(0);
    await invocations.stop();
    await pass(600_000);

    expect(calls).to.deep.equal([0]);
  });

  it("refuses more than 1 MB", () => {
    const { invocations, runner } = underTest([]);

    expect(() => invocations.start(runner, "x".repeat(1_048_576))).to.throw("too large for the Event invocation type");
  });

  describe("across starts", () => {
    let data: KeptData;
    beforeEach(() => {
      data = new KeptData();
    });
    afterEach(() => data.remove());

    const start = (results: (Result | Promise<Result>)[]) => underTest(results, 1, keptMaps(data.open(), "lambda"));
    const runnerOf = (runner: FunctionRunner) => (arn: string) => (arn === "arn:listener" ? runner : undefined);

    it("goes on with an event whose function was running, with the tries that are left", async () => {
      const before = start([failure, new Promise(() => {})]);
      before.invocations.start(before.runner, {});
      await before.pass(0);
      await before.pass(60_000);

      const after = start([]);
      after.invocations.resume(runnerOf(after.runner));
      await after.pass(0);
      for (let minute = 0; minute < 5; minute += 1) await after.pass(60_000);

      expect(before.calls).to.have.length(2);
      expect(after.calls).to.deep.equal([0, 120_000]);
      expect(after.dropped).to.deep.equal(["AsyncEventsDropped"]);
    });

    it("does not call again for an event that was dealt with or given up", async () => {
      const before = start([success, failure, failure, failure]);
      before.invocations.start(before.runner, {});
      await before.pass(0);
      before.invocations.start(before.runner, {});
      for (let minute = 0; minute < 5; minute += 1) await before.pass(60_000);

      const after = start([]);
      after.invocations.resume(runnerOf(after.runner));
      await after.pass(0);

      expect(before.dropped).to.deep.equal(["AsyncEventsDropped"]);
      expect(after.calls).to.deep.equal([]);
    });

    it("does not call for events of a function that was deleted, then or before", async () => {
      const before = start([failure]);
      before.invocations.start(before.runner, {});
      await before.pass(0);

      const deleting = start([]);
      deleting.invocations.forget("arn:listener");
      deleting.invocations.resume(runnerOf(deleting.runner));
      const after = start([]);
      after.invocations.resume(runnerOf(after.runner));
      await after.pass(0);

      expect([deleting.calls, after.calls]).to.deep.equal([[], []]);
    });
  });
});
