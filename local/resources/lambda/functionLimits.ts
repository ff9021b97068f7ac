import { AwsError } from "../../base/awsError";
import type { FunctionInputs } from "./functionInputs";

const RUNTIMES = ["nodejs18.x", "nodejs20.x", "nodejs22.x", "nodejs24.x"];

/** Bytes of all environment variables together. Source: "Lambda quotas". */
const MAX_ENVIRONMENT_BYTES = 4096;

/** Source: "Defined runtime environment variables", reserved environment variables. */
const RESERVED_VARIABLES = [
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_DEFAULT_REGION",
  "AWS_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "LAMBDA_TASK_ROOT",
  "LAMBDA_RUNTIME_DIR",
];

/** @throws Error or AwsError for what CreateFunction refuses, and for runtimes that don't run here */
export function checkFunction(inputs: FunctionInputs): void {
  const { packageType = "Zip", runtime, handler, timeout = 3, memorySize = 128, publish = false } = inputs;
  const { reservedConcurrentExecutions = -1, environment, loggingConfig } = inputs;
  if (packageType !== "Zip") {
    throw new Error(`packageType must be "Zip" locally, got "${packageType}": container images are not supported yet`);
  }
  if (runtime === undefined || !RUNTIMES.includes(runtime)) {
    throw new Error(`runtime must be one of ${RUNTIMES.join(", ")} locally, got ${JSON.stringify(runtime)}`);
  }
  if (handler === undefined || handler === "") {
    throw new Error('handler must name the exported function, such as "index.handler"');
  }
  if (publish) {
    throw new Error("publish must be false locally: versions and aliases are not supported yet");
  }
  requireInteger("timeout", timeout, 1, 900);
  requireInteger("memorySize", memorySize, 128, 10_240);
  requireInteger("reservedConcurrentExecutions", reservedConcurrentExecutions, -1, 1000);
  checkVariables(environment?.variables ?? {});
  if (
    loggingConfig?.logFormat === "Text" &&
    (loggingConfig.applicationLogLevel !== undefined || loggingConfig.systemLogLevel !== undefined)
  ) {
    throw new AwsError(
      "InvalidParameterValueException",
      'loggingConfig: log levels need logFormat "JSON"; with "Text" Lambda does not filter lines',
    );
  }
}

function requireInteger(property: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`${property} must be a whole number from ${min} to ${max}, got ${value}`);
  }
}

function checkVariables(variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.includes(name));
  if (reserved.length > 0) {
    throw new AwsError(
      "InvalidParameterValueException",
      "Lambda was unable to configure your environment variables because the environment variables you have provided " +
        "contains reserved keys that are currently not supported for modification. " +
        `Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  const malformed = Object.keys(variables).filter((name) => !/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name));
  if (malformed.length > 0) {
    throw new Error(
      `environment variables start with a letter and have at least two letters, digits or underscores, got ${malformed.join(", ")}`,
    );
  }
  const measured = JSON.stringify(variables);
  if (Buffer.byteLength(measured) > MAX_ENVIRONMENT_BYTES) {
    throw new AwsError(
      "InvalidParameterValueException",
      "Lambda was unable to configure your environment variables because the environment variables you have provided " +
        `exceeded the 4KB limit. String measured: ${measured}`,
    );
  }
}
