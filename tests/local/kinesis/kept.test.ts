import { expect } from "chai";
import fc from "fast-check";
import { keptMaps } from "../../../local/base/keptMaps";
import { silentReport } from "../../../local/base/report";
import { createKinesis } from "../../../local/services/kinesis/createKinesis";
import type { Kinesis } from "../../../local/services/kinesis/kinesis";
import { HeldClock } from "../../support/heldClock";
import { KeptData } from "../../support/keptData";
import { NOW, STREAM, STREAM_ARN } from "./support";

const OPERATOR = { kind: "operator", arn: "arn:aws:iam::000000000000:root" } as const;
const HOUR_MS = 3_600_000;

describe("Kinesis across starts", () => {
  let data: KeptData;
  let clock: HeldClock;
  let kinesis: Kinesis;

  beforeEach(() => {
    data = new KeptData();
    clock = new HeldClock(NOW);
  });
  afterEach(() => data.remove());

  function start(shardCount = 1): void {
    kinesis = createKinesis(
      { clock, metrics: { put() {} } as never, report: silentReport },
      keptMaps(data.open(), "kinesis"),
    );
    kinesis.createStream({ ...STREAM, shardCount });
  }

  async function call<Result = { [Name in string]: string }>(operation: string, params: object): Promise<Result> {
    const call = { operation, params: params as Record<string, unknown>, principal: OPERATOR };
    const answer = await kinesis.api.prepare(call).run();
    return ("result" in answer ? answer.result : {}) as Result;
  }
  const put = (text: string, key = "k") =>
    call<{ SequenceNumber: string }>("PutRecord", {
      StreamName: "orders",
      PartitionKey: key,
      Data: Buffer.from(text).toString("base64"),
    });
  async function read(shardId: string, from: "TRIM_HORIZON" | { after: string }): Promise<string[]> {
    const { records } = await kinesis.reader.records(await kinesis.reader.iterator(STREAM_ARN, shardId, from), 100);
    return records.map((record) => Buffer.from(record.kinesis.data, "base64").toString());
  }
  const SHARD = "shardId-000000000000";

  it("has every record, and gives an iterator and a sequence number of before their meaning", async () => {
    start();
    const { SequenceNumber: first } = await put("first");
    const iterator = await kinesis.reader.iterator(STREAM_ARN, SHARD, "LATEST");
    await put("second");

    start();
    const { SequenceNumber: third } = await put("third");

    expect(await read(SHARD, "TRIM_HORIZON")).to.deep.equal(["first", "second", "third"]);
    expect(await read(SHARD, { after: first })).to.deep.equal(["second", "third"]);
    const { records } = await kinesis.reader.records(iterator, 1);
    expect(records.map((record) => record.kinesis.sequenceNumber < third)).to.deep.equal([true]);
    expect(records[0]?.kinesis.data).to.equal(Buffer.from("second").toString("base64"));
  });

  it("gives no sequence number twice, also where every record is past its retention", async () => {
    start();
    const { SequenceNumber: before } = await put("old");
    clock.advance(25 * HOUR_MS);
    await put("newer");

    start();
    clock.advance(25 * HOUR_MS);
    const { SequenceNumber: after } = await put("new");

    expect(after > before).to.equal(true);
    expect(await read(SHARD, "TRIM_HORIZON")).to.deep.equal(["new"]);
  });

  it("keeps shards that were closed, with their records and their children", async () => {
    start();
    await put("before");
    kinesis.updateStream({ ...STREAM, shardCount: 2 });
    await put("after", "a");
    const shards = await kinesis.reader.shards(STREAM_ARN);

    start(2);

    expect(await kinesis.reader.shards(STREAM_ARN)).to.deep.equal(shards);
    expect(shards.map(({ closed, parentShardIds }) => [closed, parentShardIds])).to.deep.equal([
      [true, []],
      [false, [SHARD]],
      [false, [SHARD]],
    ]);
    expect(await read(SHARD, "TRIM_HORIZON")).to.deep.equal(["before"]);
    expect(
      (await Promise.all(shards.slice(1).map(({ shardId }) => read(shardId, "TRIM_HORIZON")))).flat(),
    ).to.deep.equal(["after"]);
  });

  it("has nothing of a stream that was deleted", async () => {
    start();
    await put("gone");
    kinesis.deleteStream("orders");
    await undefined;

    start();

    expect(await read(SHARD, "TRIM_HORIZON")).to.deep.equal([]);
  });

  it("has all that was acknowledged in the order of its shard, wherever its journal was cut off", async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant("put"), number: fc.nat(5) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant("hour"), number: fc.constant(0) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant("crash"), number: fc.nat(400) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        data.remove();
        data = new KeptData();
        start(2);
        let records: { text: string; at: number; sequence: string }[] = [];
        let history = [{ bytes: 0, records }];
        for (const [count, { kind, number }] of steps.entries()) {
          if (kind === "put") {
            const { SequenceNumber: sequence } = await put(`${count}`, `k${number}`);
            expect(records.every((earlier) => earlier.sequence < sequence)).to.equal(true);
            records = [...records, { text: `${count}`, at: clock.now(), sequence }];
          } else if (kind === "hour") {
            clock.advance(13 * HOUR_MS);
          } else {
            const left = Math.max(0, data.bytes("kinesis") - number);
            history = history.filter(({ bytes }) => bytes <= left);
            records = history.at(-1)?.records ?? [];
            data.cut("kinesis", left);
            start(2);
          }
          history.push({ bytes: data.bytes("kinesis"), records });
        }
        const expected = records.filter(({ at }) => at >= clock.now() - 24 * HOUR_MS).map(({ text }) => text);
        const shards = await kinesis.reader.shards(STREAM_ARN);
        const found = await Promise.all(shards.map(({ shardId }) => read(shardId, "TRIM_HORIZON")));
        for (const texts of found) expect(texts).to.deep.equal([...texts].sort((a, b) => Number(a) - Number(b)));
        expect(found.flat().sort()).to.deep.equal(expected.sort());
      }),
      { numRuns: 60 },
    );
  });
});
