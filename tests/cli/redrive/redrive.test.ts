import { ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { describeDeadLetters } from "../../../cli/redrive/deadLetters";
import { drain } from "../../../cli/redrive/drain";
import { moveDeadLetters } from "../../../cli/redrive/move";
import { chosenQueue, failureQueuesOf, type RedriveQueues, regionOf, sourceOf } from "../../../cli/redrive/queues";
import { postAgain, sendAgain } from "../../../cli/redrive/ways";
import type { Clock } from "../../../local/base/clock";
import { startSqs, type TestSqs } from "../../local/sqs/support";
import { rejection } from "../../support/rejection";

describe("npm run redrive", () => {
  let test: TestSqs;
  let queues: RedriveQueues;
  let arns: { queue: string; dead: string };
  let lines: string[];

  beforeEach(async () => {
    test = await startSqs();
    const dead = await test.sqs.createQueue("dead", {});
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: dead.arn, maxReceiveCount: 1 });
    const queue = await test.sqs.createQueue("hooks", { RedrivePolicy });
    queues = { queueUrl: queue.url, deadLetterQueueUrl: dead.url };
    arns = { queue: queue.arn, dead: dead.arn };
    lines = [];
  });
  afterEach(() => test.close());

  async function fill(count: number, attributes: Record<string, string> = {}): Promise<void> {
    const MessageAttributes = Object.fromEntries(
      Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    );
    for (let number = 0; number < count; number++) {
      const message = { QueueUrl: queues.deadLetterQueueUrl, MessageBody: "secret", MessageAttributes };
      await test.client.send(new SendMessageCommand(message));
    }
  }

  /** A wait of the command is a second of SQS's, too. */
  const clock: Clock = {
    now: () => 0,
    after(ms, callback) {
      setImmediate(() => {
        test.advance(ms);
        setImmediate(callback);
      });
      return { cancel() {} };
    },
  };
  const move = (rate?: number) =>
    moveDeadLetters({ sqs: test.client, clock, print: (line) => void lines.push(line) }, queues, rate);
  const inflight = () => test.client.send(new ReceiveMessageCommand({ QueueUrl: queues.deadLetterQueueUrl }));

  it("finds by SQS whose dead letters a queue of many holds", async () => {
    const outputs = { failureQueueUrls: { commands: queues.deadLetterQueueUrl, outbox: queues.queueUrl } };
    const known = failureQueuesOf("accessCards", outputs);
    const commands = chosenQueue("access-cards", known, "commands");

    expect(commands).to.deep.equal({ name: "commands", by: "source", url: queues.deadLetterQueueUrl });
    expect(await sourceOf(test.client, commands)).to.equal(queues.queueUrl);
  });

  it("says that what a function gave up of a stream cannot be moved", async () => {
    const failure = await rejection(sourceOf(test.client, { name: "outbox", url: queues.queueUrl }));

    expect(failure.message).to.include("outbox is no queue's dead-letter queue");
  });

  it("gives no queue the dead letters of another one", async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arns.dead, maxReceiveCount: 1 });
    const other = await test.sqs.createQueue("others", { RedrivePolicy });
    const failure = await rejection(sourceOf(test.client, { name: "commands", url: queues.deadLetterQueueUrl }));

    expect(failure.message).to.include("dead letters of several queues").and.include(other.url);
  });

  it("asks which of many queues is meant", () => {
    const known = failureQueuesOf("accessCards", { failureQueueUrls: { commands: "a", ledger: "b" } });

    expect(() => chosenQueue("access-cards", known, undefined)).to.throw(
      "access-cards has several queues of what failed: name one of commands, ledger",
    );
  });

  it("moves the dead letters back, and says how many", async () => {
    await fill(3);

    const result = await move();

    expect(result).to.deep.equal({ moved: 3, left: 0 });
    expect(test.sqs.depth(arns.queue).visible).to.equal(3);
    expect(lines).to.deep.equal([
      `3 dead letters in ${queues.deadLetterQueueUrl}`,
      `moving to ${queues.queueUrl}`,
      "moved 3, left 0",
    ]);
  });

  it("keeps to its rate, and shows how far it is", async () => {
    await fill(3);

    await move(1);

    expect(lines.slice(2)).to.deep.equal(["2 of 3 moved", "3 of 3 moved", "moved 3, left 0"]);
  });

  it("says what it had to leave", async () => {
    await fill(2);
    await inflight();

    const result = await move();

    expect(result).to.deep.equal({ moved: 1, left: 1 });
    expect(lines[0]).to.equal(
      `1 dead letter in ${queues.deadLetterQueueUrl} (1 more in flight: they are hidden until they are visible again)`,
    );
    expect(lines.at(-1)).to.equal("moved 1, left 1");
  });

  it("starts nothing where there is nothing", async () => {
    const result = await move();

    expect(result).to.deep.equal({ moved: 0, left: 0 });
    expect(lines).to.deep.equal([`0 dead letters in ${queues.deadLetterQueueUrl}`, "nothing to move"]);
    expect(test.host.permissions.flat().map(({ action }) => action)).to.deep.equal(["sqs:GetQueueAttributes"]);
  });

  it("says why a task failed", async () => {
    const { url } = await test.sqs.createQueue("small", { MaximumMessageSize: "1024" });
    queues = { ...queues, queueUrl: url };
    await test.client.send(
      new SendMessageCommand({ QueueUrl: queues.deadLetterQueueUrl, MessageBody: "a".repeat(2000) }),
    );

    const { left, failure } = await move();

    expect(left).to.equal(1);
    expect(failure).to.contain("Message must be shorter than 1024 bytes.");
    expect(lines.at(-1)).to.equal(`not all were moved: ${failure}`);
  });

  it("passes on SQS's refusal", async () => {
    queues = { queueUrl: queues.deadLetterQueueUrl, deadLetterQueueUrl: queues.queueUrl };
    await test.client.send(new SendMessageCommand({ QueueUrl: queues.deadLetterQueueUrl, MessageBody: "a" }));

    const error = await rejection(move());

    expect(error.message).to.equal("Source queue must be configured as a Dead Letter Queue.");
  });

  it("moves nothing in a dry run: it shows ages, sizes and attributes of some, and no body", async () => {
    await fill(1, { source: "github", id: 'a "b"\n[2J', signature: "x".repeat(61) });
    test.advance(3_723_000);
    await fill(6);

    const { waiting, lines } = await describeDeadLetters(
      test.client,
      { url: queues.deadLetterQueueUrl, to: queues.queueUrl },
      test.now(),
    );

    expect(waiting).to.equal(7);
    const withoutIds = lines.map((line) => line.replace(/[0-9a-f-]{36}/, "ID"));
    expect(withoutIds).to.deep.equal([
      `7 dead letters in ${queues.deadLetterQueueUrl}`,
      `  ID sent 1 h 2 min ago, 6 bytes id="a \\"b\\"\\n[2J" signature=${"x".repeat(60)}... source=github`,
      "  ID sent 0 s ago, 6 bytes",
      "  ID sent 0 s ago, 6 bytes",
      "  ID sent 0 s ago, 6 bytes",
      "  ID sent 0 s ago, 6 bytes",
      "  and 2 more",
      `dry run: nothing was moved to ${queues.queueUrl}`,
    ]);
    expect(test.sqs.depth(arns.dead)).to.deep.include({ visible: 7, notVisible: 0 });
    expect(test.sqs.depth(arns.queue).visible).to.equal(0);
  });

  it("finds the queues among a system's outputs, or says what is there instead", () => {
    const { queueUrl, deadLetterQueueUrl } = queues;
    const events = { apiEndpoint: "https://api", apiAuth: "iam", failureQueueUrl: "https://failures" };
    const hooks = failureQueuesOf("webhooks", { ...queues, apiEndpoint: "x", quarantineQueueUrl: "https://aside" });

    expect(hooks).to.deep.equal([
      { name: "dead-letters", by: "move", url: deadLetterQueueUrl, queueUrl },
      { name: "quarantine", by: "send", url: "https://aside", queueUrl },
    ]);
    expect(failureQueuesOf("eventAggregator", events)).to.deep.equal([
      { name: "failures", by: "post", url: "https://failures", endpoint: "https://api", auth: "iam" },
    ]);
    expect(() => failureQueuesOf("bastion", { apiEndpoint: "x" })).to.throw(
      "the outputs of bastion must have queueUrl and deadLetterQueueUrl, apiEndpoint and failureQueueUrl, or failureQueueUrls, for a redrive (there are: " +
        "apiEndpoint)",
    );
    expect(chosenQueue("webhooks", hooks, undefined).name).to.equal("dead-letters");
    expect(chosenQueue("webhooks", hooks, "quarantine").name).to.equal("quarantine");
    expect(() => chosenQueue("webhooks", hooks, "failures")).to.throw(
      'webhooks has no queue "failures" to redrive: it has dead-letters, quarantine',
    );
  });

  describe("of what is no dead letter", () => {
    const deps = () => ({ sqs: test.client, clock, print: (line: string) => void lines.push(line), waitSeconds: 0 });
    const aside = async (body: string, attributes: Record<string, string> = {}) => {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
      );
      const message = { QueueUrl: queues.deadLetterQueueUrl, MessageBody: body, MessageAttributes };
      await test.client.send(new SendMessageCommand(message));
    };

    it("sends what was in quarantine to its queue as it came in, without why it was put aside", async () => {
      for (let n = 0; n < 12; n++) await aside(`body ${n}`, { source: "shop", quarantineReason: "signature wrong" });

      const account = await drain(deps(), queues.deadLetterQueueUrl, sendAgain(test.client, queues.queueUrl));

      expect(account).to.deep.equal({ moved: 12, left: 0 });
      expect(test.sqs.depth(arns.queue).visible).to.equal(12);
      const { Messages: [message] = [] } = await test.client.send(
        new ReceiveMessageCommand({ QueueUrl: queues.queueUrl, MessageAttributeNames: ["All"] }),
      );
      expect(message?.MessageAttributes).to.deep.equal({ source: { DataType: "String", StringValue: "shop" } });
      expect(lines).to.deep.equal([`12 messages in ${queues.deadLetterQueueUrl}`, "moved 12, left 0"]);
    });

    it("posts failed events under their own ids, and leaves what would be wrong or lost, with the reason", async () => {
      const posted: [string, unknown, unknown][] = [];
      const post = postAgain("https://api.test", undefined, (async (url: string, init: RequestInit) => {
        posted.push([url, new Headers(init.headers).get("idempotency-key"), init.body]);
        return new Response(null, { status: init.body === '{"bad":1}' ? 400 : 202 });
      }) as typeof fetch);
      await aside(JSON.stringify({ eventId: "e1", payload: '{"a":1}', reason: "summarize" }));
      await aside(JSON.stringify({ eventId: "e2", payload: '{"bad":1}', reason: "summarize" }));
      await aside(JSON.stringify({ eventId: "e3", payload: '{"a', payloadTruncated: true }));
      await aside(JSON.stringify({ eventId: "e4", payload: '{"a":4}', summaries: ["all"] }));
      await aside(JSON.stringify({ requestContext: {}, DDBStreamBatchInfo: {} }));

      const account = await drain(deps(), queues.deadLetterQueueUrl, post);

      expect(posted).to.have.deep.members([
        ["https://api.test/trigger-event", "e1", '{"a":1}'],
        ["https://api.test/trigger-event", "e2", '{"bad":1}'],
      ]);
      expect(account).to.deep.equal({ moved: 1, left: 4 });
      expect(lines.map((line) => line.replace(/[0-9a-f-]{36}/, "ID"))).to.include.members([
        "  ID stays: the API answered 400",
        "  ID stays: its event is cut off: the event table has all of it, under e3",
        "  ID stays: others of its summaries count it already; all refused it",
        "  ID stays: it tells of a batch that Lambda gave up, and holds no event",
        "moved 1, left 4",
      ]);
      // Given back at once.
      expect(test.sqs.depth(arns.dead)).to.include({ visible: 4, notVisible: 0 });
    });

    it("does not move for ever what is put aside again at once", async () => {
      for (let n = 0; n < 3; n++) await aside(`body ${n}`);

      const account = await drain(deps(), queues.deadLetterQueueUrl, async ({ Body = "" }) => {
        await aside(Body);
        return undefined;
      });

      expect(account).to.deep.equal({ moved: 3, left: 3 });
    });

    it("leaves all where nothing can be reached, and says so", async () => {
      await aside("a");

      const account = await drain(deps(), queues.deadLetterQueueUrl, async () => {
        throw new Error("connect ECONNREFUSED");
      });

      expect(account).to.deep.equal({ moved: 0, left: 1 });
      expect(lines[1]).to.match(/stays: connect ECONNREFUSED$/);
    });
  });

  it("knows a deployed queue's region", () => {
    expect(regionOf("https://sqs.eu-west-1.amazonaws.com/111122223333/q")).to.equal("eu-west-1");
    expect(regionOf("https://sqs.cn-north-1.amazonaws.com.cn/111122223333/q")).to.equal("cn-north-1");
    expect(regionOf("http://127.0.0.1:4510/000000000000/q")).to.equal(undefined);
  });
});
