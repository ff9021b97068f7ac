/** An error that a caller of the local cloud receives in the wire format of the AWS service it called. */
export class AwsError extends Error {
  override readonly name = "AwsError";

  /**
   * @param code AWS's error code, such as `"ResourceNotFoundException"`
   * @param status HTTP status
   * @param details further members of the error document
   */
  constructor(
    readonly code: string,
    message: string,
    readonly status = 400,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }
}

/** A refusal for the time being: SDKs repeat the call, no sooner than after so many seconds. */
export class NotYet extends AwsError {
  constructor(
    message: string,
    readonly retryAfterSeconds: number,
  ) {
    super("ServiceUnavailable", message, 503);
  }
}
