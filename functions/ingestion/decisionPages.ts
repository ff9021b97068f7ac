import type { Decision } from "./approvalStore";
import { reasonsOf } from "./entry";
import { fieldsOf, type Item } from "./entryList";
import { escaped, type Page } from "./html";
import type { FieldRule } from "./rules";

/** Asks once more, and shows what about. */
export function confirmationPage(rules: readonly FieldRule[], entry: Item, decision: Decision, token: string): Page {
  const fields = fieldsOf(rules, entry);
  const rows = rules.map(
    ({ name, label }) => `<dt>${escaped(label)}</dt><dd><bdi>${escaped(fields[name] ?? "")}</bdi></dd>`,
  );
  const reasons = reasonsOf(entry).map(({ reason }) => `<li>${escaped(reason)}</li>`);
  return {
    title: decision === "approved" ? "Store this entry?" : "Reject this entry?",
    content: `<article class="card"><dl>${rows.join("")}</dl></article>
<h2>What is wrong with it</h2>
<ul>${reasons.join("")}</ul>
<form method="post" action=".">
<input type="hidden" name="token" value="${escaped(token)}">
<div class="actions"><button type="submit">${decision === "approved" ? "Store it" : "Reject it"}</button></div>
</form>`,
  };
}

/** The page that says what was decided. */
export function decidedPage(decision: Decision): Page {
  const detail =
    decision === "approved"
      ? "The entry is approved; it shows among the entries in a moment."
      : "The entry is rejected; it is not stored.";
  return {
    title: decision === "approved" ? "Approved" : "Rejected",
    content: `<p role="status" class="good">${escaped(detail)}</p>`,
  };
}
