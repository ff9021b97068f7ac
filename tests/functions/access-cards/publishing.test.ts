import type { FirehoseClient } from "@aws-sdk/client-firehose";
import type { KinesisClient } from "@aws-sdk/client-kinesis";
import type { SNSClient } from "@aws-sdk/client-sns";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { expect } from "chai";
import { createAnnouncer } from "../../../functions/access-cards/announcer";
import type { CardEvent } from "../../../functions/access-cards/event";
import { createOutbox } from "../../../functions/access-cards/outbox";
import { silenceTelemetry } from "../support/telemetry";
import { replayed } from "./model";
import { AREAS, exitEvent, NOON, streamOf } from "./offices";

const ENTERED: CardEvent = { ...exitEvent("c-1", "north", NOON), id: "e-1", type: "entered", area: "hq" };
const DENIED: CardEvent = { ...ENTERED, id: "d-1", type: "denied", reason: "already-inside", card_id: "c-2" };
const REGISTERED: CardEvent = {
  ...{ id: "r-1", version: 1, type: "card-registered", occurred_at: NOON, recorded_at: NOON, card_id: "c-3" },
  ...{ employee_id: "e-3", holder: "Ada" },
};
const BLOCKED: CardEvent = {
  id: "b-1",
  version: 1,
  type: "card-blocked",
  occurred_at: NOON,
  recorded_at: NOON,
  card_id: "c-4",
};

/** Kinesis, Firehose and SNS in memory. `refuses` says of each event, each time, whether it is taken. */
class Services {
  readonly taken: Record<string, CardEvent[]> = {};
  readonly requests: { to: string; ids: string[]; input: Record<string, unknown> }[] = [];
  refuses: (event: CardEvent, to: string) => boolean = () => false;
  fails: (to: string) => Error | undefined = () => undefined;
  readonly pauses: number[] = [];

  readonly kinesis = this.client((input) => ({
    to: String(input.StreamName),
    texts: (input.Records as { Data: Uint8Array }[]).map(({ Data }) => Buffer.from(Data).toString()),
    answer: (refused) => ({
      Records: refused.map((is) => (is ? { ErrorCode: "Throttled" } : { SequenceNumber: "1" })),
    }),
  })) as unknown as KinesisClient;

  readonly firehose = this.client((input) => ({
    to: String(input.DeliveryStreamName),
    texts: (input.Records as { Data: Uint8Array }[]).map(({ Data }) => Buffer.from(Data).toString()),
    answer: (refused) => ({ RequestResponses: refused.map((is) => (is ? { ErrorCode: "Busy" } : { RecordId: "1" })) }),
  })) as unknown as FirehoseClient;

  readonly sns = this.client((input) => ({
    to: String(input.TopicArn),
    texts: (input.PublishBatchRequestEntries as { Message: string }[]).map(({ Message }) => Message),
    answer: (refused) => ({
      Failed: refused.flatMap((is, index) => (is ? [{ Id: String(index), Code: "Busy", SenderFault: false }] : [])),
    }),
  })) as unknown as SNSClient;

  readonly pause = async (ms: number) => void this.pauses.push(ms);

  private client(
    read: (input: Record<string, unknown>) => {
      to: string;
      texts: string[];
      answer(refused: boolean[]): object;
    },
  ) {
    return {
      send: async ({ input }: { input: Record<string, unknown> }) => {
        const { to, texts, answer } = read(input);
        const error = this.fails(to);
        if (error !== undefined) throw error;
        const events = texts.map((text) => JSON.parse(text) as CardEvent);
        const refused = events.map((event) => this.refuses(event, to));
        this.requests.push({ to, ids: events.map(({ id }) => id), input });
        this.taken[to] = [...(this.taken[to] ?? []), ...events.filter((_, index) => !refused[index])];
        return answer(refused);
      },
    };
  }
}

describe("createOutbox", () => {
  let services: Services;

  before(silenceTelemetry);

  beforeEach(() => {
    services = new Services();
  });

  const publish = (events: readonly (CardEvent | undefined)[]) =>
    createOutbox({
      ...services,
      ...{ streamName: "stream", deliveryStreamName: "delivery", registeredTopicArn: "registered" },
    })({ Records: events.map(changeOf) } as unknown as DynamoDBStreamEvent);

  it("sends each event where those of its volume go", async () => {
    const result = await publish([ENTERED, REGISTERED, undefined, DENIED, BLOCKED]);

    expect(result).to.deep.equal({ batchItemFailures: [] });
    expect(services.taken).to.deep.equal({
      stream: [ENTERED, DENIED],
      delivery: [REGISTERED, BLOCKED],
      registered: [REGISTERED],
    });
  });

  it("keeps a card's events together by its partition key", async () => {
    await publish([ENTERED, DENIED]);

    const records = services.requests[0]?.input.Records as { PartitionKey: string }[];
    expect(records.map(({ PartitionKey: key }) => key)).to.deep.equal(["c-1", "c-2"]);
  });

  it("sends again what Kinesis refused of a request, and only that", async () => {
    let refusals = 2;
    services.refuses = ({ id }) => id === "d-1" && refusals-- > 0;

    const result = await publish([ENTERED, DENIED, { ...ENTERED, id: "e-2" }]);

    expect(result).to.deep.equal({ batchItemFailures: [] });
    expect(services.requests.map(({ ids }) => ids)).to.deep.equal([["e-1", "d-1", "e-2"], ["d-1"], ["d-1"]]);
    expect(services.pauses).to.have.length(2);
  });

  it("asks again for the first event that is not taken in the end", async () => {
    services.refuses = ({ id }) => id === "d-1";

    const result = await publish([ENTERED, REGISTERED, DENIED, { ...ENTERED, id: "e-2" }]);

    expect(result).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "102" }] });
    expect(services.taken.stream?.map(({ id }) => id)).to.deep.equal(["e-1", "e-2"]);
  });

  for (const [to, first] of [
    ["stream", "101"],
    ["delivery", "100"],
    ["registered", "100"],
  ] as const) {
    it(`asks again where all of a request to the ${to} fails`, async () => {
      services.fails = (target) => (target === to ? new Error("socket hang up") : undefined);

      const result = await publish([REGISTERED, ENTERED]);

      expect(result).to.deep.equal({ batchItemFailures: [{ itemIdentifier: first }] });
    });
  }

  it("sends nothing to the stream that is going to come again because the archive is away", async () => {
    services.fails = (target) => (target === "delivery" ? new Error("socket hang up") : undefined);

    await publish([ENTERED, REGISTERED, DENIED]);

    expect(services.taken.stream).to.deep.equal([ENTERED]);
  });

  it("takes more events than a request can hold", async () => {
    const events = Array.from({ length: 1_001 }, (_, index) => ({ ...ENTERED, id: `e-${index}` }));

    await publish(events);

    expect(services.requests.map(({ ids }) => ids.length)).to.deep.equal([500, 500, 1]);
    expect(services.taken.stream).to.deep.equal(events);
  });

  it("publishes nothing where an item changes and its event stays, or where it expires", async () => {
    const image = { outbox: { S: JSON.stringify(ENTERED) } };
    const changes = [
      { dynamodb: { SequenceNumber: "1", OldImage: image, NewImage: { ...image, inside: { BOOL: false } } } },
      { dynamodb: { SequenceNumber: "2", OldImage: image } },
    ];
    const outbox = createOutbox({
      ...services,
      ...{ streamName: "stream", deliveryStreamName: "delivery", registeredTopicArn: "registered" },
    });

    const result = await outbox({ Records: changes } as unknown as DynamoDBStreamEvent);

    expect(result).to.deep.equal({ batchItemFailures: [] });
    expect(services.requests).to.deep.equal([]);
  });
});

describe("createAnnouncer", () => {
  let services: Services;

  before(silenceTelemetry);

  beforeEach(() => {
    services = new Services();
  });

  const announce = (events: readonly (CardEvent | string)[]) =>
    createAnnouncer({
      ...services,
      areas: AREAS,
      topicArns: { entered: "entered", left: "left", denied: "denied" },
    })(streamOf(events));

  it("tells each topic of its events", async () => {
    const left = exitEvent("c-1", "lab-1", NOON);

    const result = await announce([ENTERED, left, DENIED]);

    expect(result).to.deep.equal({ batchItemFailures: [] });
    expect(services.taken).to.deep.equal({ entered: [ENTERED], left: [left], denied: [DENIED] });
  });

  it("names what subscribers filter by, and finds an exit's area by its gate", async () => {
    await announce([exitEvent("c-1", "lab-1", NOON), DENIED]);

    const attributes = services.requests.map(({ input }) =>
      (input.PublishBatchRequestEntries as { MessageAttributes: unknown }[]).map(({ MessageAttributes: all }) => all),
    );
    const text = (StringValue: string) => ({ DataType: "String", StringValue });
    expect(attributes).to.deep.equal([
      [{ type: text("left"), area: text("lab"), gate_id: text("lab-1"), card_id: text("c-1") }],
      [
        {
          ...{ type: text("denied"), area: text("hq"), gate_id: text("north"), card_id: text("c-2") },
          reason: text("already-inside"),
        },
      ],
    ]);
  });

  it("is silent about replays, about what cannot be and about what is no event", async () => {
    await announce([replayed(ENTERED), exitEvent("c-1", "window", NOON), "no event"]);

    expect(services.requests).to.deep.equal([]);
  });

  it("sends ten messages at a time, and again what SNS refused", async () => {
    const events = Array.from({ length: 12 }, (_, index) => ({ ...ENTERED, id: `e-${index}` }));
    let refusals = 1;
    services.refuses = ({ id }) => id === "e-3" && refusals-- > 0;

    const result = await announce(events);

    expect(result).to.deep.equal({ batchItemFailures: [] });
    expect(services.requests.map(({ ids }) => ids.length)).to.deep.equal([10, 2, 1]);
  });

  it("asks again for the first event that is not taken in the end", async () => {
    services.refuses = ({ id }) => id === "d-1";

    const result = await announce([ENTERED, DENIED, { ...ENTERED, id: "e-2" }]);

    expect(result).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "1001" }] });
  });
});

/** A change of the card table that brings an event, or none. */
function changeOf(event: CardEvent | undefined, index: number) {
  const NewImage =
    event === undefined ? { pk: { S: "card#x" } } : { pk: { S: "x" }, outbox: { S: JSON.stringify(event) } };
  return { eventName: "MODIFY", dynamodb: { SequenceNumber: String(100 + index), NewImage } };
}
