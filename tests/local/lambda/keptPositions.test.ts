import { expect } from "chai";
import { KeptData } from "../../support/keptData";
import { MemoryStream } from "./memoryStream";
import { type LambdaUnderTest, lambdaUnderTest, NOW, streamMapping, until } from "./support";

/** Tells what it was called with, and fails for `bad...` ids. */
const HANDLER = `
  const idOf = (record) => record.dynamodb.NewImage.id.S;
  exports.handler = async (event) => {
    const ids = event.Records.map(idOf);
    process.stdout.write(JSON.stringify(event.window ? { ids, state: event.state } : ids) + "\\n");
    if (ids.some((id) => id.startsWith("bad"))) throw new Error("bad record");
    return { state: { sum: (event.state?.sum ?? 0) + ids.length } };
  };`;

describe("an event source at the next start of the local cloud", () => {
  let kept: KeptData;
  let stream: MemoryStream;
  let cloud: LambdaUnderTest;

  function start(): void {
    cloud = lambdaUnderTest({ streams: stream, environments: 2, kept: kept.open() });
    cloud.put(HANDLER);
  }

  async function startAgain(): Promise<void> {
    await cloud.stop();
    start();
  }

  beforeEach(() => {
    kept = new KeptData();
    stream = new MemoryStream();
    stream.addShard("shard-1");
    start();
  });
  afterEach(async () => {
    await cloud.stop();
    kept.remove();
  });

  const deliveries = (): unknown[] => cloud.lines.filter((line) => /^[[{]/.test(line)).map((line) => JSON.parse(line));
  const delivered = async (count: number): Promise<unknown[]> => {
    await until(() => deliveries().length >= count);
    return deliveries();
  };
  /** The journal has the outcome of a batch when the next one is read. */
  const readAgain = async (reads: number) => until(() => stream.reads > reads);

  it("goes on behind what was processed", async () => {
    stream.insert("shard-1", ["a", "b"]);
    await cloud.lambda.putEventSource(streamMapping());
    await delivered(1);
    await readAgain(1);

    await startAgain();
    stream.insert("shard-1", ["c"]);
    await cloud.lambda.putEventSource(streamMapping());

    expect(await delivered(1)).to.deep.equal([["c"]]);
  });

  it("delivers again what was under way", async () => {
    stream.insert("shard-1", ["a", "bad"]);
    await cloud.lambda.putEventSource(streamMapping({ batchSize: 1 }, { maximumRetryAttempts: -1 }));
    await delivered(2);

    await startAgain();
    await cloud.lambda.putEventSource(streamMapping({ batchSize: 2 }, { maximumRetryAttempts: -1 }));

    expect((await delivered(1))[0]).to.deep.equal(["bad"]);
  });

  it("sees what was written since a mapping with LATEST was made, although it had processed nothing", async () => {
    stream.insert("shard-1", ["before"]);
    await cloud.lambda.putEventSource(streamMapping({}, { startingPosition: "LATEST" }));

    await startAgain();
    stream.insert("shard-1", ["meanwhile"]);
    await cloud.lambda.putEventSource(streamMapping({}, { startingPosition: "LATEST" }));

    expect(await delivered(1)).to.deep.equal([["meanwhile"]]);
  });

  it("does not look again at what its filter dropped", async () => {
    const filterPatterns = [JSON.stringify({ dynamodb: { Keys: { id: { S: [{ prefix: "x" }] } } } })];
    stream.insert("shard-1", ["a"]);
    await cloud.lambda.putEventSource(streamMapping({ filterPatterns }));
    await readAgain(1);

    await startAgain();
    stream.insert("shard-1", ["b"]);
    await cloud.lambda.putEventSource(streamMapping());

    expect(await delivered(1)).to.deep.equal([["b"]]);
  });

  it("has the state of the window that was open", async () => {
    const mapping = () => streamMapping({}, { tumblingWindowSeconds: 60 });
    stream.insert("shard-1", ["a", "b"], NOW);
    await cloud.lambda.putEventSource(mapping());
    await delivered(1);
    await readAgain(1);

    await startAgain();
    stream.insert("shard-1", ["c"], NOW + 1);
    await cloud.lambda.putEventSource(mapping());

    expect(await delivered(1)).to.deep.equal([{ ids: ["c"], state: { sum: 2 } }]);
  });

  it("starts anew for a mapping that was deleted", async () => {
    stream.insert("shard-1", ["a"]);
    await cloud.lambda.putEventSource(streamMapping());
    await delivered(1);
    await cloud.lambda.deleteEventSource(streamMapping().uuid);

    await startAgain();
    await cloud.lambda.putEventSource(streamMapping());

    expect(await delivered(1)).to.deep.equal([["a"]]);
  });

  it("starts anew for a mapping that reads another stream by now", async () => {
    stream.insert("shard-1", ["a"]);
    await cloud.lambda.putEventSource(streamMapping());
    await delivered(1);
    await readAgain(1);

    await startAgain();
    const eventSourceArn = streamMapping().eventSourceArn.replace("2026", "2027");
    await cloud.lambda.putEventSource(streamMapping({ eventSourceArn }));

    expect(await delivered(1)).to.deep.equal([["a"]]);
  });

  it("goes on where it was with the other number of batches side by side", async () => {
    stream.insert("shard-1", ["a", "b"]);
    await cloud.lambda.putEventSource(streamMapping());
    await delivered(1);
    await readAgain(1);

    await startAgain();
    stream.insert("shard-1", ["c"]);
    await cloud.lambda.putEventSource(streamMapping({}, { parallelizationFactor: 2 }));

    expect(await delivered(1)).to.deep.equal([["c"]]);
  });
});
