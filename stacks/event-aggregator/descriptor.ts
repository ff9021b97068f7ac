import { defineSystem } from "../systemDescriptor";
import { eventAggregatorSettings } from "./settings";

export const eventAggregator = defineSystem({
  name: "event-aggregator",
  settings: eventAggregatorSettings,
  create(settings) {
    const { createEventAggregator } = require("./system") as typeof import("./system");
    return createEventAggregator(settings);
  },
  load: "cli/load/event-aggregator/command.ts",
  tour: "cli/tours/eventAggregator.ts",
  address: "apiEndpoint",
  try: {
    bodies: {
      "POST /trigger-events": [
        { message: "Test event data", value: 3 },
        { message: "Another event", value: 4 },
      ],
    },
  },
});
