import { setTimeout } from "node:timers/promises";
import { runWorker } from "../../functions/webhooks/runWorker";

/** Writes two entries for each delivery, with a moment between them in which it may be killed. */
runWorker({
  process: async ({ id }, { database, signal }) => {
    const write = (side: string) => database.query("INSERT INTO entries VALUES ($1, $2)", [id, side]);
    await write("debit");
    await setTimeout(30, undefined, { signal });
    await write("credit");
  },
});
