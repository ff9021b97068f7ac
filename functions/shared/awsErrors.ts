/** Client-side faults that pass: the service says "not now", not "not so". */
const PASSING_CLIENT_FAULTS = [
  "KMS.ThrottlingException",
  "KmsThrottled",
  "ProvisionedThroughputExceededException",
  "ReplicatedWriteConflictException",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestTimeout",
  "RequestTimeoutException",
  "ThrottlingException",
  "TooManyRequestsException",
  "TransactionConflictException",
];

/**
 * Tells whether an error of an AWS SDK call is likely to pass: throttling, a fault of the service, or the network. Everything else
 * (denied access, a missing table or queue, a bug) stays until somebody changes something.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { $fault, $metadata, code } = error as { $fault?: string; $metadata?: object; code?: string };
  if ($fault === "client") return PASSING_CLIENT_FAULTS.includes(error.name);
  // Neither a service's answer nor a bug: the SDK adds $metadata to what ended a request, Node adds a code to what ended a socket.
  return $fault === "server" || error.name === "TimeoutError" || ($metadata !== undefined && code !== undefined);
}
