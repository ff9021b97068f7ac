import { WebhookApi } from "../load/webhookApi";
import { bodyOf } from "../load/webhooks/body";
import { WebhookSystem } from "../load/webhooks/system";
import { connectWebhooks } from "../load/webhooks/target";
import { type ShownSystem, type Tour, tourId } from "./tour";

/** Posts a signed webhook and a forged one: a worker stores the first, and puts the second aside. */
export async function take(tour: Tour, { outputs, access }: ShownSystem): Promise<void> {
  const target = await connectWebhooks(outputs, access);
  const { clients, authorize } = target;
  const runId = tourId(tour.clock);
  const api = new WebhookApi(target.outputs.apiEndpoint, 1, authorize);
  const system = new WebhookSystem(clients, target.outputs, runId);
  try {
    const source = target.sources.find(({ signing }) => signing !== undefined);
    if (source === undefined) throw new Error("no source of this stack signs what it sends: name one in its settings");
    const webhook = { source, deliveryId: `${runId}-1`, body: bodyOf(runId, 1), isForged: false };
    tour.step(`POST /webhook/${source.name}, signed as ${source.name} signs`);
    tour.accepted(await api.post(webhook));
    tour.tell("accepted: API Gateway has put it into the queue itself, no function ran");
    tour.step("a worker takes it, checks the signature, asks the external API, and stores what came of it");
    await tour.until("a row in Postgres", async () => ((await system.progress()).stored > 0 ? true : undefined));
    tour.step("the same webhook again, as senders do that heard no answer, and one with a wrong signature");
    const { quarantined } = await system.state();
    tour.accepted(await api.post(webhook));
    tour.accepted(await api.post({ ...webhook, deliveryId: `${runId}-2`, body: bodyOf(runId, 2), isForged: true }));
    await tour.until("the forged one is in quarantine", async () =>
      (await system.state()).quarantined > quarantined ? true : undefined,
    );
    tour.tell(`rows in Postgres: ${(await system.progress()).stored}`);
  } finally {
    await api.close();
    await target.close();
  }
}
