import { PassThrough } from "node:stream";
import { callOf } from "../calledAs";
import { connectAccessCards } from "../load/access-cards/target";
import { type ShownSystem, type Tour, tourId } from "./tour";

/** Registers a card, lets it in at a gate and out again. */
export async function take(tour: Tour, { outputs, access }: ShownSystem): Promise<void> {
  const { clock } = tour;
  // Commands show their progress, of which one is none.
  const terminal = new PassThrough().resume();
  const target = await connectAccessCards(outputs, access, { concurrency: 1, clock, terminal });
  const { system, gates } = target;
  const runId = tourId(clock);
  const cardId = `${runId}-card`;
  try {
    const [area = "", { gates: [gateId] = [] } = {}] = Object.entries(system.areas)[0] ?? [];
    if (gateId === undefined) throw new Error("no area of this stack has a gate");
    tour.step(`a card that nobody has registered asks at the gate ${gateId}`);
    const enter = async (requestId: string) => {
      let decided = "";
      tour.accepted(
        await gates.enter(gateId, cardId, requestId, ({ decision, reason }) => {
          decided = reason === undefined ? decision : `${decision}: ${reason}`;
        }),
      );
      tour.tell(decided);
    };
    await enter(`${runId}-1`);
    tour.step("a command on the topic registers the card");
    const registered = await system.command(
      "register",
      [{ cardId, employeeId: `${runId}-employee`, holder: "Ada" }],
      runId,
    );
    if (!registered.has(cardId)) throw new Error("the command to register it was not done");
    tour.tell("done: the card table has it");
    tour.step(`it asks again, for ${area}`);
    await enter(`${runId}-2`);
    tour.step("it leaves: the gate reports that, and the stream tells everybody who wants to know");
    tour.accepted(await gates.exit(gateId, cardId, `${runId}-3`));
    await tour.until("the card is outside", async () => ((await system.isInside(cardId)) ? undefined : true));
    tour.tell(`the archive has all of it within some minutes: ${callOf("output")} names the portal's sign-ins`);
  } finally {
    await target.close();
  }
}
