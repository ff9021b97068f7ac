import { defineSystem } from "../systemDescriptor";
import { burstsSettings } from "./settings";

export const bursts = defineSystem({
  name: "bursts",
  settings: burstsSettings,
  create(settings) {
    const { createBursts } = require("./system") as typeof import("./system");
    return createBursts(settings);
  },
  load: "cli/load/bursts/command.ts",
});
