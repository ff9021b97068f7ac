import { AwsError } from "../../../base/awsError";
import { MAX_DATA_BYTES } from "../asl/frame";
import type { Json } from "../asl/json";

/** Reads a parameter that is JSON. @throws AwsError with this code for what is none, and `ValidationException` above 256 KiB */
export function readJson(given: string, parameter: string, code: string): Json {
  if (Buffer.byteLength(given) > MAX_DATA_BYTES) {
    throw new AwsError(
      "ValidationException",
      `1 validation error detected: Value at '${parameter}' failed to satisfy constraint: ` +
        `Member must have length less than or equal to ${MAX_DATA_BYTES}`,
    );
  }
  try {
    return JSON.parse(given) as Json;
  } catch (error) {
    throw new AwsError(code, `Invalid ${parameter}: '${(error as Error).message}'`);
  }
}
