import { expect } from "chai";
import { figure, median, repeat } from "../../bench/measurement";

describe("median", () => {
  const cases: [values: number[], expected: number][] = [
    [[3], 3],
    [[1, 2], 1.5],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
    [[10, 9, 100], 10],
  ];
  for (const [values, expected] of cases) {
    it(`of ${values.join(", ")} is ${expected}`, () => {
      expect(median(values)).to.equal(expected);
    });
  }

  it("does not exist without values", () => {
    expect(() => median([])).to.throw(RangeError);
  });
});

describe("a figure", () => {
  it("keeps every run beside its median", () => {
    expect(figure("start-up", "ms", [3, 1, 2])).to.deep.equal({
      name: "start-up",
      unit: "ms",
      median: 2,
      runs: [3, 1, 2],
    });
  });
});

describe("repeat", () => {
  it("measures one run after the other", async () => {
    const log: string[] = [];

    const runs = await repeat(3, async (run) => {
      log.push(`start ${run}`);
      await Promise.resolve();
      log.push(`end ${run}`);
      return run * 10;
    });

    expect(runs).to.deep.equal([10, 20, 30]);
    expect(log).to.deep.equal(["start 1", "end 1", "start 2", "end 2", "start 3", "end 3"]);
  });
});
