import { expect } from "chai";
import { systemClock } from "../../../local/base/clock";

describe("the system's clock", () => {
  it("does not call back at once for a delay above what Node's timers take", async () => {
    let called = false;
    const timer = systemClock.after(2 ** 31, () => {
      called = true;
    });
    await new Promise<void>((resolve) => systemClock.after(20, resolve));

    timer.cancel();

    expect(called).to.equal(false);
  });
});
