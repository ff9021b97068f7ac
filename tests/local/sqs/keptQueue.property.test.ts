import type { Message, ReceiveMessageResult, SendMessageResult } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import fc from "fast-check";
import { AwsError } from "../../../local/base/awsError";
import { KeptSqs } from "./keptQueue";

/** A message that was sent and not deleted. */
interface Expected {
  readonly id: string;
  readonly body: string;
  readonly group: string;
  receives: number;
  visibleAt: number;
}

/** All that was acknowledged, which must be there. */
interface Model {
  /** In the order of sending. */
  messages: Expected[];
  /** Ids and times of what was sent, by deduplication id. */
  sent: Record<string, { id: string; at: number }>;
  lastSequenceNumber: bigint;
}

type Command =
  | { kind: "send"; group: number; duplicate: number; delay: number }
  | { kind: "receive"; max: number; visibility: number }
  | { kind: "delete"; pick: number }
  | { kind: "hide"; pick: number; seconds: number }
  | { kind: "advance"; ms: number }
  | { kind: "purge" }
  /** Cuts off so many bytes; `share` of the whole journal instead where it is given. */
  | { kind: "crash"; bytes: number; share: number | undefined };

const DEDUPLICATION_MS = 5 * 60 * 1000;

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("send" as const),
      group: fc.nat(2),
      duplicate: fc.nat(9),
      delay: fc.constantFrom(0, 0, 5),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("receive" as const),
      max: fc.integer({ min: 1, max: 10 }),
      visibility: fc.constantFrom(0, 5, 30),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("delete" as const), pick: fc.nat(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("hide" as const),
      pick: fc.nat(50),
      seconds: fc.constantFrom(0, 10),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("advance" as const), ms: fc.constantFrom(1000, 6000, 299_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("purge" as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("crash" as const),
      bytes: fc.constantFrom(0, 1, 2, 20, 80, 150, 400),
      share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined, freq: 6 }),
    }),
  },
);

/** A queue beside a model of it, which is told what was acknowledged. */
class Trial {
  readonly #fifo: boolean;
  readonly #name: string;
  readonly #kept: KeptSqs;
  #model: Model = { messages: [], sent: {}, lastSequenceNumber: 0n };
  /** The model as of each length of the journal. */
  #history: { bytes: number; model: Model }[] = [{ bytes: 0, model: structuredClone(this.#model) }];
  /** Receipt handles with what they stand for, the newest last. */
  #handles: { handle: string; id: string; receive: number }[] = [];
  #count = 0;

  constructor(fifo: boolean) {
    this.#fifo = fifo;
    this.#name = fifo ? "orders.fifo" : "orders";
    this.#kept = new KeptSqs({ [this.#name]: fifo ? { FifoQueue: "true" } : {} });
  }

  async run(commands: readonly Command[]): Promise<void> {
    await this.#kept.start();
    try {
      for (const each of commands) {
        await this.#do(each);
        this.#history.push({ bytes: this.#kept.bytes, model: structuredClone(this.#model) });
      }
      await this.#drain();
    } finally {
      this.#kept.close();
    }
  }

  get #now(): number {
    return this.#kept.clock.now();
  }

  async #do(command: Command): Promise<void> {
    switch (command.kind) {
      case "send":
        return this.#send(command);
      case "receive":
        return void (await this.#receive(command.max, command.visibility));
      case "delete":
        return this.#delete(command.pick);
      case "hide":
        return this.#hide(command.pick, command.seconds);
      case "advance":
        return this.#kept.clock.advance(command.ms);
      case "purge":
        return this.#purge();
      case "crash":
        return this.#crash(command.share === undefined ? command.bytes : Math.floor(this.#kept.bytes * command.share));
    }
  }

  async #send({ group, duplicate, delay }: Command & { kind: "send" }): Promise<void> {
    const body = `message ${this.#count++}`;
    const params = this.#fifo
      ? { MessageBody: body, MessageGroupId: `g${group}`, MessageDeduplicationId: `d${duplicate}` }
      : { MessageBody: body, DelaySeconds: delay };
    const { MessageId: id = "", SequenceNumber } = await this.#kept.call<SendMessageResult>(
      "SendMessage",
      this.#name,
      params,
    );
    const before = this.#fifo ? this.#model.sent[`d${duplicate}`] : undefined;
    if (before !== undefined && this.#now - before.at < DEDUPLICATION_MS) {
      expect(id, "the id of a duplicate").to.equal(before.id);
      return;
    }
    if (this.#fifo) {
      expect(BigInt(SequenceNumber ?? "0") > this.#model.lastSequenceNumber, "sequence numbers grow").to.equal(true);
      this.#model.lastSequenceNumber = BigInt(SequenceNumber ?? "0");
      this.#model.sent[`d${duplicate}`] = { id, at: this.#now };
    }
    const visibleAt = this.#now + (this.#fifo ? 0 : delay * 1000);
    this.#model.messages.push({ id, body, group: `g${group}`, receives: 0, visibleAt });
  }

  async #receive(max: number, visibility: number): Promise<readonly Message[]> {
    const available = this.#available();
    const { Messages = [] } = await this.#kept.call<ReceiveMessageResult>("ReceiveMessage", this.#name, {
      MaxNumberOfMessages: max,
      VisibilityTimeout: visibility,
      MessageSystemAttributeNames: ["All"],
    });
    expect(Messages.length, "messages of a receive").to.equal(Math.min(max, available.length));
    for (const { MessageId = "", Body, ReceiptHandle = "", Attributes = {} } of Messages) {
      const expected = available.find(({ id }) => id === MessageId);
      if (!expected) throw new Error(`${Body} was received, though it is deleted, hidden or behind another one`);
      expect(Body).to.equal(expected.body);
      expected.receives++;
      expected.visibleAt = this.#now + visibility * 1000;
      expect(Attributes.ApproximateReceiveCount, "receives").to.equal(`${expected.receives}`);
      this.#handles.push({ handle: ReceiptHandle, id: MessageId, receive: expected.receives });
    }
    this.#checkGroups(Messages, available);
    return Messages;
  }

  /** Finds what a receive may give: in a FIFO queue, of each group those before the first that is hidden. */
  #available(): Expected[] {
    const blocked = new Set<string>();
    return this.#model.messages.filter(({ group, visibleAt }) => {
      const isHidden = visibleAt > this.#now;
      if (isHidden && this.#fifo) blocked.add(group);
      return !isHidden && !blocked.has(group);
    });
  }

  #checkGroups(received: readonly Message[], available: readonly Expected[]): void {
    if (!this.#fifo) return;
    for (const group of ["g0", "g1", "g2"]) {
      const ids = available.filter((each) => each.group === group).map(({ id }) => id);
      const got = received.flatMap(({ MessageId = "" }) => (ids.includes(MessageId) ? [MessageId] : []));
      expect(got, `the order of ${group}`).to.deep.equal(ids.slice(0, got.length));
    }
  }

  async #delete(pick: number): Promise<void> {
    const found = this.#handles.at(-1 - (pick % this.#handles.length));
    if (!found) return;
    const expected = this.#model.messages.find(({ id }) => id === found.id);
    const isExpired =
      this.#fifo && expected !== undefined && !(expected.receives === found.receive && expected.visibleAt > this.#now);
    const refused = await this.#refusal("DeleteMessage", { ReceiptHandle: found.handle });
    expect(refused, "the refusal of a delete").to.equal(isExpired ? "InvalidParameterValue" : undefined);
    if (!isExpired) this.#model.messages = this.#model.messages.filter(({ id }) => id !== found.id);
  }

  async #hide(pick: number, seconds: number): Promise<void> {
    const found = this.#handles.at(-1 - (pick % this.#handles.length));
    if (!found) return;
    const expected = this.#model.messages.find(({ id }) => id === found.id);
    const isHidden = expected !== undefined && expected.visibleAt > this.#now;
    const isGood = this.#fifo ? isHidden && expected.receives === found.receive : expected !== undefined;
    const refused = await this.#refusal("ChangeMessageVisibility", {
      ReceiptHandle: found.handle,
      VisibilityTimeout: seconds,
    });
    expect(refused, "the refusal of another timeout").to.equal(isGood ? undefined : "InvalidParameterValue");
    if (isGood && isHidden) expected.visibleAt = this.#now + seconds * 1000;
  }

  async #purge(): Promise<void> {
    if ((await this.#refusal("PurgeQueue", {})) === undefined) this.#model.messages = [];
  }

  async #refusal(operation: string, params: object): Promise<string | undefined> {
    try {
      await this.#kept.call(operation, this.#name, params);
      return undefined;
    } catch (error) {
      if (error instanceof AwsError) return error.code;
      throw error;
    }
  }

  /** Goes back to what was acknowledged before the last byte that is left: the rest was not. */
  async #crash(cutOff: number): Promise<void> {
    const bytes = Math.max(0, this.#kept.bytes - cutOff);
    this.#history = this.#history.filter((each) => each.bytes <= bytes);
    const last = this.#history.at(-1);
    if (!last) throw new Error("the empty journal is always there");
    this.#model = structuredClone(last.model);
    const receives = new Map(this.#model.messages.map(({ id, receives }) => [id, receives]));
    this.#handles = this.#handles.filter(({ id, receive }) => receive <= (receives.get(id) ?? receive));
    await this.#kept.restart(bytes);
  }

  /** Everything comes once, in the order of its group, when all timeouts are over. */
  async #drain(): Promise<void> {
    await this.#kept.restart();
    this.#kept.clock.advance(60_000);
    while (this.#model.messages.length > 0) {
      const received = await this.#receive(10, 30);
      for (const { MessageId, ReceiptHandle } of received) {
        await this.#kept.call("DeleteMessage", this.#name, { ReceiptHandle });
        this.#model.messages = this.#model.messages.filter(({ id }) => id !== MessageId);
      }
    }
    expect(await this.#receive(10, 30)).to.deep.equal([]);
  }
}

describe("queues that outlive their process", function () {
  this.timeout(60_000);

  for (const kind of ["standard", "FIFO"]) {
    it(`has all that a ${kind} queue acknowledged, and nothing else, wherever its journal was cut off`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(command, { maxLength: 40 }), (commands) => new Trial(kind === "FIFO").run(commands)),
        { numRuns: 150 },
      );
    });
  }
});
