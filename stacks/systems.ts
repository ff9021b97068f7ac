import type { Settings, SystemName } from "./settings";

/** Makes one system and returns its stack output. */
type CreateSystem = (settings: Settings) => object;

/** Every system a stack can name, and the name of its output. Each is loaded when a stack names it, for some load much. */
const SYSTEMS: Readonly<Record<SystemName, { output: string; create: CreateSystem }>> = {
  "event-aggregator": {
    output: "eventAggregator",
    create: ({ eventAggregator }) => {
      const { createEventAggregator } = require("./eventAggregator") as typeof import("./eventAggregator");
      return createEventAggregator(eventAggregator);
    },
  },
  webhooks: {
    output: "webhooks",
    create: ({ webhooks }) => {
      const { createWebhooks } = require("./webhooks") as typeof import("./webhooks");
      return createWebhooks(webhooks);
    },
  },
  bastion: {
    output: "bastion",
    create: ({ bastion }) => {
      const { createBastion } = require("./bastion") as typeof import("./bastion");
      return createBastion(bastion);
    },
  },
  bursts: {
    output: "bursts",
    create: ({ bursts }) => {
      const { createBursts } = require("./bursts") as typeof import("./bursts");
      return createBursts(bursts);
    },
  },
  debounce: {
    output: "debounce",
    create: ({ debounce }) => {
      const { createDebounce } = require("./debounce") as typeof import("./debounce");
      return createDebounce(debounce);
    },
  },
  ingestion: {
    output: "ingestion",
    create: ({ ingestion }) => {
      const { createIngestion } = require("./ingestion") as typeof import("./ingestion");
      return createIngestion(ingestion);
    },
  },
  "interval-processing": {
    output: "intervalProcessing",
    create: ({ intervalProcessing }) => {
      const { createIntervalProcessing } = require("./intervalProcessing") as typeof import("./intervalProcessing");
      return createIntervalProcessing(intervalProcessing);
    },
  },
  "access-cards": {
    output: "accessCards",
    create: ({ accessCards }) => {
      const { createAccessCards } = require("./accessCards") as typeof import("./accessCards");
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
