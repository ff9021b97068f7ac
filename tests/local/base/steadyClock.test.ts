import { expect } from "chai";
import { steadyClock } from "../../../local/base/steadyClock";
import { HeldClock } from "../../support/heldClock";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");
const HOUR_MS = 3_600_000;

/** A clock of the day that may be set, and one that is kept steady by what really passes. */
function clocks() {
  const day = new HeldClock(NOW);
  let elapsed = 0;
  const steady = steadyClock(day, () => elapsed);
  const pass = (ms: number) => {
    day.advance(ms);
    elapsed += ms;
  };
  return { day, steady, pass };
}

describe("steadyClock", () => {
  it("says what the clock of the day says", () => {
    const { steady, pass } = clocks();
    pass(1_500);

    expect(steady.now()).to.equal(NOW + 1_500);
  });

  it("follows it an hour ahead at once", () => {
    const { day, steady } = clocks();
    day.advance(HOUR_MS);

    expect(steady.now()).to.equal(NOW + HOUR_MS);
  });

  it("does not go back with it: time goes on at half its speed until the clock of the day has caught up", () => {
    const { day, steady, pass } = clocks();
    pass(1_000);
    steady.now();

    day.advance(-10_000);
    const times = [0, 1_000, 9_000, 9_999, 1, 2_000].map((ms) => {
      pass(ms);
      return steady.now() - NOW - 1_000;
    });

    expect(times).to.deep.equal([0, 500, 5_000, 9_999, 10_000, 12_000]);
  });

  it("goes on however often it is asked", () => {
    const { day, steady, pass } = clocks();
    day.advance(-10_000);
    for (let asked = 0; asked < 1_000; asked += 1) {
      pass(0.5);
      steady.now();
    }

    expect(steady.now()).to.equal(NOW + 250);
  });

  it("calls back when that much time has passed, whatever the clock of the day says", () => {
    const { day, steady } = clocks();
    let called = 0;
    steady.after(1_000, () => {
      called += 1;
    });

    day.advance(999);
    expect(called).to.equal(0);
    day.advance(1);
    expect(called).to.equal(1);
  });
});
