import { expect } from "chai";
import type { EventSourceSpec, QueueSourceSpec } from "../../../local/services/lambda/lambda";
import { rejection } from "../../support/rejection";
import { MemoryQueue } from "./memoryQueue";
import { FUNCTION_ARN, type LambdaUnderTest, lambdaUnderTest, QUEUE_ARN, until } from "./support";

const HANDLER = `exports.handler = async (event) => {
  process.stdout.write(JSON.stringify(event.Records.map(({ body }) => body)) + "\\n");
  if (event.Records.some(({ body }) => body === "bad")) throw new Error("bad message");
  return { batchItemFailures: event.Records.filter(({ body }) => body === "late")
    .map(({ messageId }) => ({ itemIdentifier: messageId })) };
};`;

function queueMapping(
  changes: Partial<Omit<EventSourceSpec, "source">> = {},
  source: Partial<QueueSourceSpec> = {},
): EventSourceSpec {
  return {
    uuid: "22222222-2222-2222-2222-222222222222",
    label: "jobs-queue",
    functionArn: FUNCTION_ARN,
    eventSourceArn: QUEUE_ARN,
    enabled: true,
    batchSize: 10,
    maximumBatchingWindowSeconds: 0,
    reportBatchItemFailures: false,
    filterPatterns: [],
    ...changes,
    source: { kind: "sqs", maximumConcurrency: 2, ...source },
  };
}

describe("an SQS queue as an event source", () => {
  let cloud: LambdaUnderTest;
  let queue: MemoryQueue;

  beforeEach(() => {
    queue = new MemoryQueue();
    cloud = lambdaUnderTest({ sqs: queue });
    cloud.put(HANDLER);
  });

  afterEach(() => cloud.stop());

  const deliveries = () => cloud.lines.filter((line) => /^[[{]/.test(line)).map((line) => JSON.parse(line));

  it("hands the function messages in AWS's form", async () => {
    cloud.put("exports.handler = async (event) => void process.stdout.write(JSON.stringify(event) + '\\n')");
    queue.put("a");

    await cloud.lambda.putEventSource(queueMapping());
    await until(() => deliveries().length === 1);

    expect(deliveries()[0]).to.deep.equal({
      Records: [
        {
          messageId: "id-a",
          receiptHandle: "handle-a",
          body: "a",
          attributes: { ApproximateReceiveCount: "1" },
          messageAttributes: {
            trace: { dataType: "String", stringValue: "t", stringListValues: [], binaryListValues: [] },
          },
          md5OfBody: "md5",
          eventSource: "aws:sqs",
          eventSourceARN: QUEUE_ARN,
          awsRegion: "us-east-1",
        },
      ],
    });
  });

  it("deletes what the function processed", async () => {
    queue.put("a", "b", "c");

    await cloud.lambda.putEventSource(queueMapping());
    await until(() => queue.deleted.length === 3);

    expect(deliveries()).to.deep.equal([["a", "b", "c"]]);
    expect(queue.deleted).to.deep.equal(["handle-a", "handle-b", "handle-c"]);
  });

  it("leaves a batch that failed to the queue's visibility timeout", async () => {
    queue.put("a", "bad");
    await cloud.lambda.putEventSource(queueMapping());
    await until(() => queue.receives === 3);

    queue.put("c");
    await until(() => queue.deleted.length === 1);

    expect(deliveries()).to.deep.equal([["a", "bad"], ["c"]]);
    expect(queue.deleted).to.deep.equal(["handle-c"]);
  });

  it("deletes all but the failed items when the mapping asks for them", async () => {
    queue.put("a", "late", "b");

    await cloud.lambda.putEventSource(queueMapping({ reportBatchItemFailures: true }));
    await until(() => queue.deleted.length > 0);

    expect(queue.deleted).to.deep.equal(["handle-a", "handle-b"]);
  });

  it("gathers more than one receive within a batching window", async () => {
    const bodies = Array.from({ length: 25 }, (_, index) => String(index));
    queue.put(...bodies);

    await cloud.lambda.putEventSource(
      queueMapping({ batchSize: 25, maximumBatchingWindowSeconds: 10 }, { maximumConcurrency: 1 }),
    );
    await until(() => queue.deleted.length === 25);

    expect(deliveries()).to.deep.equal([bodies]);
  });

  it("deletes what its filters drop", async () => {
    queue.put('{"kind":"order","n":1}', '{"kind":"refund"}', "plain");

    await cloud.lambda.putEventSource(
      queueMapping({ filterPatterns: [JSON.stringify({ body: { kind: ["order"] } })] }),
    );
    await until(() => queue.deleted.length === 3);

    expect(deliveries()).to.deep.equal([['{"kind":"order","n":1}']]);
  });

  it("compares bodies as text when the filter lists texts", async () => {
    queue.put("yes", "no", '{"yes":true}');

    await cloud.lambda.putEventSource(queueMapping({ filterPatterns: [JSON.stringify({ body: ["yes"] })] }));
    await until(() => queue.deleted.length === 3);

    expect(deliveries()).to.deep.equal([["yes"]]);
  });

  it("offers a throttled batch again, as long as it stays invisible", async () => {
    const spec = cloud.put(HANDLER, { reservedConcurrency: 0 });
    queue.put("a");
    await cloud.lambda.putEventSource(queueMapping());
    await until(() => cloud.clock.backoffs.length === 2);

    cloud.lambda.putFunction({ ...spec, reservedConcurrency: -1 });
    await until(() => queue.deleted.length === 1);

    expect(deliveries()).to.deep.equal([["a"]]);
  });

  it("gives back what it holds but has not delivered when it ends", async () => {
    const mapping = queueMapping({ maximumBatchingWindowSeconds: 300, batchSize: 100 }, { maximumConcurrency: 1 });
    queue.put("a");
    await cloud.lambda.putEventSource(mapping);
    await until(() => queue.receives === 2);

    await cloud.lambda.deleteEventSource(mapping.uuid);

    expect(queue.givenBack).to.deep.equal(["handle-a"]);
    expect(deliveries()).to.deep.equal([]);
  });

  it("delivers a batch twice under an injected fault, and deletes it once", async () => {
    cloud.faults.push("duplicateBatch");
    queue.put("a");

    await cloud.lambda.putEventSource(queueMapping());
    await until(() => queue.deleted.length === 1);

    expect(deliveries()).to.deep.equal([["a"], ["a"]]);
    expect(queue.deleted).to.deep.equal(["handle-a"]);
  });

  it("refuses a queue whose visibility timeout is below the function's timeout", async () => {
    queue.visibilityTimeout = 2;

    const error = await rejection(cloud.lambda.putEventSource(queueMapping()));

    expect(error.message).to.equal("Queue visibility timeout: 2 seconds is less than Function timeout: 3 seconds");
  });

  for (const action of ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"]) {
    it(`is refused when the function's role lacks ${action}`, async () => {
      cloud.denied.add(`sqs:${action}`);

      const error = await rejection(cloud.lambda.putEventSource(queueMapping()));

      expect(error.message).to.equal(
        `The provided execution role does not have permissions to call ${action} on SQS (missing: sqs:${action})`,
      );
    });
  }
});
