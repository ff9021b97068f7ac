import { expect } from "chai";
import { type KeptMaps, keptMaps, noMaps } from "../../../local/base/keptMaps";
import { AsyncInvocations, type EventSettings } from "../../../local/services/lambda/asyncInvocations";
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
  function underTest(
    results: (Result | Promise<Result>)[],
    timeScale = 1,
    maps: KeptMaps = noMaps,
    config?: ReturnType<EventSettings["of"]>,
  ) {
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
    const records: unknown[] = [];
    const invocations = new AsyncInvocations({ clock, report, metrics: metrics as never }, timeScale, maps, {
      of: () => config,
      send: async (_spec, ...sent) => void records.push(sent),
      bury: async (_spec, ...buried) => void records.push(buried),
    });
    const pass = async (ms: number) => {
      clock.advance(ms);
      await new Promise(setImmediate);
    };
    return { invocations, runner, calls, warnings, dropped, records, pass };
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

  describe("with settings of the function", () => {
    const onSuccessArn = "arn:aws:sqs:us-east-1:000000000000:done";
    const onFailureArn = "arn:aws:sqs:us-east-1:000000000000:failed";
    const under = (results: Result[], config: ReturnType<EventSettings["of"]>) => underTest(results, 1, noMaps, config);
    const context = (condition: string, approximateInvokeCount: number) => ({
      ...{ requestId: "r", functionArn: "arn:listener:$LATEST", condition, approximateInvokeCount },
    });

    it("tells a destination of a success, and of nothing else", async () => {
      const { invocations, runner, records, pass } = under([failure, success], { onSuccessArn });

      invocations.start(runner, { a: 1 });
      await pass(0);
      await pass(60_000);

      expect(records).to.deep.equal([
        [
          onSuccessArn,
          true,
          {
            version: "1.0",
            timestamp: "1970-01-01T00:01:00.000Z",
            requestContext: context("Success", 2),
            requestPayload: { a: 1 },
            responseContext: { statusCode: 200, executedVersion: "$LATEST" },
            responsePayload: null,
          },
        ],
      ]);
    });

    it("tells a destination of a failure in the place of people, after as many tries as are set", async () => {
      const { invocations, runner, calls, warnings, dropped, records, pass } = under([], {
        ...{ onFailureArn, maximumRetryAttempts: 1 },
      });

      invocations.start(runner, { a: 1 });
      await pass(0);
      for (let half = 0; half < 10; half += 1) await pass(30_000);

      expect(calls).to.deep.equal([0, 60_000]);
      expect([warnings, dropped]).to.deep.equal([[], ["AsyncEventsDropped"]]);
      expect(records).to.deep.equal([
        [
          onFailureArn,
          false,
          {
            version: "1.0",
            timestamp: "1970-01-01T00:01:00.000Z",
            requestContext: context("RetriesExhausted", 2),
            requestPayload: { a: 1 },
            responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
            responsePayload: { errorType: "Error", errorMessage: "no luck" },
          },
        ],
      ]);
    });

    it("gives up an event that would be too old at the next try", async () => {
      const { invocations, runner, calls, records, pass } = under([], { onFailureArn, maximumEventAgeSeconds: 90 });

      invocations.start(runner, {});
      await pass(0);
      for (let half = 0; half < 10; half += 1) await pass(30_000);

      expect(calls).to.deep.equal([0, 60_000]);
      expect(records).to.have.length(1);
      expect((records as [string, boolean, object][])[0]?.[2]).to.deep.include({
        requestContext: context("EventAgeExceeded", 2),
      });
    });

    it("gives its dead-letter queue the event that is given up, and people no warning", async () => {
      const { invocations, runner, warnings, records, pass } = under([], { maximumRetryAttempts: 0 });
      Object.assign(runner.currentSpec, { deadLetterArn: onFailureArn });

      invocations.start(runner, { a: 1 });
      await pass(0);

      expect(records).to.deep.equal([[onFailureArn, { a: 1 }, failure]]);
      expect(warnings).to.deep.equal([]);
    });

    it("has no answer to tell of an event that was throttled until it was too old", async () => {
      const { invocations, runner, records, pass } = under(Array(10).fill(throttled), {
        ...{ onFailureArn, maximumEventAgeSeconds: 60 },
      });

      invocations.start(runner, {});
      for (let second = 0; second < 70; second += 1) await pass(1000);

      const [[, , record = {}] = []] = records as [string, boolean, object][];
      expect(record).to.deep.include({ requestContext: context("EventAgeExceeded", 0) });
      expect(record).not.to.have.any.keys("responseContext", "responsePayload");
    });
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
