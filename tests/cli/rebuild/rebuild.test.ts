import { type AttributeValue, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import type { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { expect } from "chai";
import { emptySummaries, isBalanced, type RebuildAccount, rebuild } from "../../../cli/rebuild/rebuild";
import { createAggregator, type RebuildEvent } from "../../../functions/event-aggregator/aggregator";
import type { Summarize } from "../../../functions/event-aggregator/summarize";
import type { Clock } from "../../../local/base/clock";
import { type FakeQueue, fakeQueue, observe, type SentCommand, serviceError } from "../../functions/support/clients";
import { type DynamoEngine, startDynamoEngine } from "../../functions/support/dynamoEngine";
import { silenceTelemetry } from "../../functions/support/telemetry";
import { rejection } from "../../support/rejection";

/** Two contributions of each sale, none of a note, and a failure of what is wrong. */
const summarize: Summarize = ({ sale, shop, wrong }) => {
  if (wrong === true) throw new RangeError("wrong");
  if (typeof sale !== "number") return undefined;
  return [{ key: `shop-${String(shop)}`, add: { sales: sale } }, { key: "all" }];
};

describe("npm run rebuild", () => {
  let engine: DynamoEngine;
  let runs = 0;
  let target: { eventTable: string; summaryTable: string; aggregatorName: string };
  let queue: FakeQueue;
  let written: string;
  let invocations: RebuildEvent[];
  let stopped: AbortController;
  let beforeSend: (command: SentCommand) => void;
  let beforeCall: () => Promise<void>;

  /** A wait of the command takes no time. */
  const clock: Clock = {
    now: () => 0,
    after(_ms, callback) {
      setImmediate(callback);
      return { cancel() {} };
    },
  };

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });
  after(() => engine.stop());

  beforeEach(async () => {
    runs += 1;
    target = { eventTable: `events-${runs}`, summaryTable: `sums-${runs}`, aggregatorName: "events-aggregator" };
    await engine.createTable(target.eventTable, "eventId");
    await engine.createTable(target.summaryTable, "SummaryID");
    [queue, written, invocations, stopped] = [fakeQueue(), "", [], new AbortController()];
    beforeSend = () => undefined;
    beforeCall = async () => undefined;
    observe(engine.client, (command) => beforeSend(command));
  });

  const put = (eventId: string, payload: object) =>
    engine.client.send(
      new PutItemCommand({
        TableName: target.eventTable,
        Item: { eventId: { S: eventId }, payload: { S: JSON.stringify(payload) }, receivedAt: { S: "2026-01-01" } },
      }),
    );
  const putSales = async (count: number) => {
    for (let n = 0; n < count; n++) await put(`sale-${n}`, { sale: n, shop: n % 3 });
  };
  const items = async (): Promise<Record<string, AttributeValue>[]> =>
    (await engine.client.send(new ScanCommand({ TableName: target.summaryTable }))).Items ?? [];
  const counts = async () =>
    Object.fromEntries((await items()).map(({ SummaryID, ItemCount }) => [SummaryID?.S ?? "", Number(ItemCount?.N)]));

  /** The deployed function, called as Lambda calls it. */
  const lambda = {
    async send(command: InvokeCommand) {
      const event = JSON.parse(Buffer.from(command.input.Payload as Uint8Array).toString()) as RebuildEvent;
      invocations.push(event);
      await beforeCall();
      const aggregate = createAggregator({
        ...{ dynamo: engine.client, sqs: queue.client, summaryTable: target.summaryTable, summarize },
        failureQueueUrl: "https://queue",
      });
      return { Payload: Buffer.from(JSON.stringify(await aggregate(event))) };
    },
  } as unknown as LambdaClient;

  const run = (): Promise<RebuildAccount> =>
    rebuild(target, {
      ...{ dynamo: engine.client, lambda, clock, signal: stopped.signal },
      write: (text) => {
        written += text;
      },
    });

  it("folds each event once into all of its summaries, and its account balances", async () => {
    await putSales(30);
    await put("note", { text: "no sale" });
    await put("bad", { wrong: true });

    const account = await run();

    expect(account).to.deep.equal({
      ...{ read: 32, applied: 60, failed: 1, stored: 32, summaries: 4, counted: 60, isComplete: true },
    });
    expect(isBalanced(account)).to.equal(true);
    expect(await counts()).to.deep.equal({ "shop-0": 10, "shop-1": 10, "shop-2": 10, all: 30 });
    expect(queue.bodies.map((body) => (JSON.parse(body) as { eventId: string }).eventId)).to.deep.equal(["bad"]);
    expect(written).to.include("rebuilt 4 summaries of 32 events");
  });

  it("hands over no more at once than the function takes from its stream", async () => {
    await putSales(501);

    await run();

    expect(invocations.map(({ Records }) => Records.length)).to.deep.equal([500, 1]);
    expect((await counts()).all).to.equal(501);
  });

  it("counts nothing twice where DynamoDB does not take a write at first", async () => {
    await putSales(12);
    let refusals = 2;
    beforeSend = ({ name, input }) => {
      const isAll = (input.Key as { SummaryID?: AttributeValue } | undefined)?.SummaryID?.S === "all";
      if (name === "UpdateItemCommand" && isAll && refusals-- > 0)
        throw serviceError("ProvisionedThroughputExceededException", "client");
    };

    const account = await run();

    expect(account).to.include({ read: 12, applied: 24, counted: 24 });
    expect(await counts()).to.deep.equal({ "shop-0": 4, "shop-1": 4, "shop-2": 4, all: 12 });
    expect(isBalanced(account)).to.equal(true);
  });

  it("tells by its account that an event came meanwhile, and was counted by the stream as well", async () => {
    await putSales(3);
    let came = false;
    beforeCall = async () => {
      if (came) return;
      came = true;
      await put("late", { sale: 1, shop: 0 });
    };

    const account = await run();

    expect(account).to.include({ read: 3, stored: 4 });
    expect(isBalanced(account)).to.equal(false);
    expect(written).to.include("the account does NOT balance");
    // This may be another system, or a deployed stack.
    expect(written).to.not.include("event-aggregator");
  });

  it("tells that it was interrupted", async () => {
    await putSales(501);
    beforeCall = async () => stopped.abort();

    const account = await run();

    expect(account).to.include({ read: 500, stored: 501, isComplete: false });
    expect(isBalanced(account)).to.equal(false);
    expect(written).to.include("interrupted: the summaries are NOT complete");
  });

  it("says what the function said where it failed", async () => {
    await putSales(1);
    const failing = {
      send: async () => ({ FunctionError: "Unhandled", Payload: Buffer.from('{"errorMessage":"out of memory"}') }),
    } as unknown as LambdaClient;

    const { message } = await rejection(
      rebuild(target, { dynamo: engine.client, lambda: failing, clock, signal: stopped.signal, write: () => {} }),
    );

    expect(message).to.equal("events-aggregator failed: out of memory");
  });

  describe("with summaries that are there already", () => {
    const empty = (mayEmpty: boolean) =>
      emptySummaries(
        target,
        {
          dynamo: engine.client,
          write: (text) => {
            written += text;
          },
        },
        mayEmpty,
      );

    it("refuses to count on top of them", async () => {
      await putSales(2);
      await run();

      expect((await rejection(empty(false))).message).to.include(
        "is not empty, and a rebuild would count its events again",
      );
      expect((await counts()).all).to.equal(2);
    });

    it("deletes them where it is told to, and counts anew", async () => {
      for (let n = 0; n < 60; n++) await put(`sale-${n}`, { sale: 1, shop: n });
      await run();

      await empty(true);

      expect(await items()).to.deep.equal([]);
      expect(written).to.include("deleted 61 summaries");
      expect(isBalanced(await run())).to.equal(true);
      expect((await counts()).all).to.equal(60);
    });
  });
});
