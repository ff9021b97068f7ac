import { expect } from "chai";
import { DebounceLedger, type EntityRequests } from "../../../../cli/load/debounce/account";

const TIMES = { quietMs: 2_000, maxWaitMs: 10_000 };

describe("the account of a debouncing run", () => {
  let ledger: DebounceLedger;

  beforeEach(() => {
    ledger = new DebounceLedger();
  });

  function accept(entityId: string, ...sentTimes: number[]) {
    for (const [index, sentAt] of sentTimes.entries()) {
      ledger.record({ entityId, change: index + 1, sentAt }, { kind: "accepted", eventId: `${entityId}-${index}` });
    }
  }
  const asked = (entityId: string, ...answered: [at: number, change: number][]): EntityRequests => ({
    entityId,
    answered: answered.map(([at, change]) => ({ at, change })),
    failed: 0,
  });
  const account = (stored: Record<string, number>, requests: EntityRequests[], toleratesDeaths = false) =>
    ledger.account(new Map(Object.entries(stored)), requests, TIMES, toleratesDeaths);

  it("balances where each entity was asked for once, after its quiet time, and is stored as it is", () => {
    accept("a", 0, 500, 1_900);
    accept("b", 100);

    expect(account({ a: 3, b: 1 }, [asked("a", [3_900, 3]), asked("b", [2_100, 1])])).to.deep.equal({
      entities: 2,
      sent: 4,
      accepted: 4,
      refused: 0,
      unknown: 0,
      current: 2,
      lost: 0,
      requests: 2,
      failedRequests: 0,
      saved: 2,
      once: 2,
      further: 0,
      repeated: 0,
      early: 0,
      longestPauseMs: 1_400,
      balances: true,
    });
  });

  it("does not balance where the last change of an entity is not stored", () => {
    accept("a", 0, 500);
    accept("b", 0);

    const { current, lost, balances } = account({ a: 1 }, [asked("a", [2_500, 2]), asked("b", [2_000, 1])]);

    expect({ current, lost, balances }).to.deep.equal({ current: 0, lost: 2, balances: false });
  });

  it("does not balance where an entity was asked for before it was quiet", () => {
    accept("a", 0, 1_000);

    const { early, balances } = account({ a: 2 }, [asked("a", [2_900, 2])]);

    expect({ early, balances }).to.deep.equal({ early: 1, balances: false });
  });

  it("lets an entity that never rests be asked for once it has waited for the longest", () => {
    accept("a", ...Array.from({ length: 12 }, (_, second) => second * 1_000));

    const { early, further, balances } = account({ a: 12 }, [asked("a", [10_000, 11], [13_000, 12])]);

    expect({ early, further, balances }).to.deep.equal({ early: 0, further: 1, balances: true });
  });

  it("counts the longest wait anew after a request", () => {
    accept("a", ...Array.from({ length: 13 }, (_, second) => second * 1_000));

    const { early } = account({ a: 13 }, [asked("a", [10_000, 11], [12_100, 13])]);

    expect(early).to.equal(1);
  });

  it("does not balance where a request brought nothing new, unless that is tolerated", () => {
    accept("a", 0);
    const requests = [asked("a", [2_000, 1], [5_000, 1])];

    const strict = account({ a: 1 }, requests);
    const lenient = account({ a: 1 }, requests, true);

    expect([strict.repeated, strict.early, strict.balances]).to.deep.equal([1, 0, false]);
    expect([lenient.repeated, lenient.early, lenient.balances]).to.deep.equal([1, 0, true]);
  });

  it("does not balance where an entity was asked for early, unless a worker's death is tolerated", () => {
    accept("a", 0);
    accept("a", 2_000);
    const requests = [asked("a", [2_900, 1], [4_000, 2])];

    const strict = account({ a: 2 }, requests);
    const lenient = account({ a: 2 }, requests, true);

    expect([strict.early, strict.balances]).to.deep.equal([1, false]);
    expect([lenient.early, lenient.balances]).to.deep.equal([1, true]);
  });

  it("does not balance where a webhook was given up on", () => {
    accept("a", 0);
    ledger.record({ entityId: "a", change: 2, sentAt: 10 }, { kind: "unknown", reason: "no answer" });

    const { unknown, balances } = account({ a: 1 }, [asked("a", [2_100, 1])]);

    expect({ unknown, balances }).to.deep.equal({ unknown: 1, balances: false });
  });

  it("expects nothing of what the API refused, and says why it did", () => {
    ledger.record({ entityId: "a", change: 1, sentAt: 0 }, { kind: "refused", reason: "401" });

    const { refused, lost, balances } = account({}, [asked("a")]);

    expect({ refused, lost, balances, reasons: ledger.reasons }).to.deep.equal({
      refused: 1,
      lost: 0,
      balances: true,
      reasons: [["401", 1]],
    });
  });
});
