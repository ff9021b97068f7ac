import { expect } from "chai";
import fc from "fast-check";
import type { Decision } from "../../../functions/access-cards/decide";
import type { CardEvent } from "../../../functions/access-cards/event";
import { publishedEvent } from "../../../functions/access-cards/outboxEvents";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { silenceTelemetry } from "../support/telemetry";
import { decided, replayed } from "./model";
import { exitEvent, Offices } from "./offices";

const CARDS = ["c-0", "c-1", "c-2", "c-3"];

/** An action that happens at the same time as others. */
type Action =
  | { do: "enter"; card: string; gate: string; request: number | undefined }
  | { do: "exit"; card: string; gate: string; at: number }
  | { do: "block" | "unblock"; card: string };

const card = fc.constantFrom(...CARDS);
const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant("enter" as const),
      card,
      gate: fc.constantFrom("north", "lab-1", "lab-2"),
      request: fc.option(fc.nat(3), { nil: undefined }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("exit" as const),
      card,
      gate: fc.constantFrom("south", "lab-1"),
      at: fc.integer({ min: -2_000, max: 1_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("block" as const, "unblock" as const), card }) },
);

describe("cards that much happens to at the same time", () => {
  let engine: DynamoEngine;

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  it("end as their events say, in areas that are never too full, with one answer a request", async function () {
    this.timeout(600_000);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("hard" as const, "soft" as const),
        fc.array(fc.array(action, { minLength: 2, maxLength: 12 }), { minLength: 1, maxLength: 5 }),
        async (antiPassback, rounds) => {
          const offices = await Offices.open(engine);
          for (const id of CARDS) await offices.register(id);
          const exits: CardEvent[] = [];
          const answers = new Map<string, Set<string>>();
          const granted: Decision[] = [];
          let commands = 0;

          const act = async (one: Action): Promise<void> => {
            if (one.do === "enter") {
              const id = one.request === undefined ? undefined : `request-${one.request}`;
              const answer = await offices.enter(one.gate, one.card, id, { antiPassback });
              const key = [one.card, one.gate, id ?? answer.event_id].join();
              answers.set(key, (answers.get(key) ?? new Set()).add(JSON.stringify(answer)));
              if (answer.decision === "granted") granted.push(answer);
            } else if (one.do === "exit") {
              const id = `exit-${exits.length}`;
              const exit = exitEvent(one.card, one.gate, offices.now, { id, occurred_at: offices.now + one.at });
              exits.push(exit);
              expect(await offices.project([exit])).to.deep.equal({ batchItemFailures: [] });
            } else {
              commands += 1;
              const command = { command_id: `command-${commands}`, command: one.do, card_id: one.card, by: "hr" };
              const { batchItemFailures } = await offices.command({ ...command, at: offices.now });
              expect(batchItemFailures).to.deep.equal([]);
            }
          };
          for (const round of rounds) {
            await Promise.all(round.map(act));
            const cards = await offices.items("card#");
            const inLab = cards.filter(({ inside, area }) => inside === true && area === "lab").length;
            expect((await offices.item("area#lab"))?.occupied ?? 0).to.equal(inLab);
            expect(inLab).to.be.at.most(2);
            offices.now += 1_000;
          }

          for (const all of answers.values()) expect(all.size).to.equal(1);
          const published = (await offices.changes()).flatMap((record) => publishedEvent(record) ?? []);
          const entries = published.filter(({ type }) => type === "entered").map(({ id }) => id);
          expect(new Set(entries).size, "events of entries").to.equal(entries.length);
          expect([...entries].sort()).to.deep.equal([...new Set(granted.map(({ event_id: id }) => id))].sort());
          const empty = await Offices.open(engine);
          await empty.project([...published, ...exits].map(replayed));
          expect((await empty.items("card#")).map(decided)).to.deep.equal((await offices.items("card#")).map(decided));
        },
      ),
      { numRuns: 25, endOnFailure: true },
    );
  });
});
