import { z } from "zod/mini";
import { eventId, milliseconds, nameText } from "./event";

/** The request of a gate when somebody wants in. The API's model of the request derives from it. */
export const entryRequest = () =>
  z.strictObject({
    card_id: nameText(),
    /** The gate's own, a UUID: with it, a repeated request gets the same answer and makes no second event. */
    request_id: z.optional(eventId()),
  });

export type EntryRequest = z.infer<ReturnType<typeof entryRequest>>;

/** The request of a gate when somebody has left. */
export const exitRequest = () =>
  z.strictObject({
    card_id: nameText(),
    /** The gate's own, a UUID: the exit's event has it as its id. */
    request_id: z.optional(eventId()),
    /** For exits that a gate reports later: when it was, by the gate's clock. */
    occurred_at: z.optional(milliseconds()),
  });
