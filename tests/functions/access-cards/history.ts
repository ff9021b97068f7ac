import { expect } from "chai";
import fc from "fast-check";
import type { Decision } from "../../../functions/access-cards/decide";
import type { CardEvent } from "../../../functions/access-cards/event";
import type { Fate } from "./faults";
import { Model, type ModelRules } from "./model";
import { exitEvent, type Offices } from "./offices";

/** Something that happens at the offices, or to their clock. */
export type Step =
  | { do: "enter"; card: string; gate: string; request: number | undefined }
  | { do: "exit"; card: string; gate: string; behindMs: number }
  | { do: "deliver"; picks: number[] }
  | { do: "block" | "unblock" | "replace"; card: string }
  | { do: "wait"; ms: number };

const card = fc.constantFrom("c-0", "c-1", "c-2", "c-3");
const gate = fc.constantFrom("north", "lab-1", "lab-2");

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("enter" as const),
      card: fc.oneof({ weight: 9, arbitrary: card }, { weight: 1, arbitrary: fc.constant("nobody") }),
      gate: fc.oneof({ weight: 9, arbitrary: gate }, { weight: 1, arbitrary: fc.constant("nowhere") }),
      request: fc.option(fc.nat(4), { nil: undefined }),
    }),
  },
  {
    weight: 6,
    // Late by an hour, or ahead by five minutes: what a gate's clock may be.
    arbitrary: fc.record({
      do: fc.constant("exit" as const),
      card,
      gate,
      behindMs: fc.oneof(
        fc.constant(0),
        fc.integer({ min: -300_000, max: 3_600_000 }),
        fc.integer({ min: -3, max: 3 }),
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("deliver" as const),
      picks: fc.array(fc.nat(30), { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom("block" as const, "unblock" as const, "replace" as const), card }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      ms: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1_000, max: 1_200_000 })),
    }),
  },
);

export const anyRules: fc.Arbitrary<ModelRules> = fc.oneof(
  fc.constant<ModelRules>({ antiPassback: "hard" }),
  fc.constant<ModelRules>({ antiPassback: "soft" }),
  fc.constant<ModelRules>({ antiPassback: "hard", forgiveMissingExitAfterMinutes: 10 }),
);

export const anyFates: fc.Arbitrary<Fate[]> = fc.array(
  fc.constantFrom<Fate>("done", "done", "done", "throttled", "answer lost", "repeated"),
  { maxLength: 40 },
);

/** A table and a model that live through the same. */
export class History {
  readonly model: Model;
  /** All that was published or put into the stream. */
  readonly events: CardEvent[] = [];
  private readonly undelivered: CardEvent[] = [];
  private readonly answers = new Map<string, Decision>();
  private exits = 0;
  private commands = 0;

  constructor(
    readonly offices: Offices,
    private readonly rules: ModelRules,
  ) {
    this.model = new Model(rules);
  }

  async begin(): Promise<void> {
    for (const id of ["c-0", "c-1", "c-2"]) {
      await this.offices.register(id);
      await this.published(`card#${id}`);
    }
  }

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case "enter":
        return this.enter(step);
      case "exit": {
        this.exits += 1;
        const event = exitEvent(step.card, step.gate, this.offices.now, {
          id: `exit-${this.exits}`,
          occurred_at: this.offices.now - step.behindMs,
        });
        this.events.push(event);
        this.undelivered.push(event);
        return;
      }
      case "deliver": {
        const known = this.events.filter(({ type }) => type === "left");
        const source = (pick: number) => (pick % 3 === 0 ? known : this.undelivered);
        const batch = step.picks.flatMap((pick) => source(pick)[pick % Math.max(1, source(pick).length)] ?? []);
        return this.deliver(batch.filter(({ reason }) => reason === undefined));
      }
      case "wait":
        this.offices.now += step.ms;
        return;
      default:
        return this.command(step.do, step.card);
    }
  }

  async finish(): Promise<void> {
    await this.deliver([...this.undelivered]);
  }

  private async enter({ card, gate, request }: Extract<Step, { do: "enter" }>): Promise<void> {
    const { offices } = this;
    const id = request === undefined ? undefined : `request-${request}`;
    const key = [card, gate, id].join();
    const earlier = id === undefined ? undefined : this.answers.get(key);
    const expected = this.model.enter(card, gate, offices.now);

    const answer = await offices.enter(gate, card, id, this.rules);

    if (earlier !== undefined) {
      expect(answer, "a repeated request").to.deep.equal(earlier);
      return;
    }
    const { decision, reason } = answer;
    expect({ decision, ...(reason !== undefined && { reason }) }, `${card} at ${gate}`).to.deep.equal(expected);
    if (id !== undefined) this.answers.set(key, answer);
    await this.published(decision === "granted" ? `card#${card}` : `decision#${answer.event_id}`);
    await this.checkLimit();
  }

  private async deliver(batch: readonly CardEvent[]): Promise<void> {
    const { batchItemFailures } = await this.offices.project(batch);
    expect(batchItemFailures).to.deep.equal([]);
    for (const event of batch) {
      this.model.hear(event);
      const index = this.undelivered.indexOf(event);
      if (index >= 0) this.undelivered.splice(index, 1);
    }
    await this.checkLimit();
  }

  private async command(command: "block" | "unblock" | "replace", card: string): Promise<void> {
    const { offices } = this;
    this.commands += 1;
    const shared = { command_id: `command-${this.commands}`, by: "hr", at: offices.now };
    const fresh = `${card}-${this.commands}`;
    const { batchItemFailures } = await offices.command(
      command === "replace"
        ? { ...shared, command: "register", card_id: fresh, employee_id: `of-${card}`, holder: "The same" }
        : { ...shared, command, card_id: card },
    );
    expect(batchItemFailures).to.deep.equal([]);
    const { outcome } = (await offices.item(`command#${shared.command_id}`)) ?? {};
    if (outcome !== "done") return;
    if (command === "replace") {
      await this.published(`card#${fresh}`);
      for (const { pk } of await offices.items(`card#${card}`)) await this.published(String(pk));
    } else await this.published(`card#${card}`);
    await this.checkLimit();
  }

  /** Hears of the event that rides in an item, unless it is known. */
  private async published(key: string): Promise<void> {
    const { outbox } = (await this.offices.item(key)) ?? {};
    if (outbox === undefined) return;
    const event = JSON.parse(String(outbox)) as CardEvent;
    if (this.events.some(({ id }) => id === event.id)) return;
    this.events.push(event);
    this.model.hear(event);
  }

  private async checkLimit(): Promise<void> {
    const { occupied = 0 } = (await this.offices.item("area#lab")) ?? {};
    expect(occupied, "occupied").to.equal(this.model.inside("lab").length);
    expect(occupied).to.be.at.most(2);
  }
}
