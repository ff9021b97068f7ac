import { AwsError } from "../../../base/awsError";
import { MAX_DATA_BYTES } from "../asl/frame";
import type { Json } from "../asl/json";

/**
 * Reads a parameter that is JSON.
 *
 * @param problem the beginning of the message
 * @throws AwsError with this code for what is none, and `ValidationException` above 256 KiB
 */
export function readJson(given: string, parameter: string, code: string, problem = `Invalid ${parameter}`): Json {
  if (Buffer.byteLength(given) > MAX_DATA_BYTES) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value at '${parameter}' failed to satisfy constraint: ` +
        `Member must have length less than or equal to ${MAX_DATA_BYTES}`,
    );
  }
  if (given === "" && code === "InvalidExecutionInput")
    throw new AwsError(code, `${problem}: 'Invalid execution input.'`);
  try {
    return JSON.parse(given) as Json;
  } catch (error) {
    throw new AwsError(code, `${problem}: '${(error as Error).message}'`);
  }
}
