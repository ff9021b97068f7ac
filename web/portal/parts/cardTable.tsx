import type { Card } from "../api/types";
import { OnDay } from "./times";

/** Shows cards, each with the one thing that can be done about it. */
export function CardTable({
  cards,
  busy,
  onChange,
}: {
  cards: readonly Card[];
  /** Cards that a command is under way for. */
  busy: ReadonlySet<string>;
  onChange(card: Card): void;
}) {
  return (
    <table className="cards stacked">
      <thead>
        <tr>
          <th scope="col">Card</th>
          <th scope="col">Employee</th>
          <th scope="col">Status</th>
          <th scope="col">Registered</th>
          <th scope="col">
            <span className="unseen">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {cards.map((card) => (
          <tr key={card.card_id}>
            <th scope="row">{card.card_id}</th>
            <td data-label="Employee">
              {card.holder} <span className="quietText">{card.employee_id}</span>
            </td>
            <td data-label="Status">
              <span className={`badge ${card.status}`}>{card.status === "active" ? "Active" : "Blocked"}</span>
            </td>
            <td data-label="Registered">
              <OnDay at={card.registered_at} />
            </td>
            <td className="action">
              <button
                type="button"
                aria-label={`${actionOn(card)} card ${card.card_id} of ${card.holder}`}
                // Not `disabled`, which would throw the focus away in the middle of a keyboard's work.
                aria-disabled={busy.has(card.card_id)}
                onClick={() => {
                  if (!busy.has(card.card_id)) onChange(card);
                }}
              >
                {actionOn(card)}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The word on a card's button: what can be done about it. */
export function actionOn({ status }: Card): "Block" | "Unblock" {
  return status === "active" ? "Block" : "Unblock";
}
