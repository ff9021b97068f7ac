import { expect } from "chai";
import * as fc from "fast-check";
import { createRateLimit } from "../../../../functions/shared/queueWorker/rateLimit";
import { SimulatedClock } from "../../support/simulatedClock";

describe("createRateLimit", () => {
  const never = new AbortController().signal;

  it("lets no second see more turns than its rate and burst allow, and none be lost", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 60 }),
        async (perSecond, burst, gaps) => {
          const clock = new SimulatedClock(0);
          const limit = createRateLimit(clock, { perSecond, burst });
          const turns: number[] = [];
          for (const gap of gaps) {
            void limit.take(never).then(() => turns.push(clock.now()));
            await clock.pass(gap);
          }
          await clock.until(() => turns.length === gaps.length);

          for (const from of turns) {
            const inSecond = turns.filter((turn) => turn >= from && turn < from + 1000).length;
            expect(inSecond).to.be.at.most(perSecond + burst);
          }
          const idealMs = ((gaps.length - burst) * 1000) / perSecond;
          const sentMs = gaps.slice(0, -1).reduce((sum, gap) => sum + gap, 0);
          expect(Math.max(...turns)).to.be.at.most(sentMs + Math.max(0, idealMs) + 1);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("makes those wait, too, who wait already when a pause begins", async () => {
    const clock = new SimulatedClock(0);
    const limit = createRateLimit(clock, { perSecond: 10, burst: 1 });
    const turns: number[] = [];
    for (let n = 0; n < 3; n++) void limit.take(never).then(() => turns.push(clock.now()));

    await clock.pass(150);
    limit.pause(5000);
    await clock.pass(6000);

    expect(turns).to.deep.equal([0, 100, 5150]);
  });

  it("lets everybody through at once without a rate", async () => {
    const clock = new SimulatedClock(0);
    const limit = createRateLimit(clock, {});
    let turns = 0;

    for (let n = 0; n < 1000; n++) void limit.take(never).then(() => turns++);
    await clock.pass(0);

    expect(turns).to.equal(1000);
  });

  it("lets go of those whose waitSignal ends", async () => {
    const clock = new SimulatedClock(0);
    const limit = createRateLimit(clock, {});
    const waitSignal = new AbortController();
    limit.pause(5000);
    const reasons: unknown[] = [];
    limit.take(waitSignal.signal).catch((reason: unknown) => reasons.push(reason));

    waitSignal.abort("enough");
    await clock.pass(0);

    expect(reasons).to.deep.equal(["enough"]);
  });
});
