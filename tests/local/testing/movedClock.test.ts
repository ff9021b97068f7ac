import { expect } from "chai";
import { MovedClock } from "../../../local/testing/movedClock";
import { rejection } from "../../support/rejection";

const HOUR_MS = 3_600_000;

describe("MovedClock", () => {
  it("goes as this machine's does, and moves on by what it is told", async () => {
    const clock = new MovedClock();
    const before = Date.now();

    await clock.advance({ days: 1, hours: 1, minutes: 1, seconds: 1, milliseconds: 1 });

    expect(clock.now() - before - (25 * HOUR_MS + 61_001)).to.be.within(0, 1_000);
  });

  it("rings what falls due in the order of its time, each at its time, and what follows from it as well", async () => {
    const clock = new MovedClock();
    const start = clock.now();
    const rung: [name: string, afterMinutes: number][] = [];
    const ring = (name: string) => rung.push([name, Math.round((clock.now() - start) / 60_000)]);
    const everyTwentyMinutes = () => {
      ring("again");
      again = clock.after(20 * 60_000, everyTwentyMinutes);
    };
    clock.after(30 * 60_000, () => ring("half"));
    let again = clock.after(20 * 60_000, everyTwentyMinutes);
    const later = clock.after(2 * HOUR_MS, () => ring("later"));

    await clock.advance({ minutes: 61 });

    expect(rung).to.deep.equal([
      ["again", 20],
      ["half", 30],
      ["again", 40],
      ["again", 60],
    ]);
    await clock.advance({ days: 0 });
    expect(rung).to.have.length(4);
    for (const timer of [again, later]) timer.cancel();
  });

  it("rings nothing that was cancelled, and each once", async () => {
    const clock = new MovedClock();
    let rung = 0;
    clock.after(1_000, () => {
      rung += 1;
    });
    clock
      .after(1_000, () => {
        rung += 1;
      })
      .cancel();

    await clock.advance({ minutes: 1 });
    await clock.advance({ minutes: 1 });

    expect(rung).to.equal(1);
  });

  it("goes by itself, too", async () => {
    const clock = new MovedClock();

    await new Promise<void>((resolve) => clock.after(1, resolve));
  });

  for (const span of [{ minutes: -1 }, { fortnights: 1 }, { seconds: Number.NaN }] as const) {
    it(`refuses ${JSON.stringify(span)}`, async () => {
      expect((await rejection(new MovedClock().advance(span))).message).to.include("advance takes a span such as");
    });
  }
});
