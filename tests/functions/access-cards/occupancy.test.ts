import { DeleteItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { DynamoDBRecord } from "aws-lambda";
import { expect } from "chai";
import fc from "fast-check";
import { readHours } from "../../../functions/access-cards/archive/reconcile";
import { createOccupancy } from "../../../functions/access-cards/occupancy";
import { publishedEvent } from "../../../functions/access-cards/outboxEvents";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { shardA } from "../support/streamEvent";
import { silenceTelemetry } from "../support/telemetry";
import { breakNow } from "./faults";
import { anyFates, anyRules, anyStep, History } from "./history";
import { replayed } from "./model";
import { NOON, Offices } from "./offices";

describe("createOccupancy", () => {
  let engine: DynamoEngine;
  let tables = 0;
  let table: string;

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  const openTable = async () => {
    tables += 1;
    table = `occupancy-${tables}`;
    await engine.createTable(table, "SummaryID");
    await engine.createTable(ledgerOf(table), "pk");
  };
  const ledgerOf = (name: string) => `${name}-ledger`;

  const count = (records: readonly DynamoDBRecord[]) =>
    createOccupancy({ dynamo: engine.client, occupancyTable: table, ledgerTable: ledgerOf(table), now: () => NOON })({
      shardId: shardA,
      Records: [...records],
    });

  /** Delivers what Lambda would, from where it is told to. */
  const countAll = async (records: readonly DynamoDBRecord[], sizes: Iterator<number>) => {
    let position = 0;
    while (position < records.length) {
      const size = 1 + (sizes.next().value as number);
      const batch = records.slice(position, position + size);
      const { batchItemFailures } = await count(batch);
      const failed = batchItemFailures[0]?.itemIdentifier;
      const done = failed === undefined ? batch.length : sequenceNumbers(batch).indexOf(failed);
      position += done;
      // Now and then the whole batch comes once more.
      if (size % 3 === 0) await count(batch);
    }
  };

  const counts = async () => {
    const { Items = [] } = await engine.client.send(new ScanCommand({ TableName: table }));
    const values = Items.flatMap((item) =>
      ["inside", "entries", "exits", "denied"].flatMap((field) => {
        const value = Number(item[field]?.N ?? 0);
        return value === 0 ? [] : [[`${item.SummaryID?.S} ${field}`, value] as const];
      }),
    );
    return Object.fromEntries(values);
  };

  const insideOf = ({ model }: History) =>
    ["hq", "lab"].flatMap((area) => {
      const number = model.inside(area).length;
      return number === 0 ? [] : [[`area#${area} inside`, number] as const];
    });

  it("counts everybody inside and every passage once, whatever befalls deliveries and writes, and after a rebuild", async function () {
    this.timeout(600_000);
    await fc.assert(
      fc.asyncProperty(
        anyRules,
        fc.array(anyStep, { minLength: 5, maxLength: 30 }),
        anyFates,
        fc.infiniteStream(fc.nat(7)),
        async (rules, steps, fates, sizes) => {
          const offices = await Offices.open(engine);
          await openTable();
          const history = new History(offices, rules);
          await history.begin();
          for (const step of steps) await history.take(step);
          await history.finish();
          const mend = breakNow(engine.client, fates);
          await countAll(await offices.changes(), sizes);
          mend();

          const live = await counts();
          const passages = history.events.filter(({ gate_id: gate }) => gate !== undefined);
          const of = (type: string, field: string) => {
            const gates = passages
              .filter((event) => event.type === type)
              .map(({ gate_id: gate }) => `gate#${gate} ${field}`);
            return [...new Set(gates)].map((key) => [key, gates.filter((other) => other === key).length] as const);
          };
          const exits = Object.entries(live).filter(([key]) => key.endsWith("exits"));
          expect(live).to.deep.equal(
            Object.fromEntries([
              ...insideOf(history),
              ...of("entered", "entries"),
              ...of("denied", "denied"),
              ...exits,
            ]),
          );

          // Rebuilt from nothing: whoever is inside is inside, and nobody has gone through a gate again.
          for (const { pk } of [...(await offices.items("card#")), ...(await offices.items("area#"))]) {
            const Key = { pk: { S: String(pk) } };
            await engine.client.send(new DeleteItemCommand({ TableName: offices.table, Key }));
          }
          await offices.project(history.events.map(replayed));
          await countAll(await offices.changes(), sizes);
          expect(await counts()).to.deep.equal(live);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("counts an exit through the gate that it went through, once", async () => {
    const offices = await Offices.open(engine);
    await openTable();
    await offices.register("c-1");
    await offices.enter("north", "c-1");
    const exit = { id: "exit-1", version: 1 as const, type: "left" as const, card_id: "c-1", gate_id: "south" };
    const event = { ...exit, occurred_at: NOON + 5, recorded_at: NOON + 9 };
    await offices.project([event, event]);
    await offices.project([event, replayed(event)]);

    await count(await offices.changes());

    expect(await counts()).to.deep.equal({ "gate#north entries": 1, "gate#south exits": 1 });
  });

  it("counts for the archive's ledger the events that do not pass the stream, once, and no others", async () => {
    const offices = await Offices.open(engine);
    await openTable();
    await offices.register("c-1");
    await offices.register("c-2");
    await offices.enter("north", "c-1");
    const changes = await offices.changes();

    await count(changes);
    await count(changes);

    const ledger = { dynamo: engine.client, ledgerTable: ledgerOf(table) };
    const hours = await readHours(ledger, NOON - 3_600_000, NOON + 3_600_000);
    expect(hours).to.deep.equal([{ hour: "2026-11-21T11", produced: { "card-registered": 2 }, archived: {} }]);
  });

  it("refuses batches that do not say which shard they are of", async () => {
    const attempt = createOccupancy({
      dynamo: engine.client,
      occupancyTable: "none",
      ledgerTable: "none",
      now: () => NOON,
    })({
      Records: [],
    });

    await attempt.then(
      () => expect.fail("it was accepted"),
      (error: Error) => expect(error.message).to.match(/^The event has no shardId/),
    );
  });
});

describe("publishedEvent", () => {
  let engine: DynamoEngine;

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  it("tells of entries, with whose card it is, of denials and of commands, and of nothing else", async () => {
    const offices = await Offices.open(engine);
    await offices.register("c-1");
    const granted = await offices.enter("north", "c-1");
    const denied = await offices.enter("north", "c-1");
    await offices.project([
      {
        ...replayed({
          id: "x",
          version: 1,
          type: "left",
          occurred_at: NOON + 1,
          recorded_at: NOON + 1,
          card_id: "c-1",
          gate_id: "north",
        }),
      },
    ]);

    const events = (await offices.changes()).flatMap((record) => publishedEvent(record) ?? []);

    expect(events.map(({ id, type, employee_id }) => ({ id, type, employee_id })).slice(1)).to.deep.equal([
      { id: granted.event_id, type: "entered", employee_id: "of-c-1" },
      { id: denied.event_id, type: "denied", employee_id: "of-c-1" },
    ]);
    expect(events[0]).to.include({ type: "card-registered", employee_id: "of-c-1", holder: "Holder of c-1" });
  });
});

function sequenceNumbers(batch: readonly DynamoDBRecord[]): (string | undefined)[] {
  return batch.map(({ dynamodb }) => dynamodb?.SequenceNumber);
}
