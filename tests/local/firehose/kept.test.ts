import { expect } from "chai";
import { KeptData } from "../../support/keptData";
import { FirehoseUnderTest, KINESIS_ARN, ROLE, STREAM } from "./support";

describe("Firehose across starts", () => {
  let data: KeptData;
  const started: FirehoseUnderTest[] = [];

  beforeEach(() => {
    data = new KeptData();
  });

  /** As after `kill -9`: nothing of the one before ends in order. */
  async function start(): Promise<FirehoseUnderTest> {
    const underTest = await FirehoseUnderTest.start({ data: data.open() });
    started.push(underTest);
    return underTest;
  }
  afterEach(async () => {
    for (const each of started.splice(0)) await each.close();
    data.remove();
  });

  const whenFull = (bytes: number) => ({ destination: { hints: { bytes, seconds: 60 } } });

  it("delivers what was accepted before, in order, and what was delivered not again", async () => {
    const first = await start();
    await first.create(whenFull(2));
    await first.put("a", "b");
    await first.written();
    await first.put("c");

    const second = await start();
    await second.create(whenFull(3));
    await second.put("d", "e");

    expect((await second.written()).text).to.equal("cde");
  });

  it("reads its Kinesis stream on where it was", async () => {
    const source = { kind: "kinesis", streamArn: KINESIS_ARN, roleArn: ROLE } as const;
    const write = (underTest: FirehoseUnderTest, ...texts: readonly string[]) =>
      underTest.kinesis.api
        .prepare({
          operation: "PutRecords",
          params: {
            StreamName: "events",
            Records: texts.map((text) => ({ PartitionKey: "k", Data: Buffer.from(text).toString("base64") })),
          },
          principal: { kind: "operator", arn: "operator" },
        })
        .run();
    const first = await start();
    await first.create({ source, ...whenFull(100) });
    await write(first, "a", "b");
    await first.received(2);
    await first.firehose.stop();

    const second = await start();
    await write(second, "c");
    await second.create({ source, ...whenFull(2) });
    await write(second, "d");

    expect((await second.written()).text).to.equal("cd");
  });

  it("has nothing of a delivery stream that was deleted", async () => {
    const first = await start();
    await first.create(whenFull(100));
    await first.put("gone");
    await first.firehose.deleteStream(STREAM);

    const second = await start();
    await second.create(whenFull(1));
    await second.put("d");

    expect((await second.written()).text).to.equal("d");
  });
});
