import { defineSystem } from "../systemDescriptor";
import { ingestionSettings } from "./settings";

export const ingestion = defineSystem({
  name: "ingestion",
  settings: ingestionSettings,
  create(settings, network) {
    const { createIngestion } = require("./system") as typeof import("./system");
    return createIngestion(settings, network);
  },
  load: "cli/load/ingestion/command.ts",
  tour: "cli/tours/ingestion.ts",
  address: "url",
});
