import { WEBHOOK_EXAMPLE } from "../settingValues";
import { defineSystem } from "../systemDescriptor";
import { debounceSettings } from "./settings";

export const debounce = defineSystem({
  name: "debounce",
  settings: debounceSettings,
  create(settings, network) {
    const { createDebounce } = require("./system") as typeof import("./system");
    return createDebounce(settings, network);
  },
  load: "cli/load/debounce/command.ts",
  tour: "cli/tours/debounce.ts",
  address: "apiEndpoint",
  try: {
    parameters: { source: "demo", entityId: "o-1" },
    bodies: {
      "POST /webhook/*": WEBHOOK_EXAMPLE,
      "PUT /entities": { entities: [{ entityId: "o-1", change: 1 }] },
      "POST /entities/requests": { entityIds: ["o-1"] },
      "PUT /entities/settings": { latencyMs: 50, failureRate: 0 },
    },
  },
});
