import { useState } from "react";
import { Pager } from "../../shared/parts/pager";
import type { CardEvent, EventType } from "../api/types";
import { reasonInWords } from "../logic/reasons";
import { Time } from "./times";

const ROWS = 50;

const TITLES: Readonly<Record<EventType, string>> = {
  "card-registered": "Card registered",
  "card-blocked": "Card blocked",
  "card-unblocked": "Card unblocked",
  "command-refused": "Command refused",
  entered: "Entered",
  denied: "Denied",
  left: "Left",
};

/** Shows events, the newest last, page by page. */
export function EventTable({ events }: { events: readonly CardEvent[] }) {
  const [page, setPage] = useState(1);
  const from = (page - 1) * ROWS;
  return (
    <>
      <table className="events stacked">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">What</th>
            <th scope="col">Where</th>
            <th scope="col">Card</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {events.slice(from, from + ROWS).map((event) => (
            <tr key={event.id}>
              <th scope="row">
                <Time at={event.occurred_at} />
              </th>
              <td data-label="What">
                <span className={`badge ${event.type}`}>{titleOf(event.type)}</span>
              </td>
              <td data-label="Where">{placeOf(event)}</td>
              <td data-label="Card">{event.card_id}</td>
              <td data-label="Reason">{event.reason ? reasonInWords(event.reason) : "–"}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Pager
        of="events"
        page={page}
        hasNext={from + ROWS < events.length}
        onBack={() => setPage(page - 1)}
        onForward={() => setPage(page + 1)}
      />
    </>
  );
}

/** Says in a person's words what happened. */
export function titleOf(type: EventType): string {
  return TITLES[type] ?? type;
}

/** Gate and area, as far as the event tells them. */
export function placeOf({ gate_id, area }: CardEvent): string {
  return [gate_id, area].filter(Boolean).join(", ") || "–";
}
