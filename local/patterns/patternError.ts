/** The fault of a pattern, in the words that AWS's services share. Each of them wraps it in an error of its own. */
export class PatternError extends Error {
  override readonly name = "PatternError";

  /** @param path the field whose rule it is, with dots between its keys */
  constructor(
    message: string,
    readonly path?: string,
  ) {
    super(message);
  }
}
