import { expect } from "chai";
import type { ConsoleParts } from "../../../local/console/parts";
import { records } from "../../../local/console/views/streams";

describe("the console's look at the records of a shard", () => {
  const arn = "arn:aws:kinesis:us-east-1:000000000000:stream/orders";
  const tableArn = "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/1";
  const resource = (type: string, state: object) => {
    return { ...{ urn: `urn:${type}`, type, name: "orders", id: "orders", inputs: {} }, state };
  };
  const program = {
    resources: () => [
      resource("aws:kinesis/stream:Stream", { name: "orders", arn }),
      resource("aws:dynamodb/table:Table", { name: "orders", streamArn: tableArn, streamEnabled: true }),
    ],
    sectionOf: () => undefined,
  };
  const reading = (found: readonly object[]) => ({
    iterator: async () => "i",
    records: async () => ({ records: found }),
  });
  const look = async (name: string, of: { kinesis?: readonly object[]; table?: readonly object[] }) => {
    const services = { kinesis: { reader: reading(of.kinesis ?? []) }, dynamodb: { streams: reading(of.table ?? []) } };
    const parts = { services, program } as unknown as ConsoleParts;
    const { records: lines } = (await records(parts, new URLSearchParams({ name, shard: "s" }))) as {
      records: { text: string; isCutOff: boolean; bytes: number }[];
    };
    return lines.map(({ text, isCutOff, bytes }) => ({ length: text.length, isCutOff, bytes }));
  };

  it("shows the beginning of large ones", async () => {
    const data = (length: number) => ({
      kinesis: {
        ...{ partitionKey: "k", sequenceNumber: "1", approximateArrivalTimestamp: 1 },
        data: Buffer.alloc(length, "a").toString("base64"),
      },
    });

    expect(await look("orders", { kinesis: [data(100), data(1_000_000)] })).to.deep.equal([
      { length: 100, isCutOff: false, bytes: 100 },
      { length: 16_384, isCutOff: true, bytes: 1_000_000 },
    ]);
  });

  it("does so with those of a table, which have the item before and after", async () => {
    const NewImage = { id: { S: "1" }, text: { S: "a".repeat(300_000) } };
    const dynamodb = {
      ...{ SequenceNumber: "1", Keys: { id: { S: "1" } }, ApproximateCreationDateTime: 1 },
      NewImage,
      SizeBytes: 300_010,
    };

    expect(await look("table/orders", { table: [{ eventName: "INSERT", dynamodb }] })).to.deep.equal([
      { length: 16_384, isCutOff: true, bytes: 300_010 },
    ]);
  });
});
