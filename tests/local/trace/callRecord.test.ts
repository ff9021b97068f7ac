import { expect } from "chai";
import { AwsError } from "../../../local/base/awsError";
import { silentReport } from "../../../local/base/report";
import { createIam } from "../../../local/iam/createIam";
import type { Principal } from "../../../local/iam/iam";
import { CallRecord } from "../../../local/trace/callRecord";
import { carriedMark, deliveryMark, executionMark } from "../../../local/trace/correlation";
import type { OpenSpan } from "../../../local/trace/openSpan";
import type { SpanStart } from "../../../local/trace/span";
import { within } from "../../../local/trace/within";
import { HeldClock } from "../../support/heldClock";
import { rejection } from "../../support/rejection";

const QUEUE = "arn:aws:sqs:us-east-1:000000000000:orders";
const ROLE = "arn:aws:iam::000000000000:role/worker";
const WORKER: Principal = { kind: "role", arn: "arn:aws:sts::000000000000:assumed-role/worker/task", roleArn: ROLE };
const CLIENT: Principal = { kind: "anonymous" };
const FUNCTION = { action: "packer", resource: "arn:aws:lambda:us-east-1:000000000000:function:packer", roleArn: ROLE };
const MINUTE = 60_000;

describe("the record of calls", () => {
  let clock: HeldClock;
  let record: CallRecord;

  beforeEach(() => {
    clock = new HeldClock(Date.UTC(2026, 0, 1));
    const iam = createIam({ report: silentReport });
    iam.putRole({ arn: ROLE, name: "worker", trustPolicy: trustOf("ecs-tasks.amazonaws.com") });
    iam.putRolePolicy(ROLE, "receive", policyOf({ Sid: "Receive", Effect: "Allow", Action: "sqs:*", Resource: QUEUE }));
    record = new CallRecord({ clock, iam });
    record.watch();
  });

  function begin(start: Partial<SpanStart> = {}): OpenSpan {
    const open = record.begin({
      kind: "call",
      action: "sqs:SendMessage",
      resource: QUEUE,
      principal: WORKER,
      ...start,
    });
    if (open === undefined) throw new Error("nothing is recorded");
    return open;
  }

  /** A call that was answered. */
  function called(
    action: string,
    result: Record<string, unknown>,
    start: Partial<SpanStart> = {},
    params = {},
  ): OpenSpan {
    const open = begin({ action, ...start });
    record.answered(open, params, result);
    open.end("ok");
    return open;
  }

  const sent = (id: string) => called("sqs:SendMessage", { MessageId: id });
  const received = (id: string, body = "{}") =>
    called("sqs:ReceiveMessage", { Messages: [{ MessageId: id, ReceiptHandle: `receipt ${id}`, Body: body }] });
  const sqsEvent = (...ids: string[]) => ({
    Records: ids.map((messageId) => ({
      eventSource: "aws:sqs",
      eventSourceARN: QUEUE,
      messageId,
      attributes: { ApproximateReceiveCount: "2" },
    })),
  });

  it("keeps no more than its share of memory, whatever was forgotten while it waited for an answer", () => {
    const request = "x".repeat(8 * 1024);
    const polls = Array.from({ length: 100 }, () => begin({ action: "sqs:ReceiveMessage", request }));
    clock.advance(5 * MINUTE);
    expect(record.isOn).to.equal(false);
    record.watch();
    for (const poll of polls) {
      record.answered(poll, {}, {});
      poll.end("ok");
    }

    for (let call = 0; call < 4000; call++) begin({ request }).end("ok");

    expect(record.spans).to.have.length(3072);
  });

  it("keeps nothing before somebody looks, and forgets all some minutes after", () => {
    const unwatched = new CallRecord({ clock, iam: createIam({ report: silentReport }) });
    expect(unwatched.begin({ kind: "call", action: "a", resource: "r", principal: WORKER })).to.equal(undefined);

    begin().end("ok");
    clock.advance(5 * MINUTE - 1);
    expect(record.isOn).to.equal(true);
    record.watch();
    clock.advance(5 * MINUTE);

    expect(record.isOn).to.equal(false);
    expect(record.spans).to.deep.equal([]);
    expect(record.ways).to.deep.equal([]);
  });

  it("keeps the newest spans within bounds of number and bytes", () => {
    for (let index = 0; index < 5_100; index++) begin({ action: `a${index}` }).end("ok");
    expect(record.spans.length).to.equal(5_000);
    expect(record.spans[0]?.action).to.equal("a100");

    const large = Buffer.alloc(64 * 1024, "x");
    for (let index = 0; index < 4_000; index++) {
      const open = begin({ request: large });
      open.answer(large);
      open.end("ok");
    }
    const kept = record.spans.map(({ request, response }) => [request?.start.length ?? 0, response?.start.length ?? 0]);
    const bytes = kept.flat().reduce((sum, each) => sum + each, 0);
    expect(bytes)
      .to.be.greaterThan(23 * 1024 * 1024)
      .and.at.most(24 * 1024 * 1024 + 16 * 1024);
    expect(record.spans.at(-1)?.request).to.deep.include({ bytes: 64 * 1024 });
    expect(record.spans.at(-1)?.request?.start.length).to.equal(8 * 1024);
  });

  it("says which statement allowed a call, and that none did", () => {
    const permission = { action: "sqs:SendMessage", resource: QUEUE };

    const { span } = begin({ permissions: [permission, { action: "s3:GetObject", resource: "arn:aws:s3:::b/o" }] });

    expect(span.verdicts).to.deep.equal([
      {
        ...permission,
        ...{ allowed: true, source: "identity-based policy" },
        statement: { Sid: "Receive", Effect: "Allow", Action: "sqs:*", Resource: QUEUE },
      },
      { action: "s3:GetObject", resource: "arn:aws:s3:::b/o", allowed: false },
    ]);
  });

  it("tells denials, failures and faults apart", async () => {
    const codes = async (error: Error) => {
      const open = begin();
      await rejection(open.run(() => Promise.reject(error)));
      return [open.span.outcome, open.span.code, open.span.response?.start.toString()];
    };

    expect(await codes(new AwsError("AccessDenied", "no"))).to.deep.equal([
      "denied",
      "AccessDenied",
      '{"code":"AccessDenied","message":"no"}',
    ]);
    expect((await codes(new AwsError("Throttling", "later"))).slice(0, 2)).to.deep.equal(["failed", "Throttling"]);
    expect((await codes(new Error("oops"))).slice(0, 2)).to.deep.equal(["failed", "InternalFailure"]);
  });

  it("follows a request to what an API does for it, by its trace, and takes no other request of the trace for that", () => {
    const traceHeader = "Root=1-67891233-abcdef012345678912345678";
    const request = begin({ kind: "request", action: "POST /", resource: "api:a", principal: CLIENT, traceHeader });

    const queued = begin({ traceHeader });
    const invoked = record.beginInvocation(FUNCTION, { headers: { "x-amzn-trace-id": traceHeader } });
    const again = begin({ kind: "request", action: "POST /", resource: "api:b", principal: CLIENT, traceHeader });

    expect([queued.span, invoked?.span, again.span].map((span) => span?.causes)).to.deep.equal([
      [request.span.id],
      [request.span.id],
      [],
    ]);
    expect(invoked?.span.who).to.equal("api:a");
  });

  it("follows a notification into a queue and to a function", () => {
    const published = called("sns:Publish", { MessageId: "7c5f6a52-0000-4000-8000-000000000001" });
    const delivered = begin();
    const body = JSON.stringify({ Type: "Notification", MessageId: "7c5f6a52-0000-4000-8000-000000000001" });
    record.follow(carriedMark({ MessageBody: body }) ?? "", delivered.span);
    const event = { Records: [{ EventSource: "aws:sns", Sns: { MessageId: "7c5f6a52-0000-4000-8000-000000000001" } }] };

    expect(delivered.span.causes).to.deep.equal([published.span.id]);
    expect(record.beginInvocation(FUNCTION, event)?.span.causes).to.deep.equal([published.span.id]);
  });

  it("says on a request who may invoke the function behind it", () => {
    const traceHeader = "Root=1-67891233-abcdef012345678912345678";
    const { span } = begin({ kind: "request", action: "POST /", resource: "api:a", principal: CLIENT, traceHeader });

    record.decidedFor(traceHeader, WORKER, { action: "sqs:SendMessage", resource: QUEUE });

    expect(span).to.deep.include({ who: "arn:aws:sts::000000000000:assumed-role/worker/task", role: ROLE });
    expect(span.verdicts.map(({ allowed }) => allowed)).to.deep.equal([true]);
  });

  it("follows a message to the function that it is delivered to, each try by itself", () => {
    const first = sent("m1");
    const second = sent("m2");

    const tried = record.beginInvocation(FUNCTION, sqsEvent("m1", "m2"));

    expect(tried?.span).to.deep.include({ causes: [first.span.id, second.span.id], who: QUEUE, attempt: 2 });
    expect(tried?.span.verdicts[0]).to.deep.include({ action: "sqs:ReceiveMessage", resource: QUEUE, allowed: true });
  });

  it("follows a message that is received before its sender has the answer", () => {
    const sending = begin();
    const receiving = received("m1");
    record.answered(sending, {}, { MessageId: "m1" });

    expect(receiving.span.causes).to.deep.equal([sending.span.id]);
  });

  it("follows an item through its table's stream, and counts the tries of a batch", () => {
    record.keysOfTable = () => ["id"];
    const item = { id: { S: "a" }, name: { S: "Ann" } };
    const put = called("dynamodb:PutItem", {}, { resource: "table" }, { TableName: "people", Item: item });
    const event = {
      Records: [
        {
          eventSource: "aws:dynamodb",
          eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/people/stream/2026",
          dynamodb: { Keys: { id: { S: "a" } } },
        },
      ],
    };

    const tries = [record.beginInvocation(FUNCTION, event), record.beginInvocation(FUNCTION, event)];

    expect(tries.map((open) => open?.span.causes)).to.deep.equal([[put.span.id], [put.span.id]]);
    expect(tries.map((open) => open?.span.attempt)).to.deep.equal([1, 2]);
    expect(tries[0]?.span.who).to.equal("arn:aws:dynamodb:us-east-1:000000000000:table/people");
  });

  it("follows a record of a stream, and calls by X-Ray's header", () => {
    const put = called("kinesis:PutRecord", { SequenceNumber: "49" }, {}, { StreamName: "gates" });
    const event = {
      Records: [
        {
          eventSource: "aws:kinesis",
          eventSourceARN: "arn:aws:kinesis:us-east-1:000000000000:stream/gates",
          kinesis: { sequenceNumber: "49" },
        },
      ],
    };
    const invoked = record.beginInvocation(FUNCTION, event);
    const header = `Root=1-0-0;Parent=${invoked?.span.id};Sampled=0`;

    expect(invoked?.span.causes).to.deep.equal([put.span.id]);
    expect(begin({ traceHeader: header }).span.causes).to.deep.equal([invoked?.span.id]);
    expect(begin({ traceHeader: "Root=1-0-0;Parent=0000000000000000;Sampled=0" }).span.causes).to.deep.equal([]);
  });

  it("takes what a worker does with one message in hand as done for it, until it deletes the message", () => {
    const receive = received("m1");
    const stored = begin({ action: "s3:PutObject", resource: "bucket" });
    const polled = begin({ action: "sqs:ReceiveMessage" });
    const deleted = called("sqs:DeleteMessage", {}, {}, { ReceiptHandle: "receipt m1" });
    const later = begin({ action: "s3:PutObject", resource: "bucket" });

    expect([stored, polled, deleted, later].map(({ span }) => span.causes)).to.deep.equal([
      [receive.span.id],
      [],
      [receive.span.id],
      [],
    ]);
  });

  it("tells by its texts for which of several messages a worker calls an API, and a webhook that comes again from it", () => {
    const request = (action: string, resource: string, body: string) => {
      const open = begin({ kind: "request", action, resource, principal: CLIENT });
      record.sent(open.span, { start: Buffer.from(body), bytes: body.length });
      return open;
    };
    const hook = request("POST /hooks", "api:a", '{"id":"delivery-0001"}');
    const first = begin();
    first.span.causes = [hook.span.id];
    record.answered(first, {}, { MessageId: "m1" });
    const receive = received("m1", '{"id":"delivery-0001"}');
    received("m2", '{"id":"delivery-0002"}');

    const asked = request("POST /external", "api:b", '{"about":"delivery-0001"}');
    const again = request("POST /hooks", "api:a", '{"id":"delivery-0001"}');
    const other = request("POST /external", "api:b", '{"about":"delivery-0003"}');

    expect([asked, again, other].map(({ span }) => span.causes)).to.deep.equal([[receive.span.id], [], []]);
  });

  it("gives a message that is received again to who has it now, and counts the tries", () => {
    const first = received("m-1", '{"order":"order-000001"}');
    const second = called("sqs:ReceiveMessage", {
      Messages: [{ MessageId: "m-1", ReceiptHandle: "another", Body: '{"order":"order-000001"}' }],
    });
    const call = begin({ kind: "request", action: "POST /orders", principal: CLIENT, request: "order-000001" });

    expect([first.span.attempt, second.span.attempt]).to.deep.equal([1, 2]);
    expect(call.span.causes).to.deep.equal([second.span.id]);
  });

  it("finds the message of a call among thousands as fast as among few", () => {
    for (let number = 0; number < 6_000; number += 1) received(`m-${number}`, `{"order":"order-${100_000 + number}"}`);
    const oldest = begin({ kind: "request", action: "POST /", principal: CLIENT, request: "order-100000" });
    const newest = begin({ kind: "request", action: "POST /", principal: CLIENT, request: "order-105999" });

    expect(oldest.span.causes).to.deep.equal([]);
    expect(newest.span.causes).to.have.length(1);
  });

  it("tells no message by a text that many of them have in common", () => {
    const receives = Array.from({ length: 11 }, (_, n) =>
      received(`m-${n}`, `{"tenant":"tenant-000001","order":"order-${100_000 + n}"}`),
    );
    const call = begin({ kind: "request", action: "POST /", principal: CLIENT, request: "tenant-000001 order-100003" });

    expect(call.span.causes).to.deep.equal([receives[3]?.span.id]);
  });

  it("follows records into the object that a delivery stream makes of them", () => {
    const put = called("firehose:PutRecordBatch", { RequestResponses: [{ RecordId: "r-1" }, { ErrorCode: "Slow" }] });
    const written = begin({ action: "s3:PutObject", resource: "arn:aws:s3:::papers/a b.gz" });
    record.follow(deliveryMark("r-1"), written.span);
    record.answered(written, { bucket: "papers", key: "a b.gz" }, {});
    const invoked = record.beginInvocation(FUNCTION, {
      Records: [{ eventSource: "aws:s3", s3: { bucket: { name: "papers" }, object: { key: "a+b.gz" } } }],
    });

    expect(written.span.causes).to.deep.equal([put.span.id]);
    expect(invoked?.span.causes).to.deep.equal([written.span.id]);
  });

  it("follows a workflow from its start through its states to what they call", async () => {
    const start = called("states:StartExecution", { executionArn: "e-1" });
    const state = begin({ kind: "state", action: "Greet", principal: { kind: "service", service: "m" } });
    record.follow(executionMark("e-1"), state.span);
    const [call, request] = await within(state.span.id, async () => [
      begin({ action: "dynamodb:PutItem" }),
      begin({ kind: "request", action: "POST /", principal: CLIENT }),
    ]);

    expect(state.span.causes).to.deep.equal([start.span.id]);
    expect(call?.span.causes).to.deep.equal([state.span.id]);
    expect(request?.span.causes).to.deep.equal([]);
  });

  it("counts what is charged by who calls, and what comes from outside", () => {
    const operator: Principal = { kind: "operator", arn: "arn:aws:iam::000000000000:user/operator" };
    called("dynamodb:BatchWriteItem", {}, {}, { RequestItems: { t: [{}, {}, {}] } });
    called("sqs:SendMessage", { MessageId: "m" });
    called("sqs:SendMessageBatch", { Successful: [] }, { principal: operator }, { Entries: [{}, {}] });
    begin({ kind: "request", action: "POST /", resource: "api:1", principal: CLIENT });

    expect(record.charges.all).to.deep.equal([
      { place: ROLE, usage: { lambdaGbSecond: 0.005, dynamoWrite: 3, sqsRequest: 1 } },
    ]);
    expect(record.arrivals).to.deep.equal([
      { to: QUEUE, count: 2 },
      { to: "api:1", count: 1 },
    ]);
  });

  it("counts anew after the three hours for which metrics are kept, by which the rest of a cost is counted", () => {
    const began = clock.now();
    for (let minutes = 0; minutes < 180; minutes += 4) {
      record.watch();
      clock.advance(4 * MINUTE);
    }
    begin({ kind: "request", action: "POST /", resource: "api:1", principal: CLIENT });
    called("sqs:SendMessage", { MessageId: "m" });
    expect({ since: record.watchedSince, places: record.charges.all.length }).to.deep.equal({
      since: began,
      places: 1,
    });
    record.watch();

    expect(record.watchedSince).to.equal(clock.now());
    expect([...record.charges.all, ...record.arrivals]).to.deep.equal([]);
    expect(record.spans).to.have.length(2);
  });

  it("keeps no poll that found nothing", () => {
    called("sqs:ReceiveMessage", {});

    expect(record.spans).to.deep.equal([]);
  });

  it("counts the traffic of the last minute from place to place", () => {
    for (let index = 0; index < 30; index++) begin().end(index < 3 ? "failed" : "ok");
    const [way] = record.ways;
    expect(way).to.deep.include({ from: ROLE, to: QUEUE, perSecond: 0.5, failed: 3 });

    clock.advance(2 * MINUTE);
    expect(record.ways).to.deep.equal([{ from: ROLE, to: QUEUE, perSecond: 0, failed: 0, averageMs: 0 }]);
  });
});

function trustOf(Service: string): string {
  return policyOf({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service } });
}

function policyOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
