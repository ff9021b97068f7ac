import { defineSystem } from "../systemDescriptor";
import { accessCardsSettings } from "./settings";

export const accessCards = defineSystem({
  name: "access-cards",
  settings: accessCardsSettings,
  create(settings) {
    const { createAccessCards } = require("./system") as typeof import("./system");
    return createAccessCards(settings);
  },
  load: "cli/load/access-cards/command.ts",
  tour: "cli/tours/accessCards.ts",
  address: "portalUrl",
  try: {
    parameters: { gateId: "hq-1", cardId: "card-1" },
    bodies: {
      "POST /gates/{gateId}/enter": { card_id: "card-1" },
      "POST /gates/{gateId}/exit": { card_id: "card-1" },
      "POST /cards": { card_id: "card-1", employee_id: "employee-1", holder: "Ada" },
      "POST /queries": { employee_id: "employee-1", from: 0, to: 7_776_000_000 },
    },
  },
});
