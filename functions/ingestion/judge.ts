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

/** Holds a submission against the rules. */
export function judge(rules: readonly FieldRule[], { values, faults }: Submission): Judgement {
  const faulty = new Set(faults.map(({ field }) => field));
  const wrong = rules.flatMap((rule) => {
    const reason = faulty.has(rule.name) ? undefined : fault(rule, fieldValue(values, rule.name));
    return reason === undefined ? [] : [{ rule, reason }];
  });
  const reasons = [...faults, ...wrong.map(({ rule, reason }) => ({ field: rule.name, reason }))];
  if (reasons.length === 0) return { outcome: "valid", reasons };
  const decidable = rules.filter(({ approvable }) => approvable === true).length;
  const isDecidable = faults.length === 0 && wrong.every(({ rule }) => rule.approvable) && wrong.length < decidable;
  return { outcome: isDecidable ? "waiting" : "invalid", reasons };
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
