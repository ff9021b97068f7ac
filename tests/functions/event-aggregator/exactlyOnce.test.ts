import { setImmediate } from "node:timers/promises";
import type { UpdateItemCommandOutput } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import { expect } from "chai";
import fc from "fast-check";
import { createAggregator } from "../../../functions/event-aggregator/aggregator";
import type { JsonObject } from "../../../functions/event-aggregator/summarize";
import { fakeQueue, serviceError } from "../support/clients";
import { FakeSummaryTable } from "../support/fakeSummaryTable";
import { insertRecord, streamEvent } from "../support/streamEvent";
import { silenceTelemetry } from "../support/telemetry";

/** A fate of one write. */
type Fate =
  | "done"
  /** DynamoDB takes no write just now. */
  | "throttled"
  /** The write is made, but its answer is lost for good. */
  | "answer lost"
  /** The write is made, its answer is lost, and the SDK repeats it. */
  | "repeated"
  /** The invocation runs out of time here, but nothing stops it: this write and those after it land whenever they do. */
  | "timed out"
  /** The function's process dies here: neither this write nor one after it is made. */
  | "crashed";

/** One step of the simulation: which shard Lambda turns to, and what happens there. */
interface Step {
  shard: number;
  batchSize: number;
  /** Lambda goes back so many records first: a stream read again from an earlier place, batches cut otherwise. */
  goBack: number;
  /** The fate of each of the invocation's writes; those beyond are done. */
  fates: Fate[];
  /** How many writes of timed-out invocations land before each write of this one. */
  landings: number;
}

interface Scenario {
  shards: { keys: number[]; firstSequence: bigint; gaps: number[] }[];
  steps: Step[];
}

const fates: fc.Arbitrary<Fate> = fc.constantFrom<Fate[]>(
  "done",
  "throttled",
  "answer lost",
  "repeated",
  "timed out",
  "crashed",
);

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  shards: fc.array(
    fc.record({
      keys: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 24 }),
      // Across powers of ten, so that later sequence numbers have more digits.
      firstSequence: fc.constantFrom(1n, 7n, 95n, 99_999_999_999_999_999_990n, 100_000_000_000_000_000_000n),
      gaps: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  steps: fc.array(
    fc.record({
      shard: fc.nat(2),
      batchSize: fc.integer({ min: 1, max: 12 }),
      goBack: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(24) }),
      fates: fc.array(fates, { maxLength: 5 }),
      landings: fc.nat(2),
    }),
    { maxLength: 40 },
  ),
});

const failingKey = 4;
const skippedKey = 5;

/** Key 4 fails, key 5 is left out, and the others are summed in hundredths; their prices have a least and a greatest, there and over all. */
function summarize(event: JsonObject) {
  if (event.key === failingKey) throw new RangeError("no key 4");
  if (event.key === skippedKey) return undefined;
  const price = priceAt(event.amount as number);
  const extremes = { min: { low: price }, max: { high: price } };
  return [
    { key: `key ${event.key}`, add: { amount: event.amount as number, [`only ${event.key}`]: 1 }, ...extremes },
    { key: EVERY_KEY, ...extremes },
  ];
}

const EVERY_KEY = "every key";

/** A price that goes up and down. */
function priceAt(amount: number): number {
  return (((Math.round(amount * 100) * 7) % 11) - 5) / 4;
}

/** A Lambda event source, DynamoDB and SQS, driven by a scenario. */
class Simulation {
  readonly table = new FakeSummaryTable();
  readonly queue = fakeQueue();
  readonly shards: { id: string; records: DynamoDBRecord[]; position: number }[];
  /** Writes of timed-out invocations that have not landed. */
  private held: (() => void)[] = [];

  constructor({ shards }: Pick<Scenario, "shards">) {
    this.shards = shards.map(({ keys, firstSequence, gaps }, shard) => {
      let sequence = firstSequence;
      const records = keys.map((key, index) => {
        sequence += BigInt(gaps[index % gaps.length] as number);
        return insertRecord(String(sequence), { key, amount: (index + 1) / 100 }, { eventId: `${shard}/${index}` });
      });
      return { id: `shardId-0000000176370840000${shard}-0a1b2c3d`, records, position: 0 };
    });
  }

  async take(step: Step): Promise<void> {
    const shard = this.shards[step.shard % this.shards.length] as (typeof this.shards)[number];
    shard.position = Math.max(0, shard.position - step.goBack);
    const batch = shard.records.slice(shard.position, shard.position + step.batchSize);
    const invocation = new Invocation(this, step);
    const aggregate = createAggregator({
      dynamo: this.table.client((write) => invocation.deliver(write)),
      sqs: this.queue.client,
      summaryTable: "summaries",
      failureQueueUrl: "queue",
      summarize,
      now: () => 1_763_708_400_000,
    });
    const result = await Promise.race([aggregate(streamEvent(batch, shard.id)), invocation.ended]);
    // An invocation that did not return leaves the position where it is.
    if (result === undefined) return;
    const [failure] = result.batchItemFailures;
    shard.position =
      failure === undefined
        ? shard.position + batch.length
        : shard.records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failure.itemIdentifier);
  }

  hold(write: () => void): void {
    this.held.push(write);
  }

  land(count = this.held.length): void {
    for (const write of this.held.splice(0, count)) write();
  }

  async finish(): Promise<void> {
    for (const shard of this.shards.keys()) {
      while ((this.shards[shard]?.position ?? 0) < (this.shards[shard]?.records.length ?? 0)) {
        await this.take({ shard, batchSize: 5, goBack: 0, fates: [], landings: 0 });
      }
    }
    // A timed-out invocation that hears of its write may go on to the next.
    while (this.held.length > 0) {
      this.land();
      await setImmediate();
    }
  }
}

/** Deals out the fates of one invocation's writes. */
class Invocation {
  readonly ended: Promise<undefined>;
  private end: (result: undefined) => void = () => undefined;
  private over: "timed out" | "crashed" | undefined;
  private written = 0;

  constructor(
    private readonly simulation: Simulation,
    private readonly step: Step,
  ) {
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  async deliver(write: () => UpdateItemCommandOutput): Promise<UpdateItemCommandOutput> {
    const fate = this.over ?? this.step.fates[this.written++] ?? "done";
    this.simulation.land(this.step.landings);
    switch (fate) {
      case "done":
        return write();
      case "throttled":
        throw serviceError("ThrottlingException", "client");
      case "answer lost":
        attempt(write);
        throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET", $metadata: {} });
      case "repeated":
        attempt(write);
        return write();
      case "timed out":
      case "crashed":
        this.over = fate;
        this.end(undefined);
        return new Promise((resolve, reject) => {
          if (fate === "timed out") this.simulation.hold(() => settle(write, resolve, reject));
        });
    }
  }
}

function attempt(write: () => unknown): void {
  try {
    write();
  } catch {
    // A condition that fails is an answer like any other, and nobody hears it.
  }
}

function settle<T>(write: () => T, resolve: (output: T) => void, reject: (error: unknown) => void): void {
  try {
    resolve(write());
  } catch (error) {
    reject(error);
  }
}

interface Expected {
  count: number;
  hundredths: number;
  prices: number[];
}

/** Adds the summaries up the plain way, in hundredths. */
function reference({ shards }: Scenario): Map<string, Expected> {
  const summaries = new Map<string, Expected>();
  for (const [index, key] of shards.flatMap(({ keys }) => [...keys.entries()])) {
    if (key === failingKey || key === skippedKey) continue;
    for (const id of [`key ${key}`, EVERY_KEY]) {
      const { count, hundredths, prices } = summaries.get(id) ?? { count: 0, hundredths: 0, prices: [] };
      summaries.set(id, {
        count: count + 1,
        hundredths: hundredths + index + 1,
        prices: [...prices, priceAt((index + 1) / 100)],
      });
    }
  }
  return summaries;
}

describe("exactly once", () => {
  before(silenceTelemetry);

  it("holds whatever befalls deliveries and writes", async function () {
    this.timeout(240_000);
    await fc.assert(
      fc.asyncProperty(scenarios, async (scenario) => {
        const simulation = new Simulation(scenario);

        for (const step of scenario.steps) await simulation.take(step);
        await simulation.finish();

        const expected = reference(scenario);
        expect([...simulation.table.items.keys()].sort()).to.deep.equal([...expected.keys()].sort());
        for (const [key, { count, hundredths, prices }] of expected) {
          const item = simulation.table.items.get(key);
          expect(item?.ItemCount?.N, `ItemCount of ${key}`).to.equal(String(count));
          expect(Number(item?.low?.N), `the least of ${key}`).to.equal(Math.min(...prices));
          expect(Number(item?.high?.N), `the greatest of ${key}`).to.equal(Math.max(...prices));
          if (key === EVERY_KEY) continue;
          expect(item?.[`only ${key.slice(4)}`]?.N, `the field of ${key} alone`).to.equal(String(count));
          expect(item?.amount?.N, `amount of ${key}`).to.equal(String(hundredths / 100));
        }
        const failed = new Set(
          simulation.queue.bodies.map((body) => (JSON.parse(body) as { eventId: string }).eventId),
        );
        const failing = scenario.shards.flatMap(({ keys }, shard) =>
          keys.flatMap((key, index) => (key === failingKey ? [`${shard}/${index}`] : [])),
        );
        expect([...failed].sort()).to.deep.equal(failing.sort());
      }),
      { numRuns: 1000 },
    );
  });

  it("takes one write for each summary that a batch touches, and one more for new extremes, when nothing goes wrong", async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async ({ shards }) => {
        const simulation = new Simulation({ shards });
        const summarised = shards.map(({ keys }) => keys.filter((key) => key < failingKey));
        const touched = summarised.map((keys) => new Set(keys).size + (keys.length > 0 ? 1 : 0));

        for (const shard of shards.keys()) {
          await simulation.take({ shard, batchSize: 24, goBack: 0, fates: [], landings: 0 });
        }

        const least = touched.reduce((sum, keys) => sum + keys, 0);
        expect(simulation.table.writes).to.be.within(least, 2 * least);
        const before = simulation.table.writes;
        // The same prices again bring no new extreme.
        const again = new Simulation({ shards: shards.map((shard) => ({ ...shard, firstSequence: 10n ** 30n })) });
        for (const [id, item] of simulation.table.items) again.table.items.set(id, item);
        for (const shard of shards.keys()) {
          await again.take({ shard, batchSize: 24, goBack: 0, fates: [], landings: 0 });
        }
        expect({ first: before, again: again.table.writes }).to.deep.equal({ first: before, again: least });
      }),
    );
  });
});
