import { expect } from "chai";
import { type Attempt, deliver } from "../../../cli/load/deliver";
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
    ["counts endless throttling as refused", [THROTTLED], { kind: "refused", reason: "429", attempts: 16 }],
    ["does not know after endless failures", [BROKEN], { kind: "unknown", reason: "500", attempts: 16 }],
    [
      "does not know after one failure among throttling",
      [BROKEN, THROTTLED],
      { kind: "unknown", reason: "429", attempts: 16 },
    ],
  ];
  for (const [what, attempts, expected] of cases) {
    it(what, async () => {
      expect(await deliver(eagerClock(), answering(...attempts))).to.deep.equal(expected);
    });
  }

  it("waits between tries, at most 5 s each", async () => {
    const clock = eagerClock();
    const start = clock.now();

    await deliver(clock, answering(THROTTLED));

    expect(clock.now() - start).to.be.within(1, 15 * 5_000);
  });
});
