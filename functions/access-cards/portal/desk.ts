import { z } from "zod/mini";
import { hasLoneSurrogate } from "../../shared/http/jsonText";
import { pageToken, readPageToken } from "../../shared/http/pageToken";
import { jsonReply } from "../../shared/http/reply";
import { check } from "../../shared/schema";
import type { Areas } from "../areas";
import { eventId, nameText } from "../event";
import { type CardTable, listCards } from "./cardList";
import { type CommandTopic, commandOutcome, publishCommand, type Wish } from "./commands";
import { bodyOf, idempotencyKeyOf, pathOf, queryOf } from "./input";
import { type OccupancyTable, readOccupancy } from "./occupancy";
import { createPortalHandler, type PortalRequest, type Reply, refused } from "./routes";

export interface DeskDependencies extends CardTable, OccupancyTable, CommandTopic {
  areas: Areas;
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
}

const CARDS_A_PAGE = 100;

/** Handles all that needs no query: who I am, cards, commands about cards and what became of them, and who is where. */
export function createDesk(dependencies: DeskDependencies) {
  const { areas, now = Date.now } = dependencies;
  const cardId = nameText();
  const cardsQuery = z.strictObject({ employee_id: z.optional(nameText()), next: z.optional(z.string()) });
  const newCard = z.strictObject({
    card_id: nameText(),
    employee_id: nameText(),
    holder: z.string().check(
      z.trim(),
      z.minLength(1, "must not be empty"),
      z.maxLength(200, "must have at most 200 characters"),
      z.refine((text) => !hasLoneSurrogate(text), "must not have half a surrogate pair, which no text can hold"),
    ),
  });
  const cardPath = z.object({ cardId: nameText() });
  const commandPath = z.object({ commandId: eventId() });

  const list = async ({ event }: PortalRequest): Promise<Reply> => {
    const query = queryOf(cardsQuery, event);
    if ("reply" in query) return query.reply;
    const { employee_id: employeeId, next } = query.value;
    const after = next === undefined ? undefined : readPageToken(next);
    if (next !== undefined && !check(cardId, after).success) return refused(400, "next is none that this API gave");
    const { cards, last } = await listCards(dependencies, { employeeId, after, limit: CARDS_A_PAGE });
    return jsonReply(200, { cards, ...(last !== undefined && { next: pageToken(last) }) });
  };

  const publish = async ({ event, caller, logger }: PortalRequest, wish: Wish): Promise<Reply> => {
    const key = idempotencyKeyOf(event);
    if ("reply" in key) return key.reply;
    const command_id = await publishCommand(dependencies, wish, caller, key.value, now());
    const { command, card_id } = wish;
    const employee = "employee_id" in wish ? { employee_id: wish.employee_id } : {};
    logger.info("A command about a card", { command_id, command, card_id, ...employee, by: caller.subject });
    return jsonReply(202, { command_id });
  };

  const register = async (request: PortalRequest): Promise<Reply> => {
    const card = bodyOf(newCard, request.event);
    return "reply" in card ? card.reply : publish(request, { command: "register", ...card.value });
  };

  const change =
    (command: "block" | "unblock") =>
    async (request: PortalRequest): Promise<Reply> => {
      const path = pathOf(cardPath, request.event);
      return "reply" in path ? path.reply : publish(request, { command, card_id: path.value.cardId });
    };

  const outcome = async ({ event }: PortalRequest): Promise<Reply> => {
    const path = pathOf(commandPath, event);
    if ("reply" in path) return refused(404, "There is no such command.");
    return jsonReply(200, await commandOutcome(dependencies, path.value.commandId));
  };

  return createPortalHandler({
    "GET /me": { answer: async ({ caller: { email, groups } }) => jsonReply(200, { email, groups }) },
    "GET /cards": { groups: ["hr", "auditor"], answer: list },
    "POST /cards": { groups: ["hr"], answer: register },
    "POST /cards/{cardId}/block": { groups: ["hr"], answer: change("block") },
    "POST /cards/{cardId}/unblock": { groups: ["hr"], answer: change("unblock") },
    "GET /commands/{commandId}": { groups: ["hr"], answer: outcome },
    "GET /occupancy": {
      groups: ["hr", "auditor"],
      answer: async () => jsonReply(200, { at: now(), areas: await readOccupancy(dependencies, areas) }),
    },
  });
}

/** The routes that {@link createDesk} answers. */
export const DESK_ROUTES = [
  "GET /me",
  "GET /cards",
  "POST /cards",
  "POST /cards/{cardId}/block",
  "POST /cards/{cardId}/unblock",
  "GET /commands/{commandId}",
  "GET /occupancy",
] as const;
