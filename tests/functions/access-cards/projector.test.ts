import { expect } from "chai";
import { CLOCK_TOLERANCE_MS, LONGEST_DELAY_MS } from "../../../functions/access-cards/event";
import { createProjector } from "../../../functions/access-cards/projector";
import { fakeQueue, observe, type SentCommand, serviceError } from "../support/clients";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { silenceTelemetry } from "../support/telemetry";
import { AREAS, exitEvent, NOON, Offices, streamOf } from "./offices";

describe("createProjector", () => {
  let engine: DynamoEngine;
  let offices: Offices;
  let beforeSend: (command: SentCommand) => void;
  let commands: SentCommand[];

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  beforeEach(async () => {
    beforeSend = () => undefined;
    commands = observe(engine.client, (command) => beforeSend(command));
    offices = await Offices.open(engine);
    await offices.register("c-1");
    await offices.enter("north", "c-1");
  });

  const isUpdateOf = ({ name, input }: SentCommand, cardId: string) =>
    name === "UpdateItemCommand" && JSON.stringify(input.Key).includes(`card#${cardId}"`);

  it("lets a card out that its holder has left with", async () => {
    await offices.project([exitEvent("c-1", "south", NOON + 5)]);

    const item = await offices.item("card#c-1");
    expect(item).to.include({ inside: false, gate_id: "south", presence_at: NOON + 5 });
    expect(item).not.to.have.property("area");
  });

  it("leaves an entry alone that is newer than the exit", async () => {
    await offices.project([exitEvent("c-1", "south", NOON - 1), exitEvent("c-1", "south", NOON)]);

    expect(await offices.item("card#c-1")).to.include({ inside: true, presence_at: NOON });
  });

  it("takes an exit of a gate whose clock is ahead for one of the moment it was heard", async () => {
    const ahead = exitEvent("c-1", "south", NOON + 10, { occurred_at: NOON + CLOCK_TOLERANCE_MS });
    offices.now = NOON + 60_000;

    await offices.project([ahead]);
    await offices.enter("north", "c-1");
    await offices.project([exitEvent("c-1", "south", NOON + 70_000)]);

    expect(await offices.item("card#c-1")).to.include({ inside: false, presence_at: NOON + 70_000 });
  });

  it("writes a card once for all of its events in a batch, and not at all for what it knows", async () => {
    const batch = [exitEvent("c-1", "south", NOON + 5), exitEvent("c-1", "north", NOON + 7)];
    await offices.project(batch);
    const first = commands.filter((command) => isUpdateOf(command, "c-1")).length;

    await offices.project([...batch].reverse());

    // One was the entry.
    expect(first).to.equal(2);
    expect(commands.filter((command) => isUpdateOf(command, "c-1"))).to.have.length(2);
    expect(await offices.item("card#c-1")).to.include({ gate_id: "north" });
  });

  it("remembers an exit that comes before its card's registration, for a while", async () => {
    await offices.project([exitEvent("c-2", "south", NOON)]);
    const stranger = await offices.item("card#c-2");

    await offices.register("c-2");
    const answer = await offices.enter("north", "c-2");

    expect(stranger).to.include({ inside: false, presence_at: NOON, expires_at: NOON / 1_000 + 8 * 86_400 });
    expect(await offices.item("card#c-2")).not.to.have.property("expires_at");
    expect(answer).to.include({ decision: "granted", occurred_at: NOON + 1 });
  });

  const wrong: Record<string, { event: ReturnType<typeof exitEvent> | string; fault: string; reason: RegExp }> = {
    "an exit from the future": {
      event: exitEvent("c-1", "south", NOON, { occurred_at: NOON + CLOCK_TOLERANCE_MS + 1 }),
      fault: "impossible",
      reason: /^occurred_at is 300001 ms after recorded_at/,
    },
    "an exit that comes too late": {
      event: exitEvent("c-1", "south", NOON + 1, { occurred_at: NOON - LONGEST_DELAY_MS }),
      fault: "impossible",
      reason: /^occurred_at is 604800001 ms before recorded_at/,
    },
    "an exit through a gate that is none": {
      event: exitEvent("c-1", "window", NOON + 1),
      fault: "impossible",
      reason: /^the gate window is in no area$/,
    },
    "what is no event": { event: '{"hello":"world"}', fault: "malformed", reason: /^id: / },
    "what is no JSON": { event: "exit!", fault: "malformed", reason: /JSON/ },
  };
  for (const [what, { event, fault, reason }] of Object.entries(wrong)) {
    it(`sends ${what} to a queue of its own, alone`, async () => {
      const result = await offices.project([
        exitEvent("c-9", "north", NOON),
        event,
        exitEvent("c-1", "south", NOON + 5),
      ]);

      expect(result).to.deep.equal({ batchItemFailures: [] });
      const [body, ...others] = offices.impossible.bodies.map((text) => JSON.parse(text) as Record<string, string>);
      expect(others).to.deep.equal([]);
      expect(body).to.include({
        fault,
        text: typeof event === "string" ? event : JSON.stringify(event),
        stream: "arn:aws:kinesis:us-east-1:111122223333:stream/events",
        sequenceNumber: "1001",
      });
      expect(body?.reason).to.match(reason);
      expect(await offices.item("card#c-1")).to.include({ inside: false });
      expect(await offices.item("card#c-9")).to.include({ inside: false });
    });
  }

  it("asks again for the first record that DynamoDB would not take, and applies the others", async () => {
    beforeSend = (command) => {
      if (isUpdateOf(command, "c-3")) throw serviceError("ThrottlingException", "client");
    };

    const result = await offices.project([
      exitEvent("c-1", "south", NOON + 5),
      exitEvent("c-3", "south", NOON + 6),
      exitEvent("c-4", "south", NOON + 7),
      exitEvent("c-3", "north", NOON + 8),
    ]);

    expect(result).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "1001" }] });
    expect(await offices.item("card#c-1")).to.include({ inside: false });
    expect(await offices.item("card#c-4")).to.include({ inside: false });
  });

  it("tells of no impossible record that is going to come again", async () => {
    beforeSend = (command) => {
      if (isUpdateOf(command, "c-3")) throw serviceError("ThrottlingException", "client");
    };

    const result = await offices.project(["first", exitEvent("c-3", "south", NOON + 6), "second"]);

    expect(result).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "1001" }] });
    expect(offices.impossible.bodies).to.have.length(1);
  });

  it("asks again from the first record that the queue would not take", async () => {
    const queue = fakeQueue((entries) => ({
      Failed: entries
        .filter(({ MessageBody: body }) => body.includes("second"))
        .map(({ Id }) => ({ Id, Code: "InternalError", SenderFault: false })),
    }));
    const project = createProjector({
      dynamo: engine.client,
      sqs: queue.client,
      cardTable: offices.table,
      refusedQueueUrl: "https://impossible",
      areas: AREAS,
      now: () => NOON,
      pause: async () => undefined,
    });

    const result = await project(streamOf(["first", "second", "third"]));

    expect(result).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "1001" }] });
  });

  it("fails as a whole where no repeat would help, and tells the queue nothing", async () => {
    beforeSend = (command) => {
      if (isUpdateOf(command, "c-3")) throw serviceError("AccessDeniedException", "client");
    };

    const attempt = offices.project([
      "first",
      exitEvent("c-3", "south", NOON + 6),
      exitEvent("c-1", "south", NOON + 7),
    ]);

    await attempt.then(
      () => expect.fail("it did not fail"),
      (error: Error) => expect(error.name).to.equal("AccessDeniedException"),
    );
    expect(offices.impossible.bodies).to.deep.equal([]);
    expect(await offices.item("card#c-1")).to.include({ inside: false });
  });

  it("empties a limited area with one update of its occupancy for many exits", async () => {
    const areas = { ...AREAS, lab: { gates: ["lab-1"], maxOccupancy: 50 } };
    const cards = Array.from({ length: 50 }, (_, index) => `p-${index}`);
    for (const card of cards) {
      await offices.register(card);
      await offices.enter("lab-1", card, undefined, { areas });
    }
    const full = await offices.item("area#lab");
    commands.length = 0;

    await offices.project(
      cards.map((card) => exitEvent(card, "lab-1", NOON + 10)),
      areas,
    );

    expect(full).to.include({ occupied: 50 });
    expect(await offices.item("area#lab")).to.include({ occupied: 0 });
    expect(commands.map(({ name }) => name).filter((name) => /Write|Update/.test(name))).to.deep.equal([
      "TransactWriteItemsCommand",
      "TransactWriteItemsCommand",
    ]);
  });

  it("writes cards that each go over from one limited area to another in transactions that DynamoDB takes", async () => {
    const numbers = Array.from({ length: 40 }, (_, index) => index);
    const named = (kind: string) =>
      numbers.map((n) => [`${kind}-${n}`, { gates: [`${kind}-gate-${n}`], maxOccupancy: 1 }]);
    const areas = Object.fromEntries([...named("old"), ...named("new")]);
    for (const n of numbers) {
      await offices.register(`p-${n}`);
      await offices.enter(`old-gate-${n}`, `p-${n}`, undefined, { areas });
    }

    const result = await offices.project(
      numbers.map((n) => ({
        ...exitEvent(`p-${n}`, `new-gate-${n}`, NOON + 10),
        type: "entered" as const,
        area: `new-${n}`,
        replay: { id: "again", at: NOON + 20 },
      })),
      areas,
    );

    expect(result).to.deep.equal({ batchItemFailures: [] });
    for (const n of numbers) {
      expect(await offices.item(`area#old-${n}`)).to.include({ occupied: 0 });
      expect(await offices.item(`area#new-${n}`)).to.include({ occupied: 1 });
    }
  });

  it("lets an entry that comes between reading and writing stand", async () => {
    offices.now = NOON + 20;
    let hasEntered = false;
    beforeSend = () => undefined;
    const reads = () => commands.filter(({ name }) => name === "BatchGetItemCommand").length;
    const soft = { antiPassback: "soft" as const };
    const project = createProjector({
      dynamo: interrupted(engine.client, async () => {
        if (hasEntered) return;
        hasEntered = true;
        await offices.enter("lab-1", "c-1", undefined, soft);
      }),
      sqs: offices.impossible.client,
      cardTable: offices.table,
      refusedQueueUrl: "https://impossible",
      areas: AREAS,
      now: () => NOON,
      pause: async () => undefined,
    });

    const result = await project(streamOf([exitEvent("c-1", "south", NOON + 10)]));

    expect(result).to.deep.equal({ batchItemFailures: [] });
    expect(await offices.item("card#c-1")).to.include({ inside: true, area: "lab", presence_at: NOON + 20 });
    expect(reads()).to.equal(2);
  });
});

/** A client that lets something happen before each of its updates. */
function interrupted(client: DynamoEngine["client"], happen: () => Promise<void>): DynamoEngine["client"] {
  return {
    send: async (command: { constructor: { name: string } }) => {
      if (command.constructor.name === "UpdateItemCommand") await happen();
      return client.send(command as never);
    },
  } as unknown as DynamoEngine["client"];
}
