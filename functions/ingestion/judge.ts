import type { FieldRule } from "./rules";

/** Why a field is not what it must be. */
export interface Reason {
  field: string;
  /** A sentence, without the value: it may be anything, of any length. */
  reason: string;
}

/** The values that came in, field by field, and what was wrong with the request itself. */
export interface Submission {
  values: Readonly<Record<string, string>>;
  /** Parameters that were given twice, are unknown, or cannot be decoded. */
  faults: readonly Reason[];
  /** Tells a repeat from another entry with the same values. */
  idempotencyKey?: string;
  /** The request that brought it: the workflow's own repeats are not the client's. */
  requestId?: string;
}

/** `valid`: store it. `waiting`: a person decides. `invalid`: refuse it. */
export interface Judgement {
  outcome: "valid" | "waiting" | "invalid";
  /** Every one there is, in the order of the rules. */
  reasons: Reason[];
}

/**
 * A check beyond the rules of single fields, such as that two of them go together: says which fields are wrong, and why, in a sentence that may be
 * shown to whoever sent the entry; none where all is well. Synchronous, and pure: an entry that is sent again must be judged alike. It is asked
 * about entries of which each field keeps its own rule.
 */
export type EntryCheck = (values: Readonly<Record<string, string>>) => readonly Reason[];

/**
 * Holds a submission against the rules, and asks the check about one that keeps them.
 * @throws TypeError for an answer of the check that is none
 */
export function judge(rules: readonly FieldRule[], { values, faults }: Submission, check?: EntryCheck): Judgement {
  const faulty = new Set(faults.map(({ field }) => field));
  const ruled = rules.flatMap((rule) => {
    const reason = faulty.has(rule.name) ? undefined : fault(rule, fieldValue(values, rule.name));
    return reason === undefined ? [] : [{ rule, reason }];
  });
  const keepsRules = faults.length === 0 && ruled.length === 0;
  const wrong = keepsRules && check ? checked(rules, values, check) : ruled;
  const reasons = [...faults, ...wrong.map(({ rule, reason }) => ({ field: rule.name, reason }))];
  if (reasons.length === 0) return { outcome: "valid", reasons };
  const decidable = rules.filter(({ approvable }) => approvable === true).length;
  const fields = new Set(wrong.map(({ rule }) => rule.name));
  const isDecidable = faults.length === 0 && wrong.every(({ rule }) => rule.approvable) && fields.size < decidable;
  return { outcome: isDecidable ? "waiting" : "invalid", reasons };
}

/** Bytes of a reason: it goes into a mail, and into an item. */
const MAX_REASON_BYTES = 500;

/** Asks the check, whose answer is the caller's code: its type promises what nothing has checked. */
function checked(rules: readonly FieldRule[], values: Submission["values"], check: EntryCheck) {
  const answer: unknown = check(Object.fromEntries(rules.map(({ name }) => [name, fieldValue(values, name)])));
  if (!Array.isArray(answer)) throw new TypeError("check must return a list of { field, reason }, and do so at once");
  return answer.map((found: unknown) => {
    const { field, reason } = (found ?? {}) as { field?: unknown; reason?: unknown };
    const rule = rules.find(({ name }) => name === field);
    if (rule === undefined)
      throw new TypeError(`check named the field ${JSON.stringify(field)}, for which there is no rule`);
    if (typeof reason !== "string" || reason === "" || Buffer.byteLength(reason) > MAX_REASON_BYTES) {
      throw new TypeError(`check must give a reason of 1 to ${MAX_REASON_BYTES} bytes for the field ${rule.name}`);
    }
    return { rule, reason };
  });
}

/** The value of a field; `""` where there is none. */
export function fieldValue(values: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(values, name) ? (values[name] ?? "") : "";
}

function fault({ label, pattern, maxLength, words }: FieldRule, value: string): string | undefined {
  if (value === "") return `${label} is missing: it must be ${words}.`;
  if (value.length > maxLength) {
    return `${label} is too long: it has ${value.length} characters, at most ${maxLength} are allowed.`;
  }
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`, "v").test(value)) return `${label} must be ${words}.`;
  return undefined;
}
