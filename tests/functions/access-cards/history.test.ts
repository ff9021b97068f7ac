import { expect } from "chai";
import fc from "fast-check";
import { type DynamoEngine, startDynamoEngine } from "../support/dynamoEngine";
import { silenceTelemetry } from "../support/telemetry";
import { breakNow } from "./faults";
import { anyFates, anyRules, anyStep, History } from "./history";
import { decided, replayed } from "./model";
import { Offices } from "./offices";

const cardsOf = async (offices: Offices) => (await offices.items("card#")).map(decided);

describe("cards, whatever happens to them", () => {
  let engine: DynamoEngine;

  before(async () => {
    silenceTelemetry();
    engine = await startDynamoEngine();
  });

  after(() => engine.stop());

  it("are what a simple model says, and what their archive makes of them", async function () {
    this.timeout(600_000);
    await fc.assert(
      fc.asyncProperty(
        anyRules,
        fc.array(anyStep, { minLength: 5, maxLength: 45 }),
        anyFates,
        fc.infiniteStream(fc.nat(1_000)),
        async (chosen, steps, trouble, random) => {
          const history = new History(await Offices.open(engine), chosen);
          await history.begin();
          const mend = breakNow(engine.client, trouble);

          for (const one of steps) await history.take(one);
          await history.finish();
          mend();

          const { offices, model, events } = history;
          const live = await cardsOf(offices);
          expect(live).to.deep.equal(model.items());
          const occupied = (await offices.item("area#lab"))?.occupied ?? 0;

          const shuffled = [...events, ...events.slice(0, 5)]
            .map((event) => ({ event, place: random.next().value }))
            .sort((a, b) => a.place - b.place)
            .map(({ event }) => replayed(event));
          await offices.project(shuffled);
          expect(await cardsOf(offices), "a replay into what is known").to.deep.equal(live);

          const empty = await Offices.open(engine);
          for (let start = 0; start < shuffled.length; start += 7)
            await empty.project(shuffled.slice(start, start + 7));
          expect(await cardsOf(empty), "a replay into an empty table").to.deep.equal(live);
          expect((await empty.item("area#lab"))?.occupied ?? 0).to.equal(occupied);
          expect(await empty.items("employee#")).to.deep.equal(await offices.items("employee#"));
        },
      ),
      { numRuns: 20 },
    );
  });
});
