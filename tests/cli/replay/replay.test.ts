import { Writable } from "node:stream";
import { gzipSync } from "node:zlib";
import type { KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { expect } from "chai";
import { isComplete, type ReplayOptions, replay } from "../../../cli/replay/replay";
import type { Clock } from "../../../local/base/clock";
import { S3UnderTest } from "../../local/s3/support";
import { rejection } from "../../support/rejection";
import { eagerClock } from "../load/eagerClock";

const HOUR = 3_600_000;
const NINE = Date.parse("2026-11-21T09:00:00Z");
const RANGE = { from: NINE, to: NINE + 2 * HOUR };

interface Event {
  id: string;
  type: string;
  occurred_at: number;
  card_id: string;
  replay?: object;
}

const event = (id: string, occurred_at: number, type = "entered", card_id = "c-1"): Event => ({
  ...{ id, type, occurred_at, card_id },
});

describe("replaying an archive", () => {
  let test: S3UnderTest;
  let s3: S3Client;
  let stream: Event[];
  let clock: Clock;
  let output: string;
  let interrupt: AbortController;
  /** Says of a record whether the stream takes it. */
  let takes: (event: Event, call: number) => boolean;
  let calls: number[];

  beforeEach(async () => {
    test = await S3UnderTest.start();
    s3 = test.operator();
    test.s3.createBucket("archive");
    stream = [];
    clock = eagerClock();
    output = "";
    interrupt = new AbortController();
    takes = () => true;
    calls = [];
  });
  afterEach(() => test.stop());

  const file = (name: string, ...lines: readonly (Event | string)[]) =>
    s3.send(
      new PutObjectCommand({
        Bucket: "archive",
        Key: `events/date=2026-11-21/${name}.gz`,
        Body: gzipSync(lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join("")),
      }),
    );

  /** A stream that takes what `takes` lets it. */
  const kinesis = {
    async send({ input }: PutRecordsCommand) {
      calls.push(clock.now());
      const Records = (input.Records ?? []).map(({ Data, PartitionKey }) => {
        const sent = JSON.parse(new TextDecoder().decode(Data)) as Event;
        expect(PartitionKey).to.equal(sent.card_id);
        if (!takes(sent, calls.length)) return { ErrorCode: "ProvisionedThroughputExceededException" };
        stream.push(sent);
        return { SequenceNumber: "1" };
      });
      return { Records };
    },
  } as unknown as KinesisClient;

  function run(options: Partial<ReplayOptions> = {}) {
    const terminal = new Writable({
      write(chunk, _encoding, done) {
        output += String(chunk);
        done();
      },
    });
    return replay(
      { bucket: "archive", streamName: "events", range: RANGE, rate: 1000, isDryRun: false, ...options },
      { s3, kinesis, clock, terminal, signal: interrupt.signal },
    );
  }

  const sentIds = () => stream.map(({ id }) => id);

  it("sends each event of the range once, in the order in which they happened, marked as a replay", async () => {
    await file("hour=09/b", event("e3", NINE + 3), event("e1", NINE + 1));
    await file("hour=09/a", event("e2", NINE + 2, "left"), event("e1", NINE + 1));
    await file("hour=10/a", event("e4", NINE + HOUR, "denied"));
    await file("hour=11/a", event("late", NINE + 2 * HOUR));
    const startedAt = clock.now();

    const account = await run();

    expect(sentIds()).to.deep.equal(["e1", "e2", "e3", "e4"]);
    const [first] = stream;
    expect(first).to.deep.include(event("e1", NINE + 1));
    expect(first?.replay)
      .to.have.property("id")
      .that.matches(/^replay-[0-9a-f]{8}$/);
    expect(first?.replay).to.have.property("at", startedAt);
    expect(account).to.deep.equal({
      ...{ files: 3, read: 5, repeated: 1, malformed: 0, sent: 4, failed: 0 },
      byType: { entered: 2, left: 1, denied: 1 },
    });
    expect(isComplete(account)).to.equal(true);
    expect(output).to.contain("events from 2026-11-21T09:00:00.000Z to 2026-11-21T11:00:00.000Z (UTC)");
    expect(output).to.contain("replayed 4 events");
  });

  it("takes the latest of what one id stands for at several times, an exit that a gate repeated", async () => {
    await file("hour=09/a", event("x", NINE + 500, "left"));
    await file("hour=10/a", event("x", NINE + HOUR, "left"));

    const { repeated } = await run();

    expect(stream.map(({ id, occurred_at }) => [id, occurred_at])).to.deep.equal([["x", NINE + HOUR]]);
    expect(repeated).to.equal(1);
  });

  it("leaves out other cards, and what happened before and after", async () => {
    await file("hour=09/a", event("e1", NINE + 10), event("e2", NINE + 20, "entered", "c-2"), event("e3", NINE + 30));

    const account = await run({ cardId: "c-1", range: { from: NINE + 10, to: NINE + 30 } });

    expect([sentIds(), account.read]).to.deep.equal([["e1"], 1]);
  });

  it("sends nothing in a dry run, and counts", async () => {
    await file("hour=09/a", event("e1", NINE), event("e1", NINE), event("e2", NINE, "left"));

    const account = await run({ isDryRun: true });

    expect(account).to.deep.equal({
      ...{ files: 1, read: 3, repeated: 1, malformed: 0, sent: 0, failed: 0 },
      byType: { entered: 1, left: 1 },
    });
    expect([stream, calls]).to.deep.equal([[], []]);
    expect(output).to.contain("dry run: 2 events would be sent, none was");
  });

  it("keeps a rate", async () => {
    await file("hour=09/a", ...Array.from({ length: 40 }, (_, index) => event(`e${index}`, NINE + index)));
    const startedAt = clock.now();

    await run({ rate: 10 });

    expect(calls.map((at) => Math.round(at - startedAt))).to.deep.equal([0, 500, 1000, 1500, 2000, 2500, 3000, 3500]);
  });

  it("offers again what the stream did not take, before anything that happened later", async () => {
    await file("hour=09/a", event("e1", NINE), event("e2", NINE + 1), event("e3", NINE + 2), event("e4", NINE + 3));
    takes = ({ id }, call) => id !== "e2" || call > 3;

    const account = await run({ rate: 4 });

    expect(sentIds()).to.deep.equal(["e1", "e2", "e3", "e4"]);
    expect(account).to.include({ sent: 4, failed: 0 });
  });

  it("says where to go on when the stream does not take an event at all", async () => {
    await file("hour=09/a", event("e1", NINE), event("e2", NINE + 1), event("e3", NINE + 2));
    takes = ({ id }) => id !== "e2";

    const account = await run();

    expect(account).to.include({ sent: 2, failed: 1, resumeAt: NINE + 1 });
    expect(isComplete(account)).to.equal(false);
    expect(output).to.contain("the stream did not take events: ProvisionedThroughputExceededException");
    expect(output).to.contain(
      "NOT all events were sent; to go on: npm run replay -- access-cards --from 2026-11-21T09:00:00.001Z --to 2026-11-21T11:00:00.000Z",
    );
  });

  it("stops at an interruption, and says where to go on", async () => {
    await file("hour=09/a", ...Array.from({ length: 6 }, (_, index) => event(`e${index}`, NINE + index)));
    takes = ({ id }) => {
      if (id === "e3") interrupt.abort();
      return true;
    };

    const account = await run({ rate: 4, cardId: "c-1" });

    expect(sentIds()).to.deep.equal(["e0", "e1", "e2", "e3"]);
    expect(account).to.include({ sent: 4, failed: 0, resumeAt: NINE + 4 });
    expect(output).to.contain("--from 2026-11-21T09:00:00.004Z --to 2026-11-21T11:00:00.000Z --card c-1");
  });

  it("sends nothing when it is interrupted while it reads", async () => {
    await file("hour=09/a", event("e1", NINE));
    interrupt.abort();

    const { message } = await rejection(run());

    expect(message).to.equal("interrupted while it read the archive: nothing was sent");
    expect(stream).to.deep.equal([]);
  });

  it("counts lines that are no events, and is not complete with them", async () => {
    await file("hour=09/a", event("e1", NINE), "no json", '{"id":"e2"}');

    const account = await run();

    expect(account).to.include({ read: 1, malformed: 2, sent: 1 });
    expect(isComplete(account)).to.equal(false);
  });

  it("names the file that cannot be read", async () => {
    const Key = "events/date=2026-11-21/hour=09/broken.gz";
    await s3.send(new PutObjectCommand({ Bucket: "archive", Key, Body: "no gzip" }));

    const { message } = await rejection(run());

    expect(message).to.equal(`s3://archive/${Key} cannot be read: incorrect header check`);
  });

  it("replays nothing where nothing happened", async () => {
    const account = await run();

    expect(account).to.deep.equal({ files: 0, read: 0, repeated: 0, malformed: 0, byType: {}, sent: 0, failed: 0 });
    expect(output).to.contain("replayed 0 events");
  });
});
