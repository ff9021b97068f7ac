import { defineSystem } from "../systemDescriptor";
import { bastionSettings } from "./settings";

export const bastion = defineSystem({
  name: "bastion",
  settings: bastionSettings,
  create(settings) {
    const { createBastion } = require("./system") as typeof import("./system");
    return createBastion(settings);
  },
});
