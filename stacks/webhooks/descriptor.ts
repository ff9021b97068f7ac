import { WEBHOOK_EXAMPLE } from "../settingValues";
import { defineSystem } from "../systemDescriptor";
import { webhooksSettings } from "./settings";

export const webhooks = defineSystem({
  name: "webhooks",
  settings: webhooksSettings,
  create(settings, network) {
    const { createWebhooks } = require("./system") as typeof import("./system");
    return createWebhooks(settings, network);
  },
  load: "cli/load/webhooks/command.ts",
  tour: "cli/tours/webhooks.ts",
  address: "apiEndpoint",
  try: {
    parameters: { source: "demo" },
    bodies: {
      "POST /webhook/*": WEBHOOK_EXAMPLE,
      "PUT /external/settings": { latencyMs: 50, failureRate: 0 },
    },
  },
});
