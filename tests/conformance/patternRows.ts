import type { Row, Source } from "./table";

/** A pattern, and what is held against it. */
export interface PatternInput {
  /** An object, or a text that is no pattern at all. */
  readonly pattern: object | string;
  /** Absent where the pattern is refused. */
  readonly value?: unknown;
}

/** Makes rows of patterns that let something through, or do not. */
export function matching(
  source: Source,
  cases: readonly (readonly [behaviour: string, pattern: object, value: unknown, isMatch: boolean])[],
): readonly Row<PatternInput>[] {
  return cases.map(([behaviour, pattern, value, answer]) => ({ behaviour, input: { pattern, value }, answer, source }));
}

/** Makes rows of patterns that are refused. */
export function refusing(
  source: Source,
  refusal: (message: string) => object,
  cases: readonly (readonly [behaviour: string, pattern: object | string, message: string])[],
): readonly Row<PatternInput>[] {
  return cases.map(([behaviour, pattern, message]) => ({
    behaviour,
    input: { pattern },
    answer: refusal(message),
    source,
  }));
}
