import type { Api } from "../api/client";
import type { Card } from "../api/types";

export interface Employee {
  id: string;
  holder: string;
}

/** Pages of cards that are read to learn which employees there are. */
const MOST_PAGES = 50;

/** All employees who have or had a card, by name, as far as the first pages tell; calls back after each page. */
export async function loadEmployees(
  api: Pick<Api, "cards">,
  signal: AbortSignal,
  onPage: (employees: readonly Employee[]) => void,
): Promise<void> {
  const found = new Map<string, Employee>();
  let next: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const answer = await api.cards({ next }, signal);
    for (const card of answer.cards) found.set(card.employee_id, employeeOf(card));
    onPage([...found.values()].sort((one, other) => one.holder.localeCompare(other.holder)));
    next = answer.next;
    if (next === undefined) return;
  }
}

/**
 * Those whom a typed text may mean: every word of it begins a word of the name, or is in the id.
 *
 * @param most of them; who begins with the text comes first
 */
export function matching(employees: readonly Employee[], typed: string, most: number): Employee[] {
  const words = folded(typed).split(/\s+/).filter(Boolean);
  const fits = ({ id, holder }: Employee) => {
    const parts = folded(holder).split(/[\s-]+/);
    return words.every((word) => folded(id).includes(word) || parts.some((part) => part.startsWith(word)));
  };
  const begins = ({ id, holder }: Employee) =>
    [id, holder].some((text) => folded(text).startsWith(words.join(" "))) ? 0 : 1;
  return employees
    .filter(fits)
    .sort((one, other) => begins(one) - begins(other))
    .slice(0, most);
}

function employeeOf({ employee_id, holder }: Card): Employee {
  return { id: employee_id, holder };
}

/** Takes away case and accents: nobody types them into a search. */
function folded(text: string): string {
  return text
    .normalize("NFD")
    .replaceAll(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .trim();
}
