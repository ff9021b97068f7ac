import { z } from "zod/mini";
import { eventId, milliseconds, nameText } from "./event";

/** The message by which HR's backend, or another principal of the account, has a card registered, blocked or unblocked. */
export const cardCommand = () => {
  const shared = {
    /** A UUID: the same command is carried out once. */
    command_id: eventId(),
    card_id: nameText(),
    /** The person who wants it. */
    by: z.string().check(z.minLength(1), z.maxLength(200)),
    /** When it was wanted, in milliseconds since the Unix epoch: of two commands about a card, the later one holds. */
    at: milliseconds(),
  };
  return z.discriminatedUnion("command", [
    z.object({
      ...shared,
      command: z.literal("register"),
      employee_id: nameText(),
      /** The employee's name. */
      holder: z.string().check(z.minLength(1), z.maxLength(200)),
    }),
    z.object({ ...shared, command: z.literal("block") }),
    z.object({ ...shared, command: z.literal("unblock") }),
  ]);
};

export type Command = z.infer<ReturnType<typeof cardCommand>>;

/** Why a command is not followed. */
export type CommandRefusal =
  /** The card has an owner. */
  | "card-exists"
  /** The employee has a card that is active: block it first. */
  | "employee-has-card"
  | "unknown-card"
  /** Something later is known of the card. */
  | "superseded"
  /** The employee has been given another card since. */
  | "card-replaced";
