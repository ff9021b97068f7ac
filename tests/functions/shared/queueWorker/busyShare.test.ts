import { expect } from "chai";
import { createBusyShare } from "../../../../functions/shared/queueWorker/busyShare";
import { HeldClock } from "../../../support/heldClock";

describe("createBusyShare", () => {
  it("is the share of the room that was in use, over time", () => {
    const clock = new HeldClock(0);
    const busy = createBusyShare(clock, 10);

    clock.advance(2000);
    busy.inHand(10);
    clock.advance(4000);
    busy.inHand(5);
    clock.advance(2000);

    expect(busy.take()).to.equal(((10 * 4 + 5 * 2) / (10 * 8)) * 100);
  });

  it("begins anew each time that it is taken, with what is in hand", () => {
    const clock = new HeldClock(0);
    const busy = createBusyShare(clock, 4);
    busy.inHand(4);
    clock.advance(1000);
    busy.take();

    busy.inHand(1);
    clock.advance(1000);

    expect(busy.take()).to.equal(25);
    expect(busy.take()).to.equal(25);
  });
});
