import type { CardEvent } from "../functions/access-cards/event";

const EMPLOYEES = 4_000;
const GATES = 120;
const AREAS = 24;
const HOUR_MS = 3_600_000;
/** Share of a weekday's events that comes in each hour of the day: people come in the morning, go out for lunch, and leave. */
const SHAPE = [1, 1, 1, 1, 1, 3, 20, 70, 100, 60, 40, 55, 90, 80, 45, 40, 60, 95, 50, 20, 10, 5, 2, 1];
const WEEKEND_SHARE = 0.1;
const MONDAY = Date.UTC(2026, 2, 2);

/** One file of the archive. */
export interface HourOfEvents {
  /** `"2026-03-02"` */
  date: string;
  /** `"08"` */
  hour: string;
  events: readonly CardEvent[];
}

/** An employee whose events a query looks for. */
export const SOUGHT_EMPLOYEE = "e-01234";

/**
 * A week of card events, hour by hour, the same in every run: unique ids, times as they come, and names out of sets of the size that
 * a large site has.
 *
 * @param busiest events in the hour with most of them
 */
export function* weekOfEvents(busiest: number): Generator<HourOfEvents> {
  const random = generator(7);
  for (let hourOfWeek = 0; hourOfWeek < 7 * 24; hourOfWeek++) {
    const start = MONDAY + hourOfWeek * HOUR_MS;
    const share = ((SHAPE[hourOfWeek % 24] ?? 0) / 100) * (hourOfWeek < 5 * 24 ? 1 : WEEKEND_SHARE);
    const count = Math.max(1, Math.round(busiest * share));
    const times = Array.from({ length: count }, () => start + Math.floor(random() * HOUR_MS)).sort((a, b) => a - b);
    const [date = "", time = ""] = new Date(start).toISOString().split("T");
    yield { date, hour: time.slice(0, 2), events: times.map((at) => eventAt(at, random)) };
  }
}

function eventAt(occurredAt: number, random: () => number): CardEvent {
  const employee = Math.floor(random() * EMPLOYEES);
  const gate = Math.floor(random() * GATES);
  const kind = random();
  const type = kind < 0.49 ? "entered" : kind < 0.97 ? "left" : "denied";
  return {
    ...{ id: uuid(random), version: 1, type, occurred_at: occurredAt },
    recorded_at: occurredAt + Math.floor(random() * 900),
    card_id: `card-${String(100_000 + ((employee * 7919) % 900_000))}`,
    gate_id: `gate-${String(gate).padStart(3, "0")}`,
    area: `area-${String(gate % AREAS).padStart(2, "0")}`,
    employee_id: `e-${String(employee).padStart(5, "0")}`,
    ...(type === "denied" && { reason: random() < 0.5 ? "area-full" : "card-blocked" }),
    request_id: uuid(random),
  };
}

function uuid(random: () => number): string {
  const part = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  const digits = part() + part() + part() + part();
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    "-",
  );
}

/** Lehmer's generator, for Node's own takes no seed. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
