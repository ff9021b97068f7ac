import { expect } from "chai";
import { Restarts } from "../../../local/base/restarts";
import { HeldClock } from "../../support/heldClock";

const NOW = Date.parse("2026-03-01T12:00:00.000Z");

describe("Restarts", () => {
  it("come later each time, and not for ever", () => {
    const restarts = new Restarts(new HeldClock(NOW));

    const delays = Array.from({ length: 7 }, () => restarts.ended());

    expect(delays).to.deep.equal([0, 200, 1000, 3000, 5000, undefined, undefined]);
  });

  it("forget ends that are a minute ago", () => {
    const clock = new HeldClock(NOW);
    const restarts = new Restarts(clock);
    for (let end = 0; end < 5; end++) restarts.ended();

    clock.advance(60_000);

    expect(restarts.ended()).to.equal(0);
  });

  it("forget ends that a clock which was set back makes ones of the future", () => {
    const clock = new HeldClock(NOW);
    const restarts = new Restarts(clock);
    for (let end = 0; end < 5; end++) restarts.ended();

    clock.advance(-3_600_000);

    expect(restarts.ended()).to.equal(0);
  });
});
