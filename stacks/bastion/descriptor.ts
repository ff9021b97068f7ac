import { defineSystem } from "../systemDescriptor";
import { bastionSettings } from "./settings";

export const bastion = defineSystem({
  name: "bastion",
  settings: bastionSettings,
  create(_settings, network) {
    const { createBastion } = require("./system") as typeof import("./system");
    return createBastion(network.bastion);
  },
  tour: "cli/tours/bastion.ts",
});
