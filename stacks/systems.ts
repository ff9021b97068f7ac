import { createEventAggregator } from "./eventAggregator";
import type { Settings, SystemName } from "./settings";

/** Makes one system and returns its stack output. */
type CreateSystem = (settings: Settings) => object;

/** Every system a stack can name, and the name of its output. */
const SYSTEMS: Readonly<Record<SystemName, { output: string; create: CreateSystem }>> = {
  "event-aggregator": {
    output: "eventAggregator",
    create: (settings) => createEventAggregator(settings.eventAggregator),
  },
  webhooks: {
    output: "webhooks",
    create: (settings) => {
      // Loaded late: stacks without it need not load what makes networks and images.
      const { createWebhooks } = require("./webhooks") as typeof import("./webhooks");
      return createWebhooks(settings.webhooks);
    },
  },
};

/** Makes the systems that the stack names; returns one output object a system. */
export function createSystems(settings: Settings): Record<string, object> {
  return Object.fromEntries(
    settings.systems.map((name) => {
      const { output, create } = SYSTEMS[name];
      return [output, create(settings)];
    }),
  );
}
