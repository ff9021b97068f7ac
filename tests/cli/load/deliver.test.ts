import { expect } from "chai";
import { type Attempt, deliver } from "../../../cli/load/deliver";
import { answerError, Patience, patiently } from "../../../cli/load/patience";
import { rejection } from "../../support/rejection";
import { eagerClock } from "./eagerClock";

const ACCEPTED: Attempt = { kind: "accepted", eventId: "e1" };
const THROTTLED: Attempt = { kind: "again", reason: "429", stored: "no" };
const BROKEN: Attempt = { kind: "again", reason: "500", stored: "perhaps" };

/** Answers with the given attempts in turn, and with the last one for ever. */
function answering(...attempts: Attempt[]): () => Promise<Attempt> {
  return async () => (attempts.length > 1 ? attempts.shift() : attempts[0]) as Attempt;
}

describe("deliver", () => {
  const cases: [what: string, attempts: Attempt[], expected: object][] = [
    ["takes an acceptance", [ACCEPTED], { kind: "accepted", eventId: "e1", attempts: 1 }],
    ["tries again until accepted", [THROTTLED, BROKEN, ACCEPTED], { kind: "accepted", eventId: "e1", attempts: 3 }],
    [
      "does not repeat what is refused",
      [{ kind: "refused", reason: "400" }],
      { kind: "refused", reason: "400", attempts: 1 },
    ],
    ["counts endless throttling as refused", [THROTTLED], { kind: "refused", reason: "429", attempts: 24 }],
    ["does not know after endless failures", [BROKEN], { kind: "unknown", reason: "500", attempts: 24 }],
    [
      "does not know after one failure among throttling",
      [BROKEN, THROTTLED],
      { kind: "unknown", reason: "429", attempts: 24 },
    ],
  ];
  for (const [what, attempts, expected] of cases) {
    it(what, async () => {
      const clock = eagerClock();

      const outcome = await deliver(clock, new Patience(clock), answering(...attempts));

      expect(outcome).to.deep.equal(expected);
    });
  }

  it("waits between tries, at most 5 s each", async () => {
    const clock = eagerClock();
    const start = clock.now();

    await deliver(clock, new Patience(clock), answering(THROTTLED));

    expect(clock.now() - start).to.be.within(1, 23 * 5_000);
  });

  it("ends the run when nobody has taken anything for two minutes, whichever send it was", async () => {
    const clock = eagerClock();
    const patience = new Patience(clock);
    const dead = async (): Promise<Attempt> => {
      await new Promise<void>((resolve) => clock.after(30_000, resolve));
      return { kind: "again", reason: "no answer: ECONNREFUSED", stored: "perhaps" };
    };

    const error = await rejection(deliver(clock, patience, dead));

    expect(error.message).to.equal(
      "nothing was taken for 120 s (the last try: no answer: ECONNREFUSED); see whether the system runs, and start again",
    );
  });

  it("has patience again after an answer", async () => {
    const clock = eagerClock();
    const patience = new Patience(clock);
    await new Promise<void>((resolve) => clock.after(119_000, resolve));
    await deliver(clock, patience, answering(ACCEPTED));
    await new Promise<void>((resolve) => clock.after(119_000, resolve));

    const outcome = await deliver(clock, patience, answering(BROKEN, ACCEPTED));

    expect(outcome.kind).to.equal("accepted");
  });
});

describe("patiently", () => {
  it("survives a failure", async () => {
    let reads = 0;

    const read = await patiently(eagerClock(), async () => {
      reads += 1;
      if (reads === 1) throw new Error("500");
      return reads;
    });

    expect(read).to.equal(2);
  });

  it("fails as the last of twenty-four tries does", async () => {
    let reads = 0;

    const error = await rejection(
      patiently(eagerClock(), async () => {
        reads += 1;
        throw new Error(`failure ${reads}`);
      }),
    );

    expect(error.message).to.equal("failure 24");
  });

  it("does not ask again for what is refused", async () => {
    const error = await rejection(
      patiently(eagerClock(), async () => {
        throw answerError(403, "the door is closed");
      }),
    );

    expect(error).to.include({ name: "Refusal", message: "the door is closed" });
  });
});
