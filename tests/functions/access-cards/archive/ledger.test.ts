import { gzipSync } from "node:zlib";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import fc from "fast-check";
import { createLedger } from "../../../../functions/access-cards/archive/ledger";
import type { CardEventType } from "../../../../functions/access-cards/event";
import { observe, serviceError } from "../../support/clients";
import { type DynamoEngine, startDynamoEngine } from "../../support/dynamoEngine";
import { silenceTelemetry } from "../../support/telemetry";
import { cardEvent, gzippedLines, noticeBody, queueEvent } from "./events";
import { FakeBucket } from "./fakeBucket";
import { ledgerItem } from "./ledgerItems";

silenceTelemetry();

const HOUR = "events/date=2026-11-21/hour=09/";
const KEY = `${HOUR}delivery-1.gz`;

const linesOf = (...types: CardEventType[]) => gzippedLines(types.map((type) => cardEvent({ type })));

describe("the ledger of new objects", () => {
  let engine: DynamoEngine;
  let table: string;
  let bucket: FakeBucket;
  let tables = 0;

  before(async () => {
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  beforeEach(async () => {
    tables += 1;
    table = `ledger-${tables}`;
    await engine.createTable(table, "pk");
    bucket = new FakeBucket();
  });

  const ledger = (dynamo = engine.client) =>
    createLedger({ dynamo, s3: bucket.client, ledgerTable: table, pause: async () => undefined });
  const item = (key: string) => ledgerItem(engine.client, table, key);

  it("enters an object and adds what it holds to its hour", async () => {
    const content = linesOf("entered", "left", "entered", "card-registered");
    const etag = bucket.put(KEY, content);

    const answer = await ledger()(queueEvent(noticeBody(KEY, etag, "0A1B")));

    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(await item(`file#${KEY}`)).to.deep.equal({
      pk: `file#${KEY}`,
      etag,
      sequencer: "0A1B".padEnd(64, "0"),
      hour: "2026-11-21T09",
      count: 4,
      bytes: content.length,
      counts: { entered: 2, left: 1, "card-registered": 1 },
    });
    expect(await item("hour#2026-11-21T09")).to.deep.equal({
      pk: "hour#2026-11-21T09",
      archived_entered: 2,
      archived_left: 1,
      "archived_card-registered": 1,
    });
  });

  it("enters it once, however often S3 tells of it, and does not read it again", async () => {
    const body = noticeBody(KEY, bucket.put(KEY, linesOf("left")), "0A");
    await ledger()(queueEvent(body, body));

    const readsBefore = bucket.reads;
    await ledger()(queueEvent(body));

    expect(bucket.reads).to.equal(readsBefore);
    expect(await item("hour#2026-11-21T09")).to.include({ archived_left: 1 });
  });

  it("adds up the objects of an hour that come at the same time", async () => {
    const bodies = Array.from({ length: 10 }, (_, index) => {
      const key = `${HOUR}delivery-${index}.gz`;
      return noticeBody(key, bucket.put(key, linesOf("left", "entered")), "01");
    });

    const answer = await ledger()(queueEvent(...bodies));

    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(await item("hour#2026-11-21T09")).to.include({ archived_left: 10, archived_entered: 10 });
  });

  it("replaces what it knew of an object that was written again", async () => {
    await ledger()(queueEvent(noticeBody(KEY, bucket.put(KEY, linesOf("left", "left")), "0A")));
    const etag = bucket.put(KEY, linesOf("left", "entered"));

    await ledger()(queueEvent(noticeBody(KEY, etag, "0A01")));

    expect(await item(`file#${KEY}`)).to.deep.include({ etag, count: 2, counts: { left: 1, entered: 1 } });
    expect(await item("hour#2026-11-21T09")).to.include({ archived_left: 1, archived_entered: 1 });
  });

  it("keeps what is there of two notices in the wrong order", async () => {
    const old = noticeBody(KEY, bucket.put(KEY, linesOf("left", "left")), "09FF");
    const late = noticeBody(KEY, bucket.put(KEY, linesOf("entered")), "0A");

    await ledger()(queueEvent(late));
    const answer = await ledger()(queueEvent(old));

    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(await item(`file#${KEY}`)).to.deep.include({ counts: { entered: 1 } });
    expect(await item("hour#2026-11-21T09")).to.deep.equal({ pk: "hour#2026-11-21T09", archived_entered: 1 });
  });

  it("leaves out an object that has been written again since, whose own notice is to come", async () => {
    const old = noticeBody(KEY, bucket.put(KEY, linesOf("left")), "0A");
    bucket.put(KEY, linesOf("entered"));

    const answer = await ledger()(queueEvent(old));

    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(await item(`file#${KEY}`)).to.equal(undefined);
  });

  it("leaves out an object that has been deleted since", async () => {
    const answer = await ledger()(queueEvent(noticeBody(KEY, "etag", "0A")));

    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(await item("hour#2026-11-21T09")).to.equal(undefined);
  });

  it("takes S3's test message for what it is", async () => {
    const answer = await ledger()(queueEvent(JSON.stringify({ Service: "Amazon S3", Event: "s3:TestEvent" })));

    expect(answer).to.deep.equal({ batchItemFailures: [] });
  });

  const unreadable: [what: string, key: string, content: Buffer][] = [
    ["is not compressed", KEY, Buffer.from(`${JSON.stringify(cardEvent())}\n`)],
    ["ends in its middle", KEY, linesOf("left", "entered").subarray(0, 40)],
    ["holds what is no JSON", KEY, gzipSync('{"type":"left"}\nhello\n')],
    ["holds what is no event", KEY, gzipSync('{"type":"flew"}\n')],
    ["is in the folder of no hour", "events/stray.gz", linesOf("left")],
  ];
  for (const [what, key, content] of unreadable) {
    it(`reports an object that ${what}, and enters those of other messages`, async () => {
      const other = `${HOUR}other.gz`;
      const bad = noticeBody(key, bucket.put(key, content), "0A");
      const good = noticeBody(other, bucket.put(other, linesOf("left")), "0A");

      const answer = await ledger()(queueEvent(bad, good));

      expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
      expect(await item(`file#${key}`)).to.equal(undefined);
      expect(await item("hour#2026-11-21T09")).to.deep.equal({ pk: "hour#2026-11-21T09", archived_left: 1 });
    });
  }

  it("reports a message that is none of S3's", async () => {
    const answer = await ledger()(queueEvent("hello", "{}"));

    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).to.deep.equal([
      "message-1",
      "message-2",
    ]);
  });

  it("reports what DynamoDB does not take, and enters it at the next delivery", async () => {
    const dynamo = new DynamoDBClient(engine.config);
    observe(dynamo, ({ name }) => {
      if (name === "TransactWriteItemsCommand") throw serviceError("AccessDeniedException", "client");
    });
    const event = queueEvent(noticeBody(KEY, bucket.put(KEY, linesOf("left")), "0A"));

    const first = await ledger(dynamo)(event);
    await ledger()(event);

    expect(first).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "message-1" }] });
    expect(await item("hour#2026-11-21T09")).to.include({ archived_left: 1 });
  });

  it("ends at what the archive holds, whatever the order and the repeats of the notices", async () => {
    const written = fc.record({
      file: fc.integer({ min: 0, max: 2 }),
      types: fc.array(fc.constantFrom<CardEventType[]>("left", "entered", "denied"), { maxLength: 5 }),
    });
    const scenario = fc.array(written, { minLength: 1, maxLength: 6 }).chain((writes) =>
      fc.record({
        writes: fc.constant(writes),
        // After all writes each is told at least once, in any order; some are told earlier as well.
        early: fc.array(fc.boolean(), { minLength: writes.length, maxLength: writes.length }),
        order: fc.shuffledSubarray([...writes.keys(), ...writes.keys()], { minLength: writes.length }),
      }),
    );

    await fc.assert(
      fc.asyncProperty(scenario, async ({ writes, early, order }) => {
        tables += 1;
        table = `ledger-${tables}`;
        await engine.createTable(table, "pk");
        bucket = new FakeBucket();
        const bodies: string[] = [];
        for (const [index, { file, types }] of writes.entries()) {
          const key = `${HOUR}delivery-${file}.gz`;
          const body = noticeBody(key, bucket.put(key, linesOf(...types)), (index + 1).toString(16).padStart(4, "0"));
          bodies.push(body);
          if (early[index]) await ledger()(queueEvent(body));
        }

        const answer = await ledger()(queueEvent(...order.map((index) => bodies[index] ?? ""), ...bodies));

        const last = new Map(writes.map(({ file, types }) => [file, types]));
        const held = [...last.values()].flat();
        const hour = await item("hour#2026-11-21T09");
        expect(answer).to.deep.equal({ batchItemFailures: [] });
        for (const type of ["left", "entered", "denied"] as const) {
          expect(hour?.[`archived_${type}`] ?? 0).to.equal(held.filter((other) => other === type).length);
        }
      }),
      { numRuns: 30 },
    );
  });
});
