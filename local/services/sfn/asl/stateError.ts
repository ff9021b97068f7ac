/**
 * A fact about an error that its name does not tell, and that Retry and Catch go by. `heartbeat`: it is a timeout because of a missed
 * heartbeat. `size`: data of the state itself, rather than its task's answer, is too large.
 */
type Origin = "heartbeat" | "size";

/** An error as a state machine sees it: a name that Retry and Catch match, and a cause for people. */
export class StateError extends Error {
  override readonly name = "StateError";

  /**
   * @param error such as `"States.Timeout"` or `"DynamoDB.ConditionalCheckFailedException"`
   * @param reason becomes the `Cause`
   * @param field of the state whose query failed, where `reason` does not yet name the state
   */
  constructor(
    readonly error: string,
    readonly reason: string,
    readonly origin?: Origin,
    readonly field?: string,
  ) {
    super(`${error}: ${reason}`);
  }
}

/** Ends the execution: nothing retries or catches it. */
export function runtimeError(reason: string): StateError {
  return new StateError("States.Runtime", reason);
}

/** A JSONata expression that failed. @param field such as `"Arguments/Payload"` */
export function queryError(field: string, reason: string): StateError {
  return new StateError("States.QueryEvaluationError", reason, undefined, field);
}

/**
 * Tells if a name in `ErrorEquals` covers an error
 * (Step Functions Developer Guide, "Handling errors in Step Functions workflows", "Error names"). A missed heartbeat is named
 * `States.Timeout`, and both names cover it.
 */
export function covers(pattern: string, { error, origin }: StateError): boolean {
  if (error === "States.Runtime") return false;
  if (pattern === error) return true;
  if (pattern === "States.HeartbeatTimeout") return origin === "heartbeat";
  if (origin === "size") return false;
  return pattern === "States.ALL" || (pattern === "States.TaskFailed" && error !== "States.Timeout");
}
