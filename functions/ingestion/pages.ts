import { entryForm, type FormState } from "./entryForm";
import type { PendingEntry, StoredEntry } from "./entryList";
import { escaped, type Page } from "./html";
import type { FieldRule } from "./rules";

/** The page of cards. @param next where the next page begins, encoded for a URL */
export function entriesPage(
  rules: readonly FieldRule[],
  entries: readonly StoredEntry[],
  { limit, next }: { limit: number; next?: string | undefined },
): Page {
  const cards = entries.map((entry) => card(rules, entry, [["Stored", entry.stored_at]]));
  const more =
    next === undefined ? "" : `<a rel="next" href="?limit=${limit}&amp;next=${escaped(next)}">More entries</a>`;
  return {
    title: "Entries",
    content: `${entryForm(rules)}
${cards.length === 0 ? "<p>There is nothing here.</p>" : `<ul class="cards">\n${cards.join("\n")}\n</ul>`}
<nav aria-label="Pages">${more}<a href=".">From the beginning</a><a href="./pending">Waiting for approval</a></nav>`,
  };
}

/** The page of the form, where the list is closed. */
export function formPage(rules: readonly FieldRule[]): Page {
  return { title: "New entry", content: entryForm(rules) };
}

/** The page of entries that wait for a person. */
export function pendingPage(rules: readonly FieldRule[], pending: readonly PendingEntry[], more: boolean): Page {
  const cards = pending.map(({ fields, reasons, created_at, expires_at, decision }) =>
    card(rules, fields, [
      ["Wrong", reasons.map(({ reason }) => reason).join(" ")],
      ["Since", created_at],
      ...(expires_at === undefined ? [] : [["Until", expires_at] as const]),
      ...(decision === undefined ? [] : [["Decision", `${decision}, about to be carried out`] as const]),
    ]),
  );
  return {
    title: "Waiting for approval",
    content: `${cards.length === 0 ? "<p>Nothing waits.</p>" : `<ul class="cards">\n${cards.join("\n")}\n</ul>`}
${more ? "<p>There is more; it shows once these have been decided.</p>" : ""}
<nav aria-label="Pages"><a href=".">All entries</a></nav>`,
  };
}

/** The page that says what became of a submission; with the form, where there is something to put right. */
export function answerPage(
  { rules, listsEntries }: { rules: readonly FieldRule[]; listsEntries: boolean },
  title: string,
  detail: string,
  state?: FormState,
): Page {
  return {
    title,
    content: `<p role="status" class="${state === undefined ? "good" : "bad"}">${escaped(detail)}</p>
${state === undefined ? "" : entryForm(rules, state)}
<nav aria-label="Pages"><a href=".">${listsEntries ? "All entries" : "Another entry"}</a></nav>`,
  };
}

/** A card: the first field is its heading, whichever way its text runs. */
function card(
  rules: readonly FieldRule[],
  fields: Readonly<Record<string, string>>,
  facts: readonly (readonly [term: string, description: string])[],
): string {
  const [heading, ...others] = rules;
  const rows = [...others.map(({ name, label }) => [label, fields[name] ?? ""] as const), ...facts].map(
    ([term, description]) => `<dt>${escaped(term)}</dt><dd><bdi>${escaped(description)}</bdi></dd>`,
  );
  return `<li><article class="card">
<h2><bdi>${escaped(fields[heading?.name ?? ""] ?? "")}</bdi></h2>
<dl>${rows.join("")}</dl>
</article></li>`;
}
