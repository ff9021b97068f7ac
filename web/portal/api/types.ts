/** Answers of the portal's backend. Times are milliseconds since the Unix epoch. */

export type Group = "hr" | "auditor";

export interface Me {
  email: string;
  groups: readonly string[];
}

export interface Card {
  card_id: string;
  employee_id: string;
  holder: string;
  status: "active" | "blocked";
  registered_at: number;
}

export interface CardPage {
  cards: readonly Card[];
  /** Names the next page; absent at the end. */
  next?: string;
}

export interface NewCard {
  card_id: string;
  employee_id: string;
  holder: string;
}

export interface CommandState {
  status: "pending" | "done" | "refused";
  reason?: string;
}

export type EventType =
  | "card-registered"
  | "card-blocked"
  | "card-unblocked"
  | "command-refused"
  | "entered"
  | "denied"
  | "left";

export interface CardEvent {
  id: string;
  type: EventType;
  occurred_at: number;
  recorded_at: number;
  card_id: string;
  gate_id?: string | null;
  area?: string | null;
  employee_id?: string | null;
  holder?: string | null;
  reason?: string | null;
}

export interface QueryRequest {
  employee_id: string;
  from: number;
  /** The end of the range, which is not part of it. */
  to: number;
}

export type QueryState = "queued" | "running" | "succeeded" | "failed" | "cancelled";

export interface QueryAnswer {
  state: QueryState;
  reason?: string;
  scanned_bytes?: number;
  events?: readonly CardEvent[];
  /** Names the next page of events; absent at the end. */
  next?: string;
}

export interface Gate {
  gate_id: string;
  entries: number;
  exits: number;
  denied: number;
}

export interface Area {
  area: string;
  inside: number;
  max_occupancy?: number;
  gates: readonly Gate[];
}

export interface Occupancy {
  at: number;
  areas: readonly Area[];
}
