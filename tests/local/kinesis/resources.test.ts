import { expect } from "chai";
import { stream } from "../../../local/resources/kinesis/stream";
import { localKms } from "../../support/kms";
import { rejection } from "../../support/rejection";
import { resourceContext } from "../../support/resourceContext";
import { type KinesisUnderTest, kinesisUnderTest } from "./support";

describe("aws.kinesis.Stream", () => {
  let underTest: KinesisUnderTest;
  let handler: ReturnType<typeof stream>;
  const context = resourceContext("orders");
  const arn = "arn:aws:kinesis:us-east-1:000000000000:stream/orders-1a2b3c4";

  beforeEach(async () => {
    underTest = await kinesisUnderTest();
    const { kinesis, warnings } = underTest;
    const report = { stage() {}, log() {}, warn: (_source: string, line: string) => void warnings.push(line) };
    handler = stream({ kinesis, kms: localKms(), report });
  });

  afterEach(() => underTest.stop());

  const openShards = async () => (await underTest.kinesis.reader.shards(arn)).filter(({ closed }) => !closed).length;

  it("is made with AWS's defaults, changed in place, and deleted", async () => {
    const created = await handler.create(context, { shardCount: 2 });
    const before = await openShards();
    const updated = await handler.update?.(context, created, { shardCount: 3, retentionPeriod: 48 });
    const after = await openShards();
    await handler.delete(context, created);

    expect(created).to.deep.equal({
      id: arn,
      state: {
        name: "orders-1a2b3c4",
        arn,
        shardCount: 2,
        retentionPeriod: 24,
        encryptionType: "NONE",
        streamModeDetails: { streamMode: "PROVISIONED" },
      },
    });
    expect(updated?.state).to.deep.include({ shardCount: 3, retentionPeriod: 48 });
    expect([before, after]).to.deep.equal([2, 3]);
    expect((await rejection(underTest.kinesis.reader.shards(arn))).message).to.contain("not found");
  });

  it("runs an on-demand stream on four shards, and says so", async () => {
    const { state } = await handler.create(context, { streamModeDetails: { streamMode: "ON_DEMAND" } });

    expect(state.shardCount).to.equal(0);
    expect(await openShards()).to.equal(4);
    expect(underTest.warnings).to.deep.equal([
      "orders-1a2b3c4 is an on-demand stream: here it has 4 shards, and no more under load",
    ]);
  });

  for (const [what, inputs, message] of [
    ["no shards", {}, "shardCount must be a whole number from 1 to 500 for a provisioned stream, got undefined"],
    [
      "shards of an on-demand stream",
      { shardCount: 1, streamModeDetails: { streamMode: "ON_DEMAND" } },
      "shardCount must not be set for an on-demand stream, got 1",
    ],
    [
      "a mode that AWS has not",
      { streamModeDetails: { streamMode: "BOTH" } },
      'must be one of PROVISIONED, ON_DEMAND, got "BOTH"',
    ],
    [
      "less than a day",
      { shardCount: 1, retentionPeriod: 23 },
      "retentionPeriod must be a whole number of hours from 24 to 8760, got 23",
    ],
    [
      "an encryption that AWS has not",
      { shardCount: 1, encryptionType: "AES" },
      'encryptionType must be NONE or KMS, got "AES"',
    ],
    [
      "a name that AWS has not",
      { shardCount: 1, name: "my orders" },
      'name must be 1 to 128 letters, digits, _, . and -, got "my orders"',
    ],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expect((await rejection(handler.create(context, inputs))).message).to.contain(message);
    });
  }
});
