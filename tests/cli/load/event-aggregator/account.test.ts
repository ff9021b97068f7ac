import { expect } from "chai";
import fc from "fast-check";
import type { Outcome } from "../../../../cli/load/deliver";
import { Ledger } from "../../../../cli/load/event-aggregator/account";

const summaryIdOf = (content: number) => `s${content}`;

/** Books `[idempotency key, content, outcome]` for each send. */
function ledgerOf(before: Record<string, number>, sends: [string, number, Outcome][]): Ledger {
  const ledger = new Ledger(new Map(Object.entries(before)), summaryIdOf);
  for (const [idempotencyKey, content, outcome] of sends)
    ledger.record({ idempotencyKey, content, isRepeat: false }, outcome);
  return ledger;
}

const accepted = (eventId: string): Outcome => ({ kind: "accepted", eventId });

describe("the account of a run", () => {
  const three: [string, number, Outcome][] = [
    ["a", 0, accepted("e1")],
    ["b", 0, accepted("e2")],
    ["c", 1, accepted("e3")],
    ["a", 0, accepted("e1")],
  ];
  const balanced = {
    sent: 4,
    accepted: 3,
    repeated: 1,
    refused: 0,
    unknown: 0,
    summarised: 3,
    lost: 0,
    overCounted: 0,
    splitKeys: 0,
    failed: 0,
    balances: true,
  };

  const cases: [what: string, before: Record<string, number>, now: Record<string, number>, expected: object][] = [
    ["balances when each summary grew by what was accepted", {}, { s0: 2, s1: 1 }, balanced],
    ["counts from what was there before", { s0: 40 }, { s0: 42, s1: 1 }, balanced],
    ["looks away from summaries of others", { x: 1 }, { s0: 2, s1: 1, x: 9 }, balanced],
    ["finds a lost event", {}, { s0: 1, s1: 1 }, { ...balanced, summarised: 2, lost: 1, balances: false }],
    ["finds a missing summary", {}, { s0: 2 }, { ...balanced, summarised: 2, lost: 1, balances: false }],
    [
      "finds an event counted twice",
      {},
      { s0: 3, s1: 1 },
      { ...balanced, summarised: 4, overCounted: 1, balances: false },
    ],
    [
      "does not set one summary off against another",
      {},
      { s0: 1, s1: 2 },
      { ...balanced, lost: 1, overCounted: 1, balances: false },
    ],
  ];
  for (const [what, before, now, expected] of cases) {
    it(what, () => {
      expect(ledgerOf(before, three).account(new Map(Object.entries(now)))).to.deep.equal(expected);
    });
  }

  it("does not balance when a repeat was stored as a new event", () => {
    const ledger = ledgerOf({}, [
      ["a", 0, accepted("e1")],
      ["a", 0, accepted("e2")],
    ]);

    const account = ledger.account(new Map([["s0", 2]]));

    expect([account.splitKeys, account.lost, account.overCounted, account.balances]).to.deep.equal([1, 0, 0, false]);
  });

  it("does not balance with refused sends, and tells why they were", () => {
    const ledger = ledgerOf({}, [
      ["a", 0, accepted("e1")],
      ["b", 0, { kind: "refused", reason: "400 x" }],
      ["c", 0, { kind: "refused", reason: "413 y" }],
      ["d", 0, { kind: "refused", reason: "413 y" }],
    ]);

    const account = ledger.account(new Map([["s0", 1]]));

    expect([account.refused, account.repeated, account.balances]).to.deep.equal([3, 0, false]);
    expect(ledger.reasons).to.deep.equal([
      ["413 y", 2],
      ["400 x", 1],
    ]);
  });

  it("does not balance when the failure queue grew", () => {
    const account = ledgerOf({}, [["a", 0, accepted("e1")]]).account(new Map([["s0", 1]]), 1);

    expect([account.failed, account.lost, account.balances]).to.deep.equal([1, 0, false]);
  });

  it("does not balance while it is unknown whether an event is stored", () => {
    const ledger = ledgerOf({}, [["a", 0, { kind: "unknown", reason: "500" }]]);

    expect(ledger.account(new Map()).balances).to.equal(false);
  });

  it("adds up, whatever happens to the sends", () => {
    const outcome = fc.oneof(
      fc.nat(30).map((n) => accepted(`e${n}`)),
      fc.constant<Outcome>({ kind: "refused", reason: "r" }),
      fc.constant<Outcome>({ kind: "unknown", reason: "u" }),
    );
    const sends = fc.array(fc.tuple(fc.nat(20).map(String), outcome), { maxLength: 60 });
    const counts = fc.dictionary(fc.constantFrom("s0", "s1", "s2"), fc.nat(50));
    fc.assert(
      fc.property(sends, counts, (outcomes, now) => {
        const booked = outcomes.map(([key, result]): [string, number, Outcome] => [
          key,
          result.kind === "accepted" ? Number(result.eventId.slice(1)) % 3 : 0,
          result,
        ]);

        const account = ledgerOf({}, booked).account(new Map(Object.entries(now)));

        expect(account.accepted + account.repeated + account.refused + account.unknown).to.equal(account.sent);
        expect(account.accepted - account.lost + account.overCounted).to.equal(account.summarised);
      }),
    );
  });
});
