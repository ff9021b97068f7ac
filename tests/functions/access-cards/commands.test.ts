import { expect } from "chai";
import type { Command } from "../../../functions/access-cards/command";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { silenceTelemetry } from "../support/telemetry";
import { exitEvent, NOON, Offices } from "./offices";

describe("createCommands", () => {
  let engine: DynamoEngine;
  let offices: Offices;

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  beforeEach(async () => {
    offices = await Offices.open(engine);
  });

  const register = (cardId: string, employee: string, others: Partial<Command> = {}): Partial<Command> =>
    ({
      ...{ command_id: `register-${cardId}`, command: "register", card_id: cardId },
      ...{ employee_id: employee, holder: "Ada Lovelace", by: "hr@example.com", at: NOON - 1_000 },
      ...others,
    }) as Partial<Command>;

  const status = (command: "block" | "unblock", cardId: string, at: number): Partial<Command> => ({
    ...{ command_id: `${command}-${cardId}-${at}`, command, card_id: cardId, by: "hr@example.com", at },
  });

  /** Carries out a command and tells its outcome. */
  const outcomeOf = async (command: Partial<Command>) => {
    const { batchItemFailures } = await offices.command(command);
    expect(batchItemFailures).to.deep.equal([]);
    const { outcome, reason } = (await offices.item(`command#${command.command_id}`)) ?? {};
    return reason === undefined ? outcome : `${outcome}: ${reason}`;
  };

  const eventOf = async (key: string) => JSON.parse(String((await offices.item(key))?.outbox));

  it("registers a card, lists it, and notes it with its employee", async () => {
    const outcome = await outcomeOf(register("c-1", "e-1"));

    expect(outcome).to.equal("done");
    const event = await eventOf("card#c-1");
    expect(event).to.deep.equal({
      id: event.id,
      version: 1,
      type: "card-registered",
      occurred_at: NOON - 1_000,
      recorded_at: NOON - 1_000,
      card_id: "c-1",
      employee_id: "e-1",
      holder: "Ada Lovelace",
    });
    expect(await offices.item("card#c-1")).to.deep.include({
      ...{ card_id: "c-1", employee_id: "e-1", holder: "Ada Lovelace", status: "active", listed: "card" },
      ...{ registered_at: NOON - 1_000, status_at: NOON - 1_000, status_event: event.id },
    });
    expect(await offices.item("employee#e-1")).to.include({ card_id: "c-1", registered_at: NOON - 1_000 });
    expect(await offices.item("command#register-c-1")).to.include({ expires_at: NOON / 1_000 + 7 * 86_400 });
  });

  it("carries a command out once, however often it comes", async () => {
    await outcomeOf(register("c-1", "e-1"));
    await outcomeOf(status("block", "c-1", NOON));
    const before = await offices.items("");

    await outcomeOf(register("c-1", "e-1"));
    await outcomeOf(status("block", "c-1", NOON));

    expect(await offices.items("")).to.deep.equal(before);
  });

  it("follows a batch's commands about one card in their order, and gives back only what fails", async () => {
    const bodies = [
      JSON.stringify(register("c-1", "e-1")),
      "no command",
      JSON.stringify(register("c-2", "e-2")),
      JSON.stringify(status("block", "c-1", NOON)),
    ];

    const result = await offices.deliver(bodies);

    expect(result).to.deep.equal({ batchItemFailures: [{ itemIdentifier: "m-1" }] });
    const cards = await offices.items("card#");
    expect(cards.map((card) => [card.card_id, card.status])).to.deep.equal([
      ["c-1", "blocked"],
      ["c-2", "active"],
    ]);
  });

  it("does one of many that come at once", async () => {
    const commands = ["c-1", "c-2", "c-3", "c-4"].map((card) => register(card, "e-1"));

    const outcomes = await Promise.all(commands.map(outcomeOf));

    expect(outcomes.sort()).to.deep.equal(["done", ...Array(3).fill("refused: employee-has-card")]);
    expect(await offices.items("card#")).to.have.length(1);
  });

  it("refuses a card that has an owner", async () => {
    await outcomeOf(register("c-1", "e-1"));

    const outcome = await outcomeOf(register("c-1", "e-2", { command_id: "again" }));

    expect(outcome).to.equal("refused: card-exists");
    expect(await eventOf("command#again")).to.include({
      ...{ type: "command-refused", reason: "card-exists", card_id: "c-1", employee_id: "e-2" },
    });
  });

  it("blocks and unblocks, so that the gates know", async () => {
    await outcomeOf(register("c-1", "e-1"));

    await outcomeOf(status("block", "c-1", NOON - 500));
    const blocked = await offices.enter("north", "c-1");
    await outcomeOf(status("unblock", "c-1", NOON - 400));
    const unblocked = await offices.enter("north", "c-1");

    expect(blocked).to.include({ decision: "denied", reason: "card-blocked" });
    expect(unblocked).to.include({ decision: "granted" });
    expect(await eventOf(`decision#${blocked.event_id}`)).to.include({ employee_id: "e-1" });
  });

  it("keeps to the later of two commands, in whatever order they come", async () => {
    await outcomeOf(register("c-1", "e-1"));

    const later = await outcomeOf(status("unblock", "c-1", NOON - 400));
    const earlier = await outcomeOf(status("block", "c-1", NOON - 500));

    expect([later, earlier]).to.deep.equal(["done", "refused: superseded"]);
    expect(await offices.item("card#c-1")).to.include({ status: "active", status_at: NOON - 400 });
  });

  it("takes a command from the future for one of now", async () => {
    await outcomeOf(register("c-1", "e-1"));

    await outcomeOf(status("block", "c-1", NOON + 3_600_000));

    expect(await offices.item("card#c-1")).to.include({ status: "blocked", status_at: NOON });
  });

  it("refuses to block what nobody has", async () => {
    expect(await outcomeOf(status("block", "c-1", NOON))).to.equal("refused: unknown-card");
  });

  it("gives a new card the place of the blocked one, and nobody is inside twice", async () => {
    await outcomeOf(register("c-1", "e-1"));
    await offices.enter("lab-1", "c-1");
    await outcomeOf(status("block", "c-1", NOON));
    offices.now = NOON + 10;

    const outcome = await outcomeOf(register("c-2", "e-1", { at: NOON + 10 }));

    expect(outcome).to.equal("done");
    expect(await offices.item("card#c-1")).to.include({ inside: false, status: "blocked" });
    expect(await offices.item("card#c-2")).to.include({
      inside: true,
      area: "lab",
      gate_id: "lab-1",
      status: "active",
    });
    expect(await offices.item("area#lab")).to.include({ occupied: 1 });
    expect(await eventOf("card#c-1")).to.include({ type: "left", reason: "card-replaced", occurred_at: NOON + 10 });
    expect(await eventOf("card#c-2")).to.include({ type: "card-registered", area: "lab", occurred_at: NOON + 10 });
  });

  it("lets the new card out, and an old exit of the old one changes nothing", async () => {
    await outcomeOf(register("c-1", "e-1"));
    await offices.enter("lab-1", "c-1");
    await outcomeOf(status("block", "c-1", NOON));
    offices.now = NOON + 10;
    await outcomeOf(register("c-2", "e-1", { at: NOON + 10 }));

    await offices.project([exitEvent("c-1", "lab-1", NOON + 5), exitEvent("c-2", "lab-1", NOON + 20)]);

    expect(await offices.item("card#c-2")).to.include({ inside: false });
    expect(await offices.item("area#lab")).to.include({ occupied: 0 });
  });

  it("does not unblock a card whose employee has another", async () => {
    await outcomeOf(register("c-1", "e-1"));
    await outcomeOf(status("block", "c-1", NOON - 500));
    await outcomeOf(register("c-2", "e-1"));

    expect(await outcomeOf(status("unblock", "c-1", NOON))).to.equal("refused: card-replaced");
  });

  for (const [what, body] of Object.entries({
    "what is no JSON": "block it!",
    "an unknown command": JSON.stringify({ ...register("c-1", "e-1"), command: "burn" }),
    "a registration for nobody": JSON.stringify({ ...register("c-1", "e-1"), employee_id: undefined }),
    "a card that would not fit a key": JSON.stringify(register("a#b", "e-1")),
  })) {
    it(`leaves ${what} to the dead letters`, async () => {
      const { batchItemFailures } = await offices.command(body);

      expect(batchItemFailures).to.deep.equal([{ itemIdentifier: "m-0" }]);
      expect(await offices.items("")).to.deep.equal([]);
    });
  }
});
