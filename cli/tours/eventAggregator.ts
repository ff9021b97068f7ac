import { z } from "zod";
import { authorizationOf } from "../load/authorization";
import { EventAggregatorApi, summaryIdOf } from "../load/event-aggregator/api";
import { type ShownSystem, type Tour, tourId } from "./tour";

const outputsSchema = z.object({ apiEndpoint: z.string(), apiAuth: z.string().optional() });

/** Stores an event, sends it a second time, and watches the summary count it once. */
export async function take(tour: Tour, { outputs, access }: ShownSystem): Promise<void> {
  const { apiEndpoint, apiAuth } = outputsSchema.parse(outputs);
  const api = new EventAggregatorApi(
    apiEndpoint,
    1,
    authorizationOf(apiEndpoint, apiAuth, {}, () => access),
  );
  const send = { content: 1, idempotencyKey: tourId(tour.clock) };
  const summary = summaryIdOf(send.content);
  const count = async () => (await api.counts()).get(summary) ?? 0;
  try {
    const before = await count();
    tour.step(`POST /trigger-event ${summary}, with the Idempotency-Key ${send.idempotencyKey}`);
    const first = await api.post(send);
    tour.accepted(first);
    if (first.kind === "accepted") tour.tell(`stored as event ${first.eventId}`);
    tour.step("the same request again, as a client does that heard no answer");
    tour.accepted(await api.post(send));
    tour.tell("the same event: it is stored once");
    tour.step("the table's stream tells a second function, which adds it to the summary of its content");
    const after = await tour.until("GET /get-summary has counted it", async () => {
      const now = await count();
      return now > before ? now : undefined;
    });
    tour.tell(`ItemCount was ${before}, and is ${after}`);
  } finally {
    await api.close();
  }
}
