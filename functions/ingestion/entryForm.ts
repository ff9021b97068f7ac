import { escaped } from "./html";
import { fieldValue, type Reason } from "./judge";
import type { FieldRule } from "./rules";

/** The submission that was sent before, to be put right. */
export interface FormState {
  values: Readonly<Record<string, string>>;
  reasons: readonly Reason[];
}

/** A form whose fields check what the rules say before anything is sent. */
export function entryForm(
  rules: readonly FieldRule[],
  { values, reasons }: FormState = { values: {}, reasons: [] },
): string {
  const others = reasons.filter(({ field }) => !rules.some(({ name }) => name === field));
  const waits = rules.some(({ approvable }) => approvable === true);
  return `<form method="post" action="." accept-charset="utf-8">
${others.map(({ field, reason }) => `<p class="bad"><bdi>${escaped(field)}</bdi>: ${escaped(reason)}</p>`).join("\n")}
${rules.map((rule) => fieldOf(rule, fieldValue(values, rule.name), reasons)).join("\n")}
<div class="actions">
<button type="submit">Send</button>
${waits ? `<button type="submit" formnovalidate>Send for approval</button>` : ""}
</div>
</form>`;
}

function fieldOf(rule: FieldRule, value: string, reasons: readonly Reason[]): string {
  const { name, label, pattern, maxLength, words } = rule;
  const wrong = reasons.find(({ field }) => field === name);
  const described = [`${name}-hint`, ...(wrong === undefined ? [] : [`${name}-wrong`])].join(" ");
  const attributes = [
    `id="${name}" name="${name}" required maxlength="${maxLength}" autocomplete="off"`,
    `value="${escaped(value)}" title="${escaped(words)}" aria-describedby="${described}"`,
    ...(pattern === undefined ? [] : [`pattern="${escaped(pattern)}"`]),
    ...(wrong === undefined ? [] : [`aria-invalid="true"`]),
  ];
  return `<div>
<label for="${name}">${escaped(label)}</label>
<input ${attributes.join(" ")}>
<p class="hint" id="${name}-hint">${escaped(words)}</p>
${wrong === undefined ? "" : `<p class="bad" id="${name}-wrong">${escaped(wrong.reason)}</p>`}
</div>`;
}
