import type { Card, CardEvent, Occupancy, QueryAnswer } from "../../../web/portal/api/types";
import { type Answer, json, type Listener, listen, type Request, readableFrom } from "./listener";

/** A stand-in for the portal's backend: the contract, over what a test has put into it. */
export interface StubBackend extends Listener {
  /** By email. */
  groups: Record<string, readonly string[]>;
  cards: Card[];
  /** Cards on one page. */
  pageSize: number;
  /** Decides the outcome of a command; by default everything is done. */
  outcome(command: string, cardId: string): { status: "pending" | "done" | "refused"; reason?: string };
  /** Answers to looks at a query, one after the other; the last one stays. */
  looks: QueryAnswer[];
  /** Pages of events after the first, by the name of each. */
  eventPages: Record<string, QueryAnswer>;
  occupancy: Occupancy;
  /** Answers in the place of the contract's, by route: `"GET /cards"`. */
  instead: Record<string, (() => Answer | Promise<Answer>) | undefined>;
  /** Requests: `"POST /cards"` with its body. */
  asked: { route: string; body: unknown }[];
}

/** @param whose the email of whom a token is for */
export async function stubBackend(
  portal: () => string,
  whose: (token: string | undefined) => string | undefined,
): Promise<StubBackend> {
  const commands = new Map<string, { command: string; cardId: string }>();
  let look = 0;

  function commanded(command: string, cardId: string): Answer {
    const id = `command-${commands.size + 1}`;
    commands.set(id, { command, cardId });
    const { status } = backend.outcome(command, cardId);
    const card = backend.cards.find(({ card_id }) => card_id === cardId);
    if (status === "done" && card && command !== "register") card.status = command === "block" ? "blocked" : "active";
    return json({ command_id: id }, 202);
  }

  function page(query: URLSearchParams): Answer {
    const employee = query.get("employee_id");
    const all = backend.cards.filter(({ employee_id }) => employee === null || employee_id === employee);
    const from = Number(query.get("next") ?? 0);
    const to = from + backend.pageSize;
    return json({ cards: all.slice(from, to), ...(to < all.length && { next: String(to) }) });
  }

  const routes: [RegExp, (request: Request, part: string) => Answer][] = [
    [/^GET \/cards$/, ({ url }) => page(url.searchParams)],
    [
      /^POST \/cards$/,
      ({ body }) => {
        const card = JSON.parse(body) as Card;
        if (backend.outcome("register", card.card_id).status === "done") {
          backend.cards.unshift({ ...card, status: "active", registered_at: Date.UTC(2026, 2, 2, 9) });
        }
        return commanded("register", card.card_id);
      },
    ],
    [/^POST \/cards\/([^/]+)\/block$/, (_, cardId) => commanded("block", cardId)],
    [/^POST \/cards\/([^/]+)\/unblock$/, (_, cardId) => commanded("unblock", cardId)],
    [
      /^GET \/commands\/([^/]+)$/,
      (_, id) => {
        const { command, cardId } = commands.get(id) as { command: string; cardId: string };
        return json(backend.outcome(command, cardId));
      },
    ],
    [
      /^POST \/queries$/,
      () => {
        look = 0;
        return json({ query_id: "query-1" }, 202);
      },
    ],
    [
      /^GET \/queries\/([^/]+)$/,
      ({ url }) => {
        const next = url.searchParams.get("next");
        if (next !== null) return json(backend.eventPages[next]);
        return json(backend.looks[Math.min(look++, backend.looks.length - 1)]);
      },
    ],
    [/^DELETE \/queries\/([^/]+)$/, () => ({ status: 204 })],
    [/^GET \/occupancy$/, () => json(backend.occupancy)],
  ];

  function answer(request: Request): Answer | Promise<Answer> {
    const route = `${request.method} ${request.url.pathname}`;
    const email = whose(request.headers.authorization?.replace("Bearer ", ""));
    if (email === undefined) return json({ message: "Unauthorized" }, 401);
    backend.asked.push({ route, body: request.body === "" ? undefined : JSON.parse(request.body) });
    const instead = backend.instead[route];
    if (instead) return instead();
    if (route === "GET /me") return json({ email, groups: backend.groups[email] ?? [] });
    for (const [pattern, handle] of routes) {
      const found = pattern.exec(route);
      if (found) return handle(request, decodeURIComponent(found[1] ?? ""));
    }
    return json({ message: "Not Found" }, 404);
  }

  const server = await listen(async (request) =>
    readableFrom(portal(), request.method === "OPTIONS" ? { status: 204 } : await answer(request)),
  );
  const backend: StubBackend = {
    ...server,
    groups: {},
    cards: [],
    pageSize: 20,
    outcome: () => ({ status: "done" }),
    looks: [],
    eventPages: {},
    occupancy: { at: Date.UTC(2026, 2, 2, 12), areas: [] },
    instead: {},
    asked: [],
  };
  return backend;
}

/** A card of an employee with a number: `card(7)` is C-7 of E-7. */
export function cardOf(number: number, holder: string, more: Partial<Card> = {}): Card {
  return {
    card_id: `C-${number}`,
    employee_id: `E-${number}`,
    holder,
    status: "active",
    registered_at: Date.UTC(2026, 1, 1, 9),
    ...more,
  };
}

/** Something that happened on 2 March 2026, at a time of UTC such as `08:59`. */
export function eventAt(time: string, type: CardEvent["type"], more: Partial<CardEvent> = {}): CardEvent {
  const occurred_at = Date.parse(`2026-03-02T${time}:00Z`);
  return { id: `${type}-${time}`, type, occurred_at, recorded_at: occurred_at, card_id: "C-1", ...more };
}
