import type { Settings, SystemName } from "./settings";

/** Makes one system and returns its stack output. */
type CreateSystem = (settings: Settings) => object;

/** Every system a stack can name, and the name of its output. Each is loaded when a stack names it, for some load much. */
const SYSTEMS: Readonly<Record<SystemName, { output: string; create: CreateSystem }>> = {
  "event-aggregator": {
    output: "eventAggregator",
    create: ({ eventAggregator }) => {
      const { createEventAggregator } =
        require("./event-aggregator/system") as typeof import("./event-aggregator/system");
      return createEventAggregator(eventAggregator);
    },
  },
  webhooks: {
    output: "webhooks",
    create: ({ webhooks }) => {
      const { createWebhooks } = require("./webhooks/system") as typeof import("./webhooks/system");
      return createWebhooks(webhooks);
    },
  },
  bastion: {
    output: "bastion",
    create: ({ bastion }) => {
      const { createBastion } = require("./bastion/system") as typeof import("./bastion/system");
      return createBastion(bastion);
    },
  },
  bursts: {
    output: "bursts",
    create: ({ bursts }) => {
      const { createBursts } = require("./bursts/system") as typeof import("./bursts/system");
      return createBursts(bursts);
    },
  },
  debounce: {
    output: "debounce",
    create: ({ debounce }) => {
      const { createDebounce } = require("./debounce/system") as typeof import("./debounce/system");
      return createDebounce(debounce);
    },
  },
  ingestion: {
    output: "ingestion",
    create: ({ ingestion }) => {
      const { createIngestion } = require("./ingestion/system") as typeof import("./ingestion/system");
      return createIngestion(ingestion);
    },
  },
  "interval-processing": {
    output: "intervalProcessing",
    create: ({ intervalProcessing }) => {
      const { createIntervalProcessing } =
        require("./interval-processing/system") as typeof import("./interval-processing/system");
      return createIntervalProcessing(intervalProcessing);
    },
  },
  "access-cards": {
    output: "accessCards",
    create: ({ accessCards }) => {
      const { createAccessCards } = require("./access-cards/system") as typeof import("./access-cards/system");
      return createAccessCards(accessCards);
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
