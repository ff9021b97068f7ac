import { type FormEvent, useId, useRef, useState } from "react";
import type { NewCard } from "../api/types";
import { type CardProblems, problemsWith, trimmed } from "../logic/newCard";
import { Field } from "./field";

const EMPTY: NewCard = { card_id: "", employee_id: "", holder: "" };

/** Asks for a card's number and whose it is; empties itself once that has been handed on. */
export function RegisterForm({ onRegister }: { onRegister(card: NewCard): void }) {
  const [card, setCard] = useState(EMPTY);
  const [problems, setProblems] = useState<CardProblems>({});
  const form = useRef<HTMLFormElement>(null);
  const heading = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = trimmed(card);
    const found = problemsWith(given);
    setProblems(found);
    const [first] = ["card_id", "employee_id", "holder"].filter((name) => name in found);
    if (first === undefined) {
      setCard(EMPTY);
      onRegister(given);
    }
    form.current?.querySelector<HTMLInputElement>(`[name="${first ?? "card_id"}"]`)?.focus();
  };
  const field = (name: keyof NewCard) => ({
    name,
    value: card[name],
    problem: problems[name],
    autoComplete: "off",
    onChange: ({ target }: { target: HTMLInputElement }) => setCard({ ...card, [name]: target.value }),
  });
  return (
    <section aria-labelledby={heading} className="panel">
      <h2 id={heading}>Register a card</h2>
      <form ref={form} onSubmit={submit} noValidate className="fields">
        <Field label="Card number" {...field("card_id")} />
        <Field label="Employee number" {...field("employee_id")} />
        <Field label="Employee’s name" {...field("holder")} />
        <button type="submit" className="primary">
          Register
        </button>
      </form>
    </section>
  );
}
