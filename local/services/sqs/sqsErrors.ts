import { AwsError } from "../../base/awsError";

/** Statuses of SQS's errors that are not 400, as the SDK's model has them. */
const STATUSES: Readonly<Record<string, number>> = {
  OverLimit: 403,
  PurgeQueueInProgress: 403,
  ReceiptHandleIsInvalid: 404,
  ResourceNotFoundException: 404,
};

/** SQS kept the codes and statuses of its query protocol when it moved to JSON, where some have names of their own. */
export const SQS_ERROR_CODES: Readonly<Record<string, string>> = {
  AccessDenied: "AccessDenied",
  IncompleteSignature: "IncompleteSignature",
  InvalidParameterValue: "InvalidParameterValueException",
  MissingAuthenticationToken: "MissingAuthenticationToken",
  MissingParameter: "MissingRequiredParameterException",
};

/**
 * Codes of the query protocol for the shapes of the JSON protocol that are called otherwise. SQS sends them along in JSON, in
 * `x-amzn-query-error`, so that a client finds the code that it has always known.
 * Source: the SDK's model (`awsQueryError`); Smithy, "AWS query compatible trait".
 */
export const SQS_QUERY_CODES: Readonly<Record<string, string>> = {
  BatchEntryIdsNotDistinct: "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
  BatchRequestTooLong: "AWS.SimpleQueueService.BatchRequestTooLong",
  EmptyBatchRequest: "AWS.SimpleQueueService.EmptyBatchRequest",
  InvalidBatchEntryId: "AWS.SimpleQueueService.InvalidBatchEntryId",
  MessageNotInflight: "AWS.SimpleQueueService.MessageNotInflight",
  PurgeQueueInProgress: "AWS.SimpleQueueService.PurgeQueueInProgress",
  QueueDeletedRecently: "AWS.SimpleQueueService.QueueDeletedRecently",
  QueueDoesNotExist: "AWS.SimpleQueueService.NonExistentQueue",
  QueueNameExists: "QueueAlreadyExists",
  TooManyEntriesInBatchRequest: "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
  UnsupportedOperation: "AWS.SimpleQueueService.UnsupportedOperation",
};

export function sqsError(code: string, message: string): AwsError {
  return new AwsError(code, message, STATUSES[code]);
}

export function unknownQueue(): AwsError {
  return sqsError("QueueDoesNotExist", "The specified queue does not exist.");
}

/** `Value 11 for parameter MaxNumberOfMessages is invalid. Reason: ...` */
export function invalidValue(parameter: string, value: unknown, reason: string): AwsError {
  return sqsError(
    "InvalidParameterValue",
    `Value ${String(value)} for parameter ${parameter} is invalid. Reason: ${reason}`,
  );
}

export function missingParameter(parameter: string): AwsError {
  return sqsError("MissingParameter", `The request must contain the parameter ${parameter}.`);
}
