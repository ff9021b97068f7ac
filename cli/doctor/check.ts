/** A look at one thing that a start needs. */
export interface Check {
  /** A word for what was looked at: `"port"`. */
  name: string;
  /** `"problem"` keeps a program from starting, or from starting well; `"note"` matters to some. */
  state: "ok" | "note" | "problem";
  /** Says what was found. */
  found: string;
  /** Says what to do about it; absent where all is well. */
  mend?: string;
}

/** Says a check to a person: what was found, and below it what to do. */
export function linesOf(checks: readonly Check[]): readonly string[] {
  const width = Math.max(...checks.map(({ name }) => name.length));
  return checks.flatMap(({ name, state, found, mend }) => [
    `${state.padEnd("problem".length)}  ${name.padEnd(width)}  ${found}`,
    ...(mend === undefined ? [] : [`${" ".repeat("problem".length + width + 4)}to mend it: ${mend}`]),
  ]);
}
