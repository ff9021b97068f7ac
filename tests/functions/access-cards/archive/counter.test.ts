import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { KinesisStreamEvent } from "aws-lambda";
import { expect } from "chai";
import fc from "fast-check";
import { createCounter } from "../../../../functions/access-cards/archive/counter";
import { readHours, reconcile } from "../../../../functions/access-cards/archive/reconcile";
import type { CardEvent } from "../../../../functions/access-cards/event";
import { rejection } from "../../../support/rejection";
import { observe, serviceError } from "../../support/clients";
import { type DynamoEngine, startDynamoEngine } from "../../support/dynamoEngine";
import { silenceTelemetry } from "../../support/telemetry";
import { base64, cardEvent, MORNING } from "./events";
import { ledgerItem } from "./ledgerItems";

silenceTelemetry();

const HOUR_MS = 3_600_000;
const SHARD = "shardId-000000000000";

interface Placed {
  sequence: number;
  data: unknown;
}

function batch(records: readonly Placed[], shard = SHARD, stream = "events"): KinesisStreamEvent {
  return {
    Records: records.map(({ sequence, data }) => ({
      eventID: `${shard}:${sequence}`,
      eventSourceARN: `arn:aws:kinesis:us-east-1:111122223333:stream/${stream}`,
      kinesis: { sequenceNumber: String(sequence), data: base64(data) },
    })),
  } as KinesisStreamEvent;
}

const inOrder = (...data: unknown[]): Placed[] => data.map((datum, index) => ({ sequence: index + 98, data: datum }));

describe("the counter of produced events", () => {
  let engine: DynamoEngine;
  let table: string;
  let tables = 0;

  before(async () => {
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  beforeEach(async () => {
    tables += 1;
    table = `ledger-${tables}`;
    await engine.createTable(table, "pk");
  });

  const counter = (dynamo = engine.client) => createCounter({ dynamo, ledgerTable: table });
  const hourItem = async (hour: string) => (await ledgerItem(engine.client, table, `hour#${hour}`)) ?? {};

  it("counts by the hour events happened in, and by type", async () => {
    const events = [
      cardEvent({ type: "entered" }),
      cardEvent({ type: "left" }),
      cardEvent({ type: "left" }),
      cardEvent({ type: "left", occurred_at: MORNING - HOUR_MS, recorded_at: MORNING }),
    ];

    const answer = await counter()(batch(inOrder(...events)));

    expect(answer).to.deep.equal({ batchItemFailures: [] });
    expect(await hourItem("2026-11-21T09")).to.include({ produced_entered: 1, produced_left: 2 });
    expect(await hourItem("2026-11-21T08")).to.include({ produced_left: 1 });
  });

  it("leaves out what the archive leaves out", async () => {
    const events = [
      "hello",
      { ...cardEvent(), version: 2 },
      cardEvent({ replay: { id: "replay-1", at: MORNING } }),
      cardEvent({ occurred_at: MORNING + HOUR_MS, recorded_at: MORNING }),
      cardEvent({ type: "denied" }),
    ];

    await counter()(batch(inOrder(...events)));

    const { pk, "applied:events/shardId-000000000000": _mark, ...counts } = await hourItem("2026-11-21T09");
    expect(counts).to.deep.equal({ produced_denied: 1 });
  });

  it("counts records that come again once, and those behind them", async () => {
    const records = inOrder(...Array.from({ length: 5 }, () => cardEvent({ type: "left" })));
    await counter()(batch(records.slice(0, 3)));

    await counter()(batch(records));

    expect(await hourItem("2026-11-21T09")).to.include({ produced_left: 5 });
  });

  it("counts each shard by itself", async () => {
    const records = inOrder(cardEvent({ type: "left" }));
    await counter()(batch(records));

    await counter()(batch(records, "shardId-000000000001"));

    expect(await hourItem("2026-11-21T09")).to.include({ produced_left: 2 });
  });

  it("counts what another stream in the place of the first brings, whose shards have the same names", async () => {
    await counter()(batch([{ sequence: 500, data: cardEvent({ type: "left" }) }]));

    await counter()(batch([{ sequence: 7, data: cardEvent({ type: "left" }) }], SHARD, "events-2"));

    expect(await hourItem("2026-11-21T09")).to.include({ produced_left: 2 });
  });

  it("refuses a batch of two shards", async () => {
    const { Records: one } = batch(inOrder(cardEvent()));
    const { Records: other } = batch(inOrder(cardEvent()), "shardId-000000000001");

    const error = await rejection(counter()({ Records: [...one, ...other] }));

    expect(error.message).to.equal(
      "A batch has records of the shards events/shardId-000000000000, events/shardId-000000000001",
    );
  });

  it("asks for the records from the first on that DynamoDB did not take", async () => {
    const dynamo = new DynamoDBClient(engine.config);
    observe(dynamo, ({ input }) => {
      if (JSON.stringify(input).includes("T08")) throw serviceError("ThrottlingException", "client");
    });
    const late = cardEvent({ type: "left", occurred_at: MORNING - HOUR_MS, recorded_at: MORNING });
    const records = inOrder(cardEvent({ type: "left" }), late, cardEvent({ type: "left" }));

    const answer = await counter(dynamo)(batch(records));
    await counter()(batch(records.slice(1)));

    expect(answer).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "99" }] });
    expect(await hourItem("2026-11-21T09")).to.include({ produced_left: 2 });
    expect(await hourItem("2026-11-21T08")).to.include({ produced_left: 1 });
  });

  it("fails where no repeat helps", async () => {
    const dynamo = new DynamoDBClient(engine.config);
    observe(dynamo, () => {
      throw serviceError("AccessDeniedException", "client");
    });

    const error = await rejection(counter(dynamo)(batch(inOrder(cardEvent()))));

    expect(error).to.include({ name: "AccessDeniedException" });
  });

  it("counts each event once however batches are cut and repeated", async () => {
    const types = fc.array(fc.constantFrom("left" as const, "entered" as const), { minLength: 1, maxLength: 20 });
    // How far back the next batch starts, and how many records it has.
    const steps = fc.array(fc.record({ back: fc.integer({ min: 0, max: 5 }), size: fc.integer({ min: 1, max: 6 }) }));

    await fc.assert(
      fc.asyncProperty(types, steps, async (produced, cuts) => {
        tables += 1;
        table = `ledger-${tables}`;
        await engine.createTable(table, "pk");
        const hours = produced.map(
          (type, index): CardEvent => cardEvent({ type, occurred_at: MORNING + index * 900_000 }),
        );
        const records = hours.map((data, index) => ({ sequence: 95 + index * 3, data }));
        let done = 0;
        for (const { back, size } of [...cuts, { back: 0, size: 20 }, { back: 20, size: 20 }]) {
          const start = Math.max(0, done - back);
          await counter()(batch(records.slice(start, start + size)));
          done = Math.max(done, Math.min(records.length, start + size));
        }

        const totals = await readHours({ dynamo: engine.client, ledgerTable: table }, MORNING, MORNING + 20 * 900_000);

        const sum = (type: "left" | "entered") => totals.reduce((all, { produced: by }) => all + (by[type] ?? 0), 0);
        expect(sum("left")).to.equal(produced.filter((type) => type === "left").length);
        expect(sum("entered")).to.equal(produced.filter((type) => type === "entered").length);
      }),
      { numRuns: 30 },
    );
  });

  it("lets the ledger say which hour and type differ from the archive", async () => {
    await counter()(batch(inOrder(cardEvent({ type: "left" }), cardEvent({ type: "entered" }))));

    const hours = await readHours({ dynamo: engine.client, ledgerTable: table }, MORNING - 300 * HOUR_MS, MORNING + 1);

    expect(hours).to.deep.equal([{ hour: "2026-11-21T09", produced: { left: 1, entered: 1 }, archived: {} }]);
    expect(reconcile(hours)).to.deep.equal([
      { hour: "2026-11-21T09", type: "entered", produced: 1, archived: 0 },
      { hour: "2026-11-21T09", type: "left", produced: 1, archived: 0 },
    ]);
  });
});

describe("the reconciliation", () => {
  it("finds nothing where the archive has what was produced", () => {
    const counts = { left: 3, entered: 2 };

    expect(reconcile([{ hour: "2026-11-21T09", produced: counts, archived: counts }])).to.deep.equal([]);
  });

  it("finds events that are archived more than once, and hours that are archived and were never produced", () => {
    const hours = [
      { hour: "2026-11-21T09", produced: { left: 3 }, archived: { left: 4 } },
      { hour: "2026-11-21T10", produced: {}, archived: { denied: 1 } },
    ];

    expect(reconcile(hours)).to.deep.equal([
      { hour: "2026-11-21T09", type: "left", produced: 3, archived: 4 },
      { hour: "2026-11-21T10", type: "denied", produced: 0, archived: 1 },
    ]);
  });
});
