import { defineSystem } from "../systemDescriptor";
import { burstsSettings } from "./settings";

export const bursts = defineSystem({
  name: "bursts",
  settings: burstsSettings,
  create(settings, network) {
    const { createBursts } = require("./system") as typeof import("./system");
    return createBursts(settings, network);
  },
  load: "cli/load/bursts/command.ts",
  tour: "cli/tours/bursts.ts",
  address: "queueUrl",
});
