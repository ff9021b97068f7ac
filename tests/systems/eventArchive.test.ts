import { expect } from "chai";
import { reconcile } from "../../functions/access-cards/archive/reconcile";
import { type CardEvent, type CardEventType, partitionOf } from "../../functions/access-cards/event";
import type { TimeRange } from "../../functions/access-cards/portal/eventQuery";
import type { ChaosOptions } from "../../local/base/chaos";
import { ProgramFolder } from "../support/programFolder";
import { type RunningSystem, runSystem } from "../support/runningSystem";
import { until } from "../support/until";
import { ARCHIVE_PROGRAM, ArchiveUnderTest, totalsOf, typesOf } from "./eventArchiveUnderTest";

const HOUR_MS = 3_600_000;
/** Days of the past, one for each test: partitions do not move while the test runs. */
const START = Date.UTC(2026, 9, 5, 20, 30);
const START_WITH_FAULTS = Date.UTC(2026, 9, 12, 20, 30);
const rangeOf = (start: number): TimeRange => ({ from: start, to: start + 6 * HOUR_MS });

const FAULTS: ChaosOptions = {
  seed: 7,
  killEnvironment: 0.15,
  duplicateBatch: 0.3,
  throttleDynamo: 0.1,
  duplicateDelivery: 0.3,
  duplicateNotification: 0.3,
};

/** Events of six hours and two days, one in ten of low volume. */
function eventsOf(start: number, count: number): CardEvent[] {
  const types: CardEventType[] = ["entered", "left", "left", "entered", "denied", "left", "entered", "left", "left"];
  return Array.from({ length: count }, (_, index) => {
    const occurred_at = start + Math.floor((index / count) * 6 * HOUR_MS);
    return {
      id: `${start}-${index}`,
      version: 1,
      type: index % 10 === 9 ? "card-registered" : (types[index % 10] ?? "left"),
      occurred_at,
      recorded_at: occurred_at + (index % 3) * HOUR_MS,
      card_id: `card-${index % 97}`,
      ...(index % 2 === 0 && { gate_id: `gate-${index % 5}` }),
    };
  });
}

describe("the archive of events", function () {
  this.timeout(360_000);
  let folder: ProgramFolder;
  let system: RunningSystem;
  let archive: ArchiveUnderTest;

  before(async () => {
    folder = new ProgramFolder(ARCHIVE_PROGRAM);
    system = await runSystem(folder.path, FAULTS, { timeScale: 60, holdFaults: true });
    archive = new ArchiveUnderTest(system);
  });
  after(async () => {
    await system.stop();
    folder.remove();
  });

  /** Waits until the ledger has so many archived events, and the counter has counted as many as there were. */
  const settled = (range: TimeRange, sent: readonly CardEvent[], isSettled: (archived: number) => boolean) => {
    const high = sent.filter(({ type }) => type !== "card-registered").length;
    const sum = (counts: object) => Object.values(counts).reduce((all, count) => all + count, 0);
    return until(
      () => archive.hours(range),
      (hours) => sum(totalsOf(hours, "produced")) >= high && isSettled(sum(totalsOf(hours, "archived"))),
    );
  };

  it("has in its objects, its ledger and its queries what was sent, and leaves out the rest", async () => {
    const sent = eventsOf(START, 2_000);
    const event = sent[0] as CardEvent;
    const rest = [
      "hello",
      JSON.stringify({ ...event, version: 2 }),
      JSON.stringify({ ...event, id: "impossible", occurred_at: START + HOUR_MS, recorded_at: START }),
      JSON.stringify({ ...event, replay: { id: "replay-1", at: START } }),
    ];

    await archive.send(sent);
    await archive.stream(rest.map((data) => ({ key: "rest", data })));
    const hours = await settled(rangeOf(START), sent, (count) => count >= sent.length);
    const archived = await archive.archived();
    const refused = await until(
      () => archive.keys("errors/processing-failed/"),
      (keys) => keys.length > 0,
    );

    const byId = (one: CardEvent, other: CardEvent) => (one.id < other.id ? -1 : 1);
    expect(archived.map((one) => one.event).sort(byId)).to.deep.equal([...sent].sort(byId));
    for (const { key, event: one } of archived) {
      const { date, hour } = partitionOf(one);
      expect(key).to.contain(`events/date=${date}/hour=${hour}/`);
    }
    const { "card-registered": low = 0, ...high } = typesOf(sent);
    expect(totalsOf(hours, "produced")).to.deep.equal(high);
    expect(totalsOf(hours, "archived")).to.deep.equal({ ...high, "card-registered": low });
    expect(hours.map(({ hour }) => hour)).to.deep.equal([
      ...["2026-10-05T20", "2026-10-05T21", "2026-10-05T22", "2026-10-05T23"],
      ...["2026-10-06T00", "2026-10-06T01", "2026-10-06T02"],
    ]);
    expect(reconcile(hours).map(({ type }) => type)).to.deep.equal(hours.map(() => "card-registered"));
    expect(await archive.queried(rangeOf(START))).to.deep.equal(
      Object.entries({ ...high, "card-registered": low })
        .map(([type, count]) => ({ type, events: count, copies: count }))
        .sort((one, other) => (one.type < other.type ? -1 : 1)),
    );
    expect(refused).to.have.length.of.at.least(1);
  });

  it("has each event once for who takes each id once, and an exact ledger, where everything comes twice and dies", async () => {
    system.releaseFaults();
    const sent = eventsOf(START_WITH_FAULTS, 2_000);
    const range = rangeOf(START_WITH_FAULTS);
    const archivedOfThese = async () => {
      const all = await archive.archived();
      return all.map(({ event }) => event).filter(({ id }) => id.startsWith(String(START_WITH_FAULTS)));
    };

    await archive.send(sent);
    // As many as the objects hold, of which none is on its way any more.
    let copies = Number.POSITIVE_INFINITY;
    const hours = await until(
      async () => {
        const totals = await settled(range, sent, (count) => count >= sent.length);
        copies = (await archivedOfThese()).length;
        return totals;
      },
      (totals) => Object.values(totalsOf(totals, "archived")).reduce((sum, count) => sum + count, 0) === copies,
    );
    const archived = await archivedOfThese();

    const { "card-registered": _low, ...high } = typesOf(sent);
    expect(new Set(archived.map(({ id }) => id)).size).to.equal(sent.length);
    expect(archived.length).to.be.greaterThan(sent.length);
    expect(totalsOf(hours, "produced")).to.deep.equal(high);
    expect(totalsOf(hours, "archived")).to.deep.equal(typesOf(archived));
    // Whoever decides about registrations counts them: nobody does here.
    for (const difference of reconcile(hours)) expect(difference.archived).to.be.greaterThan(difference.produced);
    expect(await archive.queried(range)).to.deep.equal(
      Object.entries(typesOf(sent))
        .map(([type, events]) => ({ type, events, copies: typesOf(archived)[type as CardEventType] }))
        .sort((one, other) => (one.type < other.type ? -1 : 1)),
    );
  });
});
