import { expect } from "chai";
import {
  figure,
  figuresOf,
  type MeasurementOutside,
  measured,
  median,
  repeat,
  withBefore,
} from "../../bench/measurement";

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

  it("gathers the values of its name and point from all runs", () => {
    const at = (value: number) => ({ value, unit: "components" });
    const run = (one: number, ten: number) => [
      { name: "evaluation", unit: "ms", value: one, at: at(1) },
      { name: "evaluation", unit: "ms", value: ten, at: at(10) },
    ];

    expect(figuresOf([run(3, 30), run(1, 50), run(2, 40)])).to.deep.equal([
      { name: "evaluation", unit: "ms", at: at(1), median: 2, runs: [3, 1, 2] },
      { name: "evaluation", unit: "ms", at: at(10), median: 40, runs: [30, 50, 40] },
    ]);
  });

  it("stays alone where the other checkout has none of its name", () => {
    const figures = withBefore([figure("old", "ms", [1]), figure("new", "ms", [2])], [figure("old", "ms", [4])]);

    expect(figures).to.deep.equal([
      { name: "old", unit: "ms", median: 1, runs: [1], before: { median: 4, runs: [4] } },
      { name: "new", unit: "ms", median: 2, runs: [2] },
    ]);
  });
});

describe("a measurement from outside", () => {
  function recorded(log: string[]): MeasurementOutside {
    return {
      name: "startUp",
      method: "from start to ready",
      runs: 2,
      async run(checkout, note) {
        note("starting");
        log.push(checkout);
        return [{ name: "start-up", unit: "ms", value: log.length }];
      },
    };
  }

  it("takes one run of each checkout in turn", async () => {
    const log: string[] = [];
    const notes: string[] = [];

    const figures = await measured(recorded(log), "/new", "/old", (text) => notes.push(text));

    expect(log).to.deep.equal(["/old", "/new", "/old", "/new"]);
    expect(figures).to.deep.equal([
      { name: "start-up", unit: "ms", median: 3, runs: [2, 4], before: { median: 2, runs: [1, 3] } },
    ]);
    expect(notes.slice(0, 2)).to.deep.equal(["startUp, 1 of 2, before: starting", "startUp, 1 of 2: starting"]);
  });

  it("has nothing before when there is no other checkout", async () => {
    const log: string[] = [];

    const figures = await measured(recorded(log), "/new", undefined, () => undefined);

    expect(log).to.deep.equal(["/new", "/new"]);
    expect(figures).to.deep.equal([{ name: "start-up", unit: "ms", median: 1.5, runs: [1, 2] }]);
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
