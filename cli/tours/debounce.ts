import { EntityApi } from "../load/debounce/entityApi";
import { DebounceSystem } from "../load/debounce/system";
import { connectDebounce } from "../load/debounce/target";
import { WebhookApi } from "../load/webhookApi";
import { type ShownSystem, type Tour, tourId } from "./tour";

const CHANGES = 5;

/** Changes an entity several times in a row, and watches it being asked for once. */
export async function take(tour: Tour, { outputs, access }: ShownSystem): Promise<void> {
  const target = await connectDebounce(outputs, access);
  const { apiEndpoint, entityApiEndpoint, quietSeconds } = target.outputs;
  const runId = tourId(tour.clock);
  const entityId = `${runId}-1`;
  const webhooks = new WebhookApi(apiEndpoint, 1, target.authorize);
  const entities = new EntityApi(entityApiEndpoint, target.authorizeEntities, tour.clock);
  const system = new DebounceSystem(target, runId);
  try {
    const [source] = target.sources;
    if (source === undefined) throw new Error("the stack's settings name no source to send as");
    tour.step(`an entity changes ${CHANGES} times, and a webhook tells of each change`);
    for (let change = 1; change <= CHANGES; change++) {
      await entities.change([{ entityId, change }]);
      const deliveryId = `${runId}-${change}`;
      const body = JSON.stringify({ entityId, change, id: deliveryId, event_id: deliveryId });
      tour.accepted(await webhooks.post({ source, deliveryId, body, isForged: false }));
    }
    tour.step(`nothing is asked for until the entity has been quiet for ${quietSeconds} s`);
    const change = await tour.until("its state is in Postgres", async () => (await system.stored()).get(entityId));
    const [requests] = await entities.requestsFor([entityId]);
    tour.tell(`change ${change} of ${CHANGES}, asked for ${requests?.answered.length ?? 0} time`);
  } finally {
    await Promise.all([webhooks.close(), entities.close()]);
    await target.close();
  }
}
