/** An error as a state machine sees it: a name that Retry and Catch match, and a cause for people. */
export class StateError extends Error {
  override readonly name = "StateError";

  /**
   * @param error such as `"States.Timeout"` or `"DynamoDB.ConditionalCheckFailedException"`
   * @param reason becomes the `Cause`
   */
  constructor(
    readonly error: string,
    readonly reason: string,
  ) {
    super(`${error}: ${reason}`);
  }
}

/** Ends the execution: nothing retries or catches it by `States.ALL`. */
export function runtimeError(reason: string): StateError {
  return new StateError("States.Runtime", reason);
}

/**
 * Tells if a name in `ErrorEquals` covers an error
 * (Step Functions Developer Guide, "Handling errors in Step Functions workflows", "Error names").
 */
export function covers(pattern: string, error: string): boolean {
  if (pattern === error) return true;
  if (pattern === "States.Timeout") return error === "States.HeartbeatTimeout";
  if (pattern === "States.TaskFailed") return !UNCATCHABLE.has(error) && !TIMEOUTS.has(error);
  return pattern === "States.ALL" && !UNCATCHABLE.has(error);
}

const TIMEOUTS: ReadonlySet<string> = new Set(["States.Timeout", "States.HeartbeatTimeout"]);
const UNCATCHABLE: ReadonlySet<string> = new Set(["States.Runtime", "States.DataLimitExceeded"]);
