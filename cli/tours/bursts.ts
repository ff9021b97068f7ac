import { calledAs } from "../calledAs";
import { BurstsSystem } from "../load/bursts/system";
import { connectBursts } from "../load/bursts/target";
import { type ShownSystem, type Tour, tourId } from "./tour";

const BATCHES = 20;
const BATCH_SIZE = 10;
/** An alarm looks at whole minutes, and workers take their time to start and to go. */
const PATIENCE_SECONDS = 300;

/** Sends a burst, and watches the alarm wake workers that store it and go. */
export async function take(tour: Tour, { outputs, access }: ShownSystem): Promise<void> {
  const target = connectBursts(outputs, access);
  const system = new BurstsSystem(target, tourId(tour.clock));
  const count = BATCHES * BATCH_SIZE;
  try {
    tour.step(`${count} messages into the queue; no worker runs, and none costs anything`);
    for (let batch = 0; batch < BATCHES; batch++) {
      const numbers = Array.from({ length: BATCH_SIZE }, (_, index) => batch * BATCH_SIZE + index);
      const refused = await system.send(numbers);
      if (refused.length > 0) throw new Error(`SQS did not take ${refused.length} messages`);
    }
    tour.step(`the alarm looks at the backlog once a minute (${calledAs("dev")} --time-scale 20 makes that 3 s)`);
    const state = (holds: (state: Awaited<ReturnType<BurstsSystem["state"]>>) => boolean) => async () =>
      holds(await system.state()) ? true : undefined;
    await tour.until(
      "workers have been woken",
      state(({ tasks, stored }) => tasks.running > 0 || stored === count),
      PATIENCE_SECONDS,
    );
    tour.step("workers drain the queue");
    await tour.until(
      `all ${count} are in the table`,
      state(({ stored }) => stored === count),
      PATIENCE_SECONDS,
    );
    tour.tell("each once; the workers go when nothing is left");
  } finally {
    target.close();
  }
}
