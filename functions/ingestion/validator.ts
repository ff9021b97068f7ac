import { type NewEntry, newEntry } from "./entry";
import { type EntryCheck, type Judgement, judge, type Submission } from "./judge";
import type { FieldRule } from "./rules";

export interface ValidatorDependencies {
  rules: readonly FieldRule[];
  /** @default the rules are all */
  check?: EntryCheck;
  /** Milliseconds since the Unix epoch. @default `Date.now` */
  now?: () => number;
}

/** The judgement that the workflow goes by, with an entry to store where it is not `invalid`. */
export type Validated = Judgement | (Judgement & NewEntry);

/** The workflow's first step: holds a submission against the rules, and says what to store. */
export function createValidator({ rules, check, now = Date.now }: ValidatorDependencies) {
  return async (submission: Submission): Promise<Validated> => {
    const judgement = judge(rules, submission, check);
    return judgement.outcome === "invalid"
      ? judgement
      : { ...judgement, ...newEntry(rules, submission, judgement, now()) };
  };
}
