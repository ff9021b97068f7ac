import { AwsError } from "../../base/awsError";
import type { FunctionSpec } from "./lambda";

/** Calls that Lambda keeps for functions without a reservation; all there are, in an account that may not have as many. */
const KEPT_UNRESERVED = 100;

/**
 * Refuses a reservation that leaves too little for functions without one, in Lambda's words: those of new accounts name 10 or 50, their
 * whole limit. Source: Lambda Developer Guide, "Configuring reserved concurrency for a function"; Lambda API Reference,
 * "PutFunctionConcurrency".
 * @param limit calls that all functions may have under way
 * @throws AwsError `InvalidParameterValueException`
 */
export function checkReservation(
  { arn, reservedConcurrency = -1 }: FunctionSpec,
  functions: Iterable<{ readonly currentSpec: FunctionSpec }>,
  limit: number,
): void {
  // Taking all away from a function is no reservation.
  if (reservedConcurrency <= 0) return;
  const others = [...functions].filter(({ currentSpec }) => currentSpec.arn !== arn);
  const unreserved = limit - reservedConcurrency - reservedBy(others);
  const least = Math.min(limit, KEPT_UNRESERVED);
  if (unreserved >= least) return;
  throw new AwsError(
    "InvalidParameterValueException",
    "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum " +
      `value of [${least}].`,
  );
}

/** Adds up what functions have reserved. */
export function reservedBy(functions: Iterable<{ readonly currentSpec: FunctionSpec }>): number {
  let reserved = 0;
  for (const { currentSpec } of functions) reserved += Math.max(0, currentSpec.reservedConcurrency ?? 0);
  return reserved;
}
