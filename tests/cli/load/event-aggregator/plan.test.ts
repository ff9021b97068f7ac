import { expect } from "chai";
import fc from "fast-check";
import { planSends } from "../../../../cli/load/event-aggregator/plan";

const base = { count: 1_000, keys: 10, duplicates: 5, seed: 7, runId: "r" };

describe("planSends", () => {
  it("repeats exactly the given share", () => {
    const sends = planSends(base);

    expect(sends).to.have.length(1_000);
    expect(sends.filter((send) => send.isRepeat)).to.have.length(50);
    expect(new Set(sends.map((send) => send.idempotencyKey)).size).to.equal(950);
  });

  it("gives every content its share", () => {
    const counts = new Map<number, number>();
    for (const { content } of planSends(base)) counts.set(content, (counts.get(content) ?? 0) + 1);

    expect([...counts.keys()].sort((a, b) => a - b)).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(Math.min(...counts.values())).to.be.greaterThan(60);
  });

  it("is the same for the same seed, another for another", () => {
    expect(planSends(base)).to.deep.equal(planSends(base));
    expect(planSends(base)).not.to.deep.equal(planSends({ ...base, seed: 8 }));
  });

  it("shares no idempotency key between runs", () => {
    const first = new Set(planSends(base).map((send) => send.idempotencyKey));
    const second = planSends({ ...base, runId: "s" });

    expect(second.filter((send) => first.has(send.idempotencyKey))).to.deep.equal([]);
  });

  it("repeats only what was sent before, with its content", () => {
    fc.assert(
      fc.property(
        fc.record({
          count: fc.integer({ min: 1, max: 200 }),
          keys: fc.integer({ min: 1, max: 20 }),
          duplicates: fc.integer({ min: 0, max: 99 }),
          seed: fc.nat(),
        }),
        (options) => {
          const contents = new Map<string, number>();
          for (const send of planSends({ ...options, runId: "r" })) {
            expect(contents.has(send.idempotencyKey)).to.equal(send.isRepeat);
            if (send.isRepeat) expect(contents.get(send.idempotencyKey)).to.equal(send.content);
            contents.set(send.idempotencyKey, send.content);
          }
          expect(contents.size).to.equal(options.count - Math.floor((options.count * options.duplicates) / 100));
        },
      ),
    );
  });
});
