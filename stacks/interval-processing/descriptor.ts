import { defineSystem } from "../systemDescriptor";
import { intervalProcessingSettings } from "./settings";

export const intervalProcessing = defineSystem({
  name: "interval-processing",
  settings: intervalProcessingSettings,
  create(settings, network) {
    const { createIntervalProcessing } = require("./system") as typeof import("./system");
    return createIntervalProcessing(settings, network);
  },
  tour: "cli/tours/intervalProcessing.ts",
});
