import { expect } from "chai";
import fc from "fast-check";
import {
  type Change,
  claim,
  handBack,
  isReady,
  mark,
  postpone,
  REMEMBERED_DELIVERIES,
  renew,
  settle,
  type Tracked,
} from "../../../functions/debounce/trackingRules";

const TIMES = { quietMs: 2000, maxWaitMs: 10_000 };
const LEASE_MS = 5000;
const NEVER_BEHIND = Number.POSITIVE_INFINITY;

let deliveries = 0;
const change = (sentAt: number, delivery = `d${deliveries++}`): Change => ({ delivery, sentAt });
const marked = (record: Tracked | undefined, now: number, ...changes: Change[]) =>
  mark(record, changes.length > 0 ? changes : [change(now)], now, TIMES) as Tracked;
const claimed = (record: Tracked, owner: string, now: number) =>
  claim(record, { owner, leaseMs: LEASE_MS, handledUntil: NEVER_BEHIND }, now, TIMES) as Tracked;

describe("the rules of tracking", () => {
  describe("a change", () => {
    it("makes a record that is due once it has been quiet", () => {
      expect(marked(undefined, 1000, change(900, "a"))).to.deep.equal({
        version: 1000,
        born: 1000,
        changes: 1,
        settledChanges: 0,
        firstChangeAt: 1000,
        lastChangeAt: 1000,
        lastSentAt: 900,
        dueAt: 3000,
        attempts: 0,
        deliveries: ["a"],
      });
    });

    it("starts the quiet time anew", () => {
      const record = marked(marked(undefined, 1000), 2500);

      expect(record).to.deep.include({ dueAt: 4500, changes: 2, firstChangeAt: 1000, lastChangeAt: 2500 });
    });

    it("does not put off the longest wait", () => {
      let record = marked(undefined, 1000);
      for (let now = 2000; now <= 10_500; now += 500) record = marked(record, now);

      expect(record.dueAt).to.equal(11_000);
    });

    it("is seen when it is written down, however long ago it was sent", () => {
      expect(marked(undefined, 600_000, change(0)).dueAt).to.equal(602_000);
    });

    it("never makes a record due earlier, though the clock of its handler is behind", () => {
      const record = marked(marked(undefined, 5000), 4000);

      expect(record.dueAt).to.equal(7000);
      expect(record.version).to.equal(5001);
    });

    it("is counted once, whether its repeat comes along or later", () => {
      const first = marked(undefined, 1000, change(0, "a"), change(0, "a"), change(0, "b"));
      const again = mark(first, [change(0, "b"), change(0, "a")], 2000, TIMES);

      expect(first.changes).to.equal(2);
      expect(again).to.equal(first);
    });

    it("is remembered for as long as there is room", () => {
      const changes = Array.from({ length: REMEMBERED_DELIVERIES + 5 }, (_, n) => change(0, `n${n}`));
      const record = marked(undefined, 1000, ...changes);

      expect(record.deliveries).to.have.length(REMEMBERED_DELIVERIES);
      expect(record.deliveries.at(-1)).to.equal(`n${REMEMBERED_DELIVERIES + 4}`);
      expect(record.changes).to.equal(REMEMBERED_DELIVERIES + 5);
    });

    it("does not hurry a retry", () => {
      const failed = postpone(claimed(marked(undefined, 0), "p", 2000), "p", 60_000, 2100, TIMES) as Tracked;

      expect(marked(failed, 3000).dueAt).to.equal(62_100);
    });
  });

  describe("a claim", () => {
    const due = () => marked(marked(undefined, 0), 500);

    it("is not to be had before the record is due", () => {
      expect(claim(due(), { owner: "p", leaseMs: LEASE_MS, handledUntil: NEVER_BEHIND }, 2499, TIMES)).to.equal(
        undefined,
      );
    });

    it("is not to be had while a webhook may be in the queue that was sent less than the quiet time after the last", () => {
      const terms = { owner: "p", leaseMs: LEASE_MS };

      expect(claim(due(), { ...terms, handledUntil: 2499 }, 5000, TIMES)).to.equal(undefined);
      expect(claim(due(), { ...terms, handledUntil: 2500 }, 5000, TIMES)?.claim.owner).to.equal("p");
    });

    it("is to be had after the longest wait, however far behind handlers are", () => {
      const record = due();

      expect(isReady(record, 0, 9999, TIMES)).to.equal(false);
      expect(isReady(record, 0, 10_000, TIMES)).to.equal(true);
    });

    it("makes the record due when its lease ends", () => {
      expect(claimed(due(), "p", 2600)).to.deep.include({
        dueAt: 7600,
        overdueSince: 2500,
        claim: { owner: "p", leaseUntil: 7600, version: 2600, changes: 2 },
      });
    });

    it("is nobody else's while its lease lasts, and the next one's after it", () => {
      const record = claimed(due(), "p", 2600);

      expect(claim(record, { owner: "q", leaseMs: LEASE_MS, handledUntil: NEVER_BEHIND }, 7599, TIMES)).to.equal(
        undefined,
      );
      expect(claimed(record, "q", 7600)).to.deep.include({ overdueSince: 2500 });
      expect(claimed(record, "q", 7600).claim).to.deep.include({ owner: "q", version: 7600 });
    });

    it("can be kept by its owner alone, and only before its lease has ended", () => {
      const record = claimed(due(), "p", 2600);

      expect(renew(record, "p", LEASE_MS, 5000, TIMES)).to.deep.include({ dueAt: 10_000 });
      expect(renew(record, "q", LEASE_MS, 5000, TIMES)).to.equal(undefined);
      expect(renew(record, "p", LEASE_MS, 7600, TIMES)).to.equal(undefined);
    });

    it("deletes the record once it is settled", () => {
      expect(settle(claimed(due(), "p", 2600), "p", 3000, TIMES)).to.equal("delete");
    });

    it("that has been lost settles, fails and hands back nothing", () => {
      const record = claimed(claimed(due(), "p", 2600), "q", 7600);

      expect(settle(record, "p", 8000, TIMES)).to.equal(undefined);
      expect(postpone(record, "p", 1000, 8000, TIMES)).to.equal(undefined);
      expect(handBack(record, "p", 8000, TIMES)).to.equal(undefined);
    });

    it("that is handed back leaves the record due", () => {
      const record = handBack(claimed(due(), "p", 2600), "p", 2700, TIMES) as Tracked;

      expect(record.claim).to.equal(undefined);
      expect(record).to.deep.include({ dueAt: 2500, attempts: 0, overdueSince: 2500 });
    });

    it("that fails is not repeated before its delay, and counted", () => {
      const once = postpone(claimed(due(), "p", 2600), "p", 1000, 2700, TIMES) as Tracked;
      const twice = postpone(claimed(once, "q", 3700), "q", 4000, 3800, TIMES) as Tracked;

      expect(once).to.deep.include({ dueAt: 3700, attempts: 1, overdueSince: 2500 });
      expect(twice).to.deep.include({ dueAt: 7800, attempts: 2, overdueSince: 2500, firstChangeAt: 0 });
    });
  });

  describe("a change during a claim", () => {
    const inClaim = () => marked(claimed(marked(undefined, 0), "p", 2000), 2300);

    it("leaves the claim to its owner, and the record due no earlier than after both", () => {
      expect(inClaim()).to.deep.include({ dueAt: 7000, changes: 2 });
      expect(marked(inClaim(), 6500).dueAt).to.equal(8500);
    });

    it("is processed after its own quiet time", () => {
      const record = settle(inClaim(), "p", 2500, TIMES) as Tracked;

      expect(record.claim).to.equal(undefined);
      expect(record).to.deep.include({ dueAt: 4300, settledChanges: 1, changes: 2, firstChangeAt: 2300 });
      expect(record).to.not.have.property("overdueSince");
    });

    it("is processed with the others where the claim fails", () => {
      const record = postpone(inClaim(), "p", 100, 2500, TIMES) as Tracked;

      expect(record).to.deep.include({ dueAt: 4300, settledChanges: 0, firstChangeAt: 0 });
    });

    it("is covered by the next claim where the processor dies", () => {
      const next = claimed(inClaim(), "q", 7000);

      expect(next.claim).to.deep.equal({ owner: "q", leaseUntil: 12_000, version: 7000, changes: 2 });
      expect(settle(next, "q", 7100, TIMES)).to.equal("delete");
    });
  });

  it("lose no change, fire none early, count none twice and never go back, whatever happens in whatever order", () => {
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 120 }), (events) => {
        const life = new Life();
        for (const { kind, afterMs, processor, repeat } of events) life.pass(afterMs, kind, processor, repeat);
        life.end();
      }),
      { numRuns: 300 },
    );
  });
});

const event = fc.record({
  kind: fc.constantFrom("change", "change", "change", "repeat", "look", "answer", "fail", "renew", "die", "handBack"),
  afterMs: fc.integer({ min: 0, max: 3000 }),
  processor: fc.integer({ min: 0, max: 2 }),
  repeat: fc.nat({ max: 5 }),
});

/** An entity, its record, its row, and three processors that come and go; its state is the number of its changes. */
class Life {
  now = 1_000_000;
  record: Tracked | undefined;
  row: { state: number; changes: number; claimVersion: number; born: number; before: number } | undefined;
  readonly sent: Change[] = [];
  lastSeenAt = 0;
  firstOpenAt: number | undefined;
  readonly working = new Map<number, { owner: string; claim: Tracked; state: number }>();
  claims = 0;
  lateRepeats = 0;

  pass(afterMs: number, kind: string, processor: number, repeat: number): void {
    this.now += afterMs;
    if (kind === "change") this.change({ delivery: `c${this.sent.length}`, sentAt: this.now });
    if (kind === "repeat") this.repeat(repeat);
    if (kind === "look") this.look(processor);
    if (kind === "answer") this.answer(processor);
    if (kind === "fail") this.finish(processor, (record, owner) => postpone(record, owner, 1000, this.now, TIMES));
    if (kind === "handBack") this.finish(processor, (record, owner) => handBack(record, owner, this.now, TIMES));
    if (kind === "renew") this.renew(processor);
    if (kind === "die") this.working.delete(processor);
  }

  change(change: Change): void {
    this.sent.push(change);
    this.lastSeenAt = this.now;
    this.firstOpenAt ??= this.now;
    this.step(mark(this.record, [change], this.now, TIMES));
  }

  repeat(which: number): void {
    const change = this.sent.at(-1 - which);
    if (change === undefined) return;
    const before = this.record?.version;
    const isLate = this.record?.deliveries.includes(change.delivery) !== true;
    this.step(mark(this.record, [change], this.now, TIMES));
    if (!isLate) expect(this.record?.version).to.equal(before);
    else {
      // The record of the first one has gone: a change like any other.
      this.lateRepeats += 1;
      this.lastSeenAt = this.now;
      this.firstOpenAt ??= this.now;
    }
  }

  look(processor: number): void {
    if (this.record === undefined || this.working.has(processor)) return;
    const owner = `${processor}-${this.claims++}`;
    const terms = { owner, leaseMs: LEASE_MS, handledUntil: NEVER_BEHIND };
    const taken = claim(this.record, terms, this.now, TIMES);
    if (taken === undefined) return;
    const isQuiet = this.now - this.lastSeenAt >= TIMES.quietMs;
    expect(isQuiet || this.now - (this.firstOpenAt ?? 0) >= TIMES.maxWaitMs, "early").to.equal(true);
    const held = [...this.working.values()].filter(({ claim: { claim: c } }) => (c?.leaseUntil ?? 0) > this.now);
    expect(held, "two leases at once").to.deep.equal([]);
    this.step(taken);
    this.working.set(processor, { owner, claim: taken, state: this.sent.length });
  }

  /** Stores what was read when the claim began; its processor may have lost its lease, and not know. */
  answer(processor: number): void {
    const work = this.working.get(processor);
    if (work?.claim.claim === undefined) return;
    const { version, changes } = work.claim.claim;
    if (this.row === undefined || this.row.claimVersion < version) {
      const before = this.row?.born === work.claim.born ? this.row.before : (this.row?.changes ?? 0);
      expect(work.state, "goes back").to.be.at.least(this.row?.state ?? 0);
      this.row = {
        state: work.state,
        changes: before + changes,
        claimVersion: version,
        born: work.claim.born,
        before,
      };
    }
    this.finish(processor, (record, owner) => settle(record, owner, this.now, TIMES));
  }

  renew(processor: number): void {
    const work = this.working.get(processor);
    if (work === undefined || this.record === undefined) return;
    const longer = renew(this.record, work.owner, LEASE_MS, this.now, TIMES);
    if (longer === undefined) return;
    this.step(longer);
    this.working.set(processor, { ...work, claim: { ...work.claim, claim: longer.claim as never } });
  }

  finish(processor: number, next: (record: Tracked, owner: string) => Tracked | "delete" | undefined): void {
    const work = this.working.get(processor);
    if (work === undefined) return;
    this.working.delete(processor);
    if (this.record === undefined) return;
    const changed = this.record.claim?.changedAt;
    const result = next(this.record, work.owner);
    if (result === "delete") {
      this.record = undefined;
      this.firstOpenAt = undefined;
    } else {
      if (result?.attempts === 0 && result.settledChanges > this.record.settledChanges) this.firstOpenAt = changed;
      this.step(result);
    }
  }

  step(next: Tracked | undefined): void {
    if (next === undefined || next === this.record) return;
    if (this.record !== undefined) expect(next.version).to.be.above(this.record.version);
    this.record = next;
  }

  /** All calms down, and one processor is left. */
  end(): void {
    this.working.clear();
    for (let looks = 0; this.record !== undefined && looks < 100; looks++) {
      this.now += LEASE_MS;
      this.look(0);
      this.answer(0);
    }
    expect(this.record, "never settled").to.equal(undefined);
    if (this.sent.length === 0) return;
    expect(this.row?.state, "lost").to.equal(this.sent.length);
    expect(this.row?.changes).to.equal(this.sent.length + this.lateRepeats);
  }
}
