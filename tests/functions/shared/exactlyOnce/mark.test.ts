import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import fc from "fast-check";
import { createAggregator } from "../../../../functions/event-aggregator/aggregator";
import {
  isMarkName,
  markedPosition,
  markName,
  markOf,
  positionOf,
} from "../../../../functions/shared/exactlyOnce/mark";
import { fakeQueue } from "../../support/clients";
import { FakeSummaryTable } from "../../support/fakeSummaryTable";
import { insertRecord, streamEvent } from "../../support/streamEvent";
import { silenceTelemetry } from "../../support/telemetry";

describe("positionOf", () => {
  it("compares as the numbers do, whatever their length", () => {
    const digits = fc.bigInt({ min: 0n, max: 10n ** 40n - 1n });
    fc.assert(
      fc.property(digits, digits, fc.nat(4_000_000_000), (a, b, createdAt) => {
        const [positionA, positionB] = [positionOf(String(a)), positionOf(String(b))];

        expect(positionA < positionB).to.equal(a < b);
        // The update's condition compares a whole mark with a position.
        expect(markOf(positionA, createdAt) < positionB).to.equal(a < b);
      }),
    );
  });

  it("takes leading zeros for nothing", () => {
    expect(positionOf("000012")).to.equal(positionOf("12"));
  });

  for (const text of ["", "-1", "1.5", "abc", "1e3"]) {
    it(`refuses "${text}"`, () => {
      expect(() => positionOf(text)).to.throw(TypeError, `"${text}" is not a sequence number of a stream`);
    });
  }
});

describe("markName", () => {
  it("leaves out what every shard id has", () => {
    expect(markName("shardId-00000001763708400000-0a1b2c3d")).to.equal("applied:1763708400000-0a1b2c3d");
  });

  it("keeps an id of another form whole", () => {
    expect(markName("shardId-1-a")).to.equal("applied:shardId-1-a");
  });

  it("is different for different shards, and known for a mark", () => {
    const shardIds = fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `shardId-${String(a).padStart(20, "0")}-${b}`);
    fc.assert(
      fc.property(shardIds, shardIds, (a, b) => {
        expect(markName(a) === markName(b)).to.equal(a === b);
        expect(isMarkName(markName(a))).to.equal(true);
      }),
    );
  });
});

describe("markedPosition", () => {
  it("is below every position without a mark", () => {
    expect(markedPosition(undefined, "applied:a") < positionOf("0")).to.equal(true);
    expect(markedPosition({}, "applied:a") < positionOf("0")).to.equal(true);
  });

  it("reads back what markOf wrote", () => {
    expect(markedPosition({ "applied:a": { S: markOf(positionOf("77"), 5) } }, "applied:a")).to.equal(positionOf("77"));
  });
});

describe("the marks of a summary", () => {
  const hour = 3600;
  const start = Date.UTC(2025, 10, 1) / 1000;

  before(silenceTelemetry);

  /** Four partitions write to one summary all the time, and each gets a new shard every four hours, as on AWS. */
  async function simulate(days: number) {
    const table = new FakeSummaryTable();
    let nowSeconds = start;
    let sequence = 100_000_000_000_000_000_000n;
    const aggregate = createAggregator({
      dynamo: table.client(),
      sqs: fakeQueue().client,
      summaryTable: "summaries",
      failureQueueUrl: "queue",
      summarize: () => ({ key: '{"message":"Test event data","value":3}' }),
      now: () => nowSeconds * 1000,
    });
    const item = () => table.items.values().next().value as Record<string, AttributeValue>;
    const marks = () => Object.keys(item()).filter(isMarkName);
    const seen = { events: 0, mostMarks: 0, mostBytes: 0, fewestRecentMarks: Number.POSITIVE_INFINITY };
    for (; nowSeconds < start + days * 24 * hour; nowSeconds += hour) {
      for (const partition of [1, 2, 3, 4]) {
        const serial = (start + Math.floor((nowSeconds - start) / (4 * hour)) * 4 * hour) * 1000 + partition;
        const shardId = `shardId-${String(serial).padStart(20, "0")}-0a1b2c3d`;
        sequence += 1n;
        await aggregate(streamEvent([insertRecord(String(sequence), {}, { createdAt: nowSeconds })], shardId));
        seen.events += 1;
        seen.mostMarks = Math.max(seen.mostMarks, marks().length);
        seen.mostBytes = Math.max(seen.mostBytes, bytesOf(item()));
      }
      const recent = marks().filter((name) => Number(item()[name]?.S?.split("@")[1]) * hour > nowSeconds - 24 * hour);
      if (nowSeconds >= start + 24 * hour) seen.fewestRecentMarks = Math.min(seen.fewestRecentMarks, recent.length);
    }
    return { ...seen, table, item: item() };
  }

  it("stay bounded over three weeks, while those of the last 24 hours are kept and every event counts", async () => {
    const { events, item, mostMarks, mostBytes, fewestRecentMarks, table } = await simulate(21);

    expect(item.ItemCount?.N).to.equal(String(events));
    // Seven shards a partition were written to within 26 hours, and up to three more marks await removal.
    expect(mostMarks).to.be.at.most(4 * 8 + 3);
    expect(fewestRecentMarks).to.be.at.least(4 * 6);
    expect(mostBytes).to.be.at.most(2 * 1024);
    expect(table.writes / events).to.be.lessThan(1.1);
  });

  it("are removed only while they stand as they were seen", async () => {
    const { table, item } = await simulate(1);
    const [name = ""] = Object.keys(item).filter(isMarkName);
    const moved = markOf(positionOf("999999999999999999999"), start + 48 * hour);
    const stale = Object.fromEntries(Object.entries(item).filter(([attribute]) => isMarkName(attribute)));
    // Between the write and the removal, another invocation moves one of the marks.
    let deliveries = 0;
    const dynamo = table.client(async (write) => {
      deliveries += 1;
      if (deliveries === 2) (table.items.get(item.SummaryID?.S ?? "") as typeof item)[name] = { S: moved };
      return write();
    });
    const aggregate = createAggregator({
      dynamo,
      sqs: fakeQueue().client,
      summaryTable: "summaries",
      failureQueueUrl: "queue",
      summarize: () => ({ key: item.SummaryID?.S ?? "" }),
      now: () => (start + 72 * hour) * 1000,
    });

    const result = await aggregate(
      streamEvent([insertRecord("300000000000000000000", {}, { createdAt: start + 72 * hour })]),
    );

    const after = table.items.get(item.SummaryID?.S ?? "") ?? {};
    expect(deliveries).to.equal(2);
    expect(result.batchItemFailures).to.deep.equal([]);
    expect(after[name]).to.deep.equal({ S: moved });
    expect(Object.keys(after).filter(isMarkName)).to.have.length(Object.keys(stale).length + 1);
  });
});

/** An item's size by DynamoDB's rules for strings and numbers, roughly. */
function bytesOf(item: Record<string, AttributeValue>): number {
  return Object.entries(item).reduce(
    (sum, [name, { S: text, N: digits = "" }]) =>
      sum + name.length + (text?.length ?? Math.ceil(digits.length / 2) + 1),
    0,
  );
}
