import type { NewCard } from "../api/types";

export type CardProblems = Partial<Record<keyof NewCard, string>>;

/** The form of the number of a card or an employee, as the backend wants it. */
const NUMBER = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const LONGEST_NAME = 200;

/** Takes away the spaces around what is typed. */
export function trimmed({ card_id, employee_id, holder }: NewCard): NewCard {
  return { card_id: card_id.trim(), employee_id: employee_id.trim(), holder: holder.trim() };
}

/** Finds the mistakes in a card that is to be registered, by field; empty when there are none. */
export function problemsWith(card: NewCard): CardProblems {
  return {
    ...numberProblem("card_id", card.card_id, "the number on the card"),
    ...numberProblem("employee_id", card.employee_id, "the employee’s number"),
    ...(card.holder === "" && { holder: "Enter the employee’s name." }),
    ...(card.holder.length > LONGEST_NAME && { holder: `Enter at most ${LONGEST_NAME} characters.` }),
  };
}

function numberProblem(field: "card_id" | "employee_id", value: string, what: string): CardProblems {
  if (value === "") return { [field]: `Enter ${what}.` };
  if (NUMBER.test(value)) return {};
  return { [field]: "Use up to 64 letters, digits, dots, hyphens and underscores; begin with a letter or digit." };
}
