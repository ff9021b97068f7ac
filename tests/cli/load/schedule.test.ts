import { expect } from "chai";
import { createSchedule } from "../../../cli/load/schedule";
import { eagerClock } from "./eagerClock";

describe("a load schedule", () => {
  it("spaces sends by the rate", async () => {
    const clock = eagerClock();
    const start = clock.now();
    const schedule = createSchedule(clock, 4);

    const due = [await schedule.turn(0), await schedule.turn(1), await schedule.turn(2), await schedule.turn(10)];

    expect(due.map((at) => at - start)).to.deep.equal([0, 250, 500, 2_500]);
    expect(clock.now() - start).to.equal(2_500);
  });

  it("lets a late send go at once, and still counts from when it was due", async () => {
    const clock = eagerClock();
    const start = clock.now();
    const schedule = createSchedule(clock, 10);
    await new Promise<void>((resolve) => clock.after(5_000, resolve));

    const dueAt = await schedule.turn(3);

    expect(dueAt - start).to.equal(300);
    expect(clock.now() - start).to.equal(5_000);
  });

  it("has no intended moments without a rate", async () => {
    const clock = eagerClock();
    const schedule = createSchedule(clock);

    expect(await schedule.turn(1_000)).to.equal(clock.now());
  });
});
