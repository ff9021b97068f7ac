import { CreateTableCommand, DeleteItemCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { expect } from "chai";
import { createProgressReport, readHandledUntil } from "../../../functions/debounce/handlerProgress";
import { DUE_INDEX, INDEXED_ATTRIBUTES, SHARDS, shardOf } from "../../../functions/debounce/trackedItem";
import { claim, mark, postpone, settle, type Tracked } from "../../../functions/debounce/trackingRules";
import { createTrackingTable, type TrackingTable } from "../../../functions/debounce/trackingTable";
import { systemClock } from "../../../functions/shared/clock";
import { HeldClock } from "../../support/heldClock";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { entitiesOfAllShards } from "./memoryTable";

const TIMES = { quietMs: 1000, maxWaitMs: 60_000 };
const never = new AbortController().signal;

describe("the tracking table, in DynamoDB", () => {
  let engine: DynamoEngine;
  let tableName: string;
  let tables = 0;

  before(async () => {
    engine = await startDynamoEngine();
  });
  after(() => engine.stop());

  beforeEach(async () => {
    tableName = `tracking${++tables}`;
    await engine.client.send(
      new CreateTableCommand({
        TableName: tableName,
        AttributeDefinitions: [
          { AttributeName: "entityId", AttributeType: "S" },
          { AttributeName: "shard", AttributeType: "N" },
          { AttributeName: "dueAt", AttributeType: "N" },
        ],
        KeySchema: [{ AttributeName: "entityId", KeyType: "HASH" }],
        GlobalSecondaryIndexes: [
          {
            IndexName: DUE_INDEX,
            KeySchema: [
              { AttributeName: "shard", KeyType: "HASH" },
              { AttributeName: "dueAt", KeyType: "RANGE" },
            ],
            Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: INDEXED_ATTRIBUTES },
          },
        ],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
  });

  const connect = (clock = new HeldClock(1_000_000)): TrackingTable =>
    createTrackingTable({ dynamo: engine.client, table: tableName, clock, random: Math.random });
  const marking = (delivery: string) => (record: Tracked | undefined, now: number) =>
    mark(record, [{ delivery, sentAt: now - 50 }], now, TIMES);
  const read = async (table: TrackingTable, entityId: string) =>
    (await table.step(entityId, () => undefined, never)).record;

  it("keeps a record as it is, through all that may become of it", async () => {
    const clock = new HeldClock(1_000_000);
    const table = connect(clock);
    const { record: made } = await table.step("e", marking("a"), never);
    clock.advance(5000);
    const terms = { owner: "p", leaseMs: 1000, handledUntil: Number.POSITIVE_INFINITY };
    const { record: taken } = await table.step("e", (found, now) => found && claim(found, terms, now, TIMES), never);
    const { record: changed } = await table.step("e", marking("b"), never);
    const { record: failed } = await table.step(
      "e",
      (found, now) => found && postpone(found, "p", 9, now, TIMES),
      never,
    );

    expect(made?.dueAt).to.equal(1_001_000);
    expect(taken?.claim?.owner).to.equal("p");
    expect(changed?.claim?.changedAt).to.equal(1_005_000);
    expect(failed).to.deep.include({
      attempts: 1,
      notBefore: 1_005_009,
      deliveries: ["a", "b"],
      overdueSince: 1_001_000,
    });
    expect(await read(table, "e")).to.deep.equal(failed);
  });

  it("does not delete a record that has changed between the look at it and its deletion", async () => {
    const clock = new HeldClock(1_000_000);
    const other = connect(clock);
    let interrupted = false;
    const dynamo = {
      send: async (command: DeleteItemCommand, options: object) => {
        if (command instanceof DeleteItemCommand && !interrupted) {
          interrupted = true;
          await other.step("e", marking("b"), never);
        }
        return engine.client.send(command, options);
      },
    } as unknown as DynamoDBClient;
    const impatient = { now: () => clock.now(), after: (_: number, then: () => void) => systemClock.after(0, then) };
    const table = createTrackingTable({ dynamo, table: tableName, clock: impatient, random: Math.random });
    await table.step("e", marking("a"), never);
    clock.advance(5000);
    const terms = { owner: "p", leaseMs: 1000, handledUntil: Number.POSITIVE_INFINITY };
    await table.step("e", (found, now) => found && claim(found, terms, now, TIMES), never);

    await table.step("e", (found, now) => found && settle(found, "p", now, TIMES), never);

    expect(interrupted).to.equal(true);
    expect(await read(other, "e")).to.deep.include({ changes: 2, settledChanges: 1, dueAt: 1_006_000 });
  });

  it("deletes a record that is settled", async () => {
    const clock = new HeldClock(1_000_000);
    const table = connect(clock);
    await table.step("e", marking("a"), never);
    clock.advance(5000);
    const terms = { owner: "p", leaseMs: 1000, handledUntil: Number.POSITIVE_INFINITY };
    await table.step("e", (found, now) => found && claim(found, terms, now, TIMES), never);

    await table.step("e", (found, now) => found && settle(found, "p", now, TIMES), never);

    expect(await read(table, "e")).to.equal(undefined);
  });

  it("takes the steps of many at once one after the other", async () => {
    const table = createTrackingTable({
      dynamo: engine.client,
      table: tableName,
      clock: systemClock,
      random: Math.random,
    });

    await Promise.all(Array.from({ length: 6 }, (_, n) => table.step("e", marking(`d${n}`), never)));

    expect((await read(table, "e"))?.changes).to.equal(6);
  });

  it("finds what is due in each part of the index, the longest due first", async () => {
    const clock = new HeldClock(1_000_000);
    const table = connect(clock);
    const entities = entitiesOfAllShards();
    for (const entityId of entities) await table.step(entityId, marking("a"), never);
    clock.advance(500);
    const [first = ""] = entities;
    let second = "";
    for (let n = 0; second === ""; n++) if (shardOf(`x${n}`) === shardOf(first)) second = `x${n}`;
    await table.step(second, marking("a"), never);

    clock.advance(499);
    expect(await table.findDue(shardOf(first), 10, never)).to.deep.equal([]);
    clock.advance(1);
    expect((await table.findDue(shardOf(first), 10, never)).map(({ entityId }) => entityId)).to.deep.equal([first]);
    clock.advance(500);
    expect(await table.findDue(shardOf(first), 10, never)).to.deep.equal([
      { entityId: first, since: 1_001_000, lastSentAt: 999_950, firstChangeAt: 1_000_000 },
      { entityId: second, since: 1_001_500, lastSentAt: 1_000_450, firstChangeAt: 1_000_500 },
    ]);
    expect(await table.findDue(shardOf(first), 1, never)).to.have.length(1);
    const found = await Promise.all(Array.from({ length: SHARDS }, (_, shard) => table.findDue(shard, 10, never)));
    expect(found.flat().map(({ entityId }) => entityId)).to.have.members([...entities, second]);
  });

  it("finds a claimed record again when its lease ends", async () => {
    const clock = new HeldClock(1_000_000);
    const table = connect(clock);
    await table.step("e", marking("a"), never);
    clock.advance(1000);
    const terms = { owner: "p", leaseMs: 3000, handledUntil: Number.POSITIVE_INFINITY };
    await table.step("e", (found, now) => found && claim(found, terms, now, TIMES), never);

    clock.advance(2999);
    expect(await table.findDue(shardOf("e"), 10, never)).to.deep.equal([]);
    clock.advance(1);
    expect((await table.findDue(shardOf("e"), 10, never)).map(({ since }) => since)).to.deep.equal([1_001_000]);
  });

  describe("handlers' progress", () => {
    const place = (clock: HeldClock) => ({ dynamo: engine.client, table: tableName, clock });

    it("is that of the handler that is furthest behind, and no limit where none has work", async () => {
      const clock = new HeldClock(1_000_000);
      const [a, b] = [createProgressReport(place(clock), "a"), createProgressReport(place(clock), "b")];
      expect(await readHandledUntil(place(clock), never)).to.equal(Number.POSITIVE_INFINITY);

      await a(999_000);
      await b(998_000);
      expect(await readHandledUntil(place(clock), never)).to.equal(998_000);

      await b(undefined);
      expect(await readHandledUntil(place(clock), never)).to.equal(999_000);
      await a(undefined);
      expect(await readHandledUntil(place(clock), never)).to.equal(Number.POSITIVE_INFINITY);
    });

    it("of one that has died is not believed for long, and cleared away by another", async () => {
      const clock = new HeldClock(1_000_000);
      await createProgressReport(place(clock), "dead")(990_000);
      clock.advance(5001);
      expect(await readHandledUntil(place(clock), never)).to.equal(Number.POSITIVE_INFINITY);

      clock.advance(60_000);
      const alive = createProgressReport(place(clock), "alive");
      await alive(1_065_000);
      await alive(1_065_001);

      expect(await readHandledUntil(place(new HeldClock(1_000_000)), never)).to.equal(1_065_001);
    });

    it("is no entity to processors", async () => {
      const clock = new HeldClock(1_000_000);
      await createProgressReport(place(clock), "a")(1);
      clock.advance(1_000_000);

      const found = await Promise.all(
        Array.from({ length: SHARDS }, (_, shard) => connect(clock).findDue(shard, 10, never)),
      );

      expect(found.flat()).to.deep.equal([]);
    });
  });
});
