import { expect } from "chai";
import { checkSteps, steppedCapacity } from "../../../local/services/autoscaling/stepScaling";

describe("steppedCapacity", () => {
  const outAndIn = [
    { upper: -10, adjustment: -30 },
    { lower: -10, upper: 0, adjustment: -10 },
    { lower: 0, upper: 10, adjustment: 0 },
    { lower: 10, upper: 20, adjustment: 10 },
    { lower: 20, adjustment: 30 },
  ];

  for (const [breach, change] of [
    [-10.1, -30],
    [-10, -30],
    [-9.9, -10],
    [0, 0],
    [9.9, 0],
    [10, 10],
    [19.9, 10],
    [20, 30],
    [1000, 30],
  ] as const) {
    it(`changes a capacity of 100 by ${change} where the metric is ${breach} from the threshold`, () => {
      const capacity = steppedCapacity({ adjustmentType: "ChangeInCapacity", steps: outAndIn }, 100, breach);

      expect(capacity).to.equal(100 + change);
    });
  }

  it("takes the upper bound of a step below the threshold for a metric at it", () => {
    const steps = [{ upper: 0, adjustment: -1 }];

    expect(steppedCapacity({ adjustmentType: "ChangeInCapacity", steps }, 5, 0)).to.equal(4);
  });

  it("has no answer for a breach without a step", () => {
    const steps = [{ lower: 0, adjustment: 1 }];

    expect(steppedCapacity({ adjustmentType: "ChangeInCapacity", steps }, 5, -1)).to.equal(undefined);
  });

  it("sets an exact capacity", () => {
    const steps = [{ lower: 0, adjustment: 7 }];

    expect(steppedCapacity({ adjustmentType: "ExactCapacity", steps }, 5, 3)).to.equal(7);
  });

  for (const [capacity, per_cent, expected] of [
    [10, 127, 22],
    [10, 3, 11],
    [10, -3, 9],
    [10, -66.7, 4],
    [10, 0, 10],
    [10, -100, 0],
    [0, 50, 0],
  ] as const) {
    it(`makes ${expected} of ${capacity} and ${per_cent} per cent`, () => {
      const steps = [{ lower: 0, adjustment: per_cent }];

      expect(steppedCapacity({ adjustmentType: "PercentChangeInCapacity", steps }, capacity, 1)).to.equal(expected);
    });
  }
});

describe("a percentage with a least change", () => {
  for (const [capacity, percentage, expected] of [
    [4, 25, 6],
    [4, -25, 2],
    [10, 30, 13],
    [0, 50, 2],
  ] as const) {
    it(`makes ${expected} of ${capacity} and ${percentage} per cent, by 2 at least`, () => {
      const steps = [{ lower: 0, adjustment: percentage }];
      const policy = { adjustmentType: "PercentChangeInCapacity", steps, leastChange: 2 } as const;

      expect(steppedCapacity(policy, capacity, 1)).to.equal(expected);
    });
  }
});

describe("checkSteps", () => {
  it("takes steps in any order", () => {
    expect(() =>
      checkSteps([
        { lower: 10, adjustment: 2 },
        { lower: 0, upper: 10, adjustment: 1 },
      ]),
    ).not.to.throw();
  });

  for (const [what, steps, message] of [
    ["no steps", [], "at least one step adjustment"],
    ["a gap", [{ lower: 0, upper: 5 }, { lower: 6 }], "cannot have gaps between them"],
    ["an overlap", [{ lower: 0, upper: 7 }, { lower: 6 }], "cannot overlap"],
    ["bounds the wrong way", [{ lower: 5, upper: 5 }], "Lower bound must be less than upper bound"],
    ["a step for everything", [{}], "Both lower and upper bounds of a step adjustment cannot be left unspecified"],
    ["two without an upper bound", [{ lower: 0 }, { lower: 1 }], "may have an unspecified upper bound"],
    ["a lowest bound below zero", [{ lower: -5, upper: 0 }], "one step adjustment has a negative lower bound"],
    ["a highest bound above zero", [{ lower: 0, upper: 5 }], "one step adjustment has a positive upper bound"],
  ] as const) {
    it(`refuses ${what}`, () => {
      expect(() => checkSteps(steps.map((step) => ({ ...step, adjustment: 1 })))).to.throw(message);
    });
  }
});
