import { randomUUID } from "node:crypto";
import { arn } from "../../../base/arn";
import { AwsError } from "../../../base/awsError";
import type { Principal } from "../../../iam/iam";
import type { Json } from "../asl/json";
import { runtimeError, StateError } from "../asl/stateError";
import { type Integration, type TaskServices, withMetadata } from "./integration";

/** Source: Step Functions Developer Guide, "Invoke an AWS Lambda function with Step Functions". */
export const lambdaIntegrations: Readonly<Record<string, Integration>> = {
  "lambda:invoke": {
    takesToken: true,
    parameters: ["FunctionName", "Payload", "InvocationType", "Qualifier"],
    required: ["FunctionName"],
    problem: ({ Payload }) =>
      typeof Payload === "number" || typeof Payload === "boolean"
        ? "The value for the field 'Payload' must be a STRING"
        : undefined,
    async call(services, principal, { FunctionName, Payload = {}, InvocationType, Qualifier }) {
      if (InvocationType !== undefined && InvocationType !== "RequestResponse") {
        throw runtimeError(`InvocationType must be "RequestResponse" locally, got ${JSON.stringify(InvocationType)}`);
      }
      if (Qualifier !== undefined && Qualifier !== "$LATEST") {
        throw runtimeError(`Qualifier must be "$LATEST" locally, got ${JSON.stringify(Qualifier)}`);
      }
      const asked = String(FunctionName);
      const given = Qualifier === undefined || asked.endsWith(LATEST) ? asked : `${asked}${LATEST}`;
      const result = await invoke(services, principal, functionArnOf(given), eventOf(Payload));
      return withMetadata({ ExecutedVersion: "$LATEST", Payload: result, StatusCode: 200 }, randomUUID());
    },
  },
};

const LATEST = ":$LATEST";

/** Accepts what Lambda's own API does: a name, an ARN, either with `:$LATEST`, which stays. */
function functionArnOf(given: string): string {
  return given.startsWith("arn:") ? given : arn("lambda", `function:${given}`);
}

/**
 * The event that a `Payload` becomes: a text is sent as it is, so that it must hold JSON, and nothing is an empty object.
 * @throws StateError `Lambda.InvalidRequestContentException`
 */
function eventOf(payload: Json): Json {
  if (payload === null) return {};
  if (typeof payload !== "string") return payload;
  if (payload.trim() === "") return {};
  try {
    return JSON.parse(payload) as Json;
  } catch (error) {
    const message = `Could not parse request body into json: ${(error as Error).message}`;
    throw failure(new AwsError("InvalidRequestContentException", message, 400));
  }
}

/**
 * Invokes a function as the machine's role, which needs permission for the ARN as it is asked for, with its `:$LATEST`
 * (Lambda Developer Guide, "Versioning, Aliases, and Resource Policies").
 * @throws StateError named after the function's own error, or Lambda's
 */
export async function invoke(
  { iam, lambda }: Pick<TaskServices, "iam" | "lambda">,
  principal: Principal,
  functionArn: string,
  payload: Json,
): Promise<Json> {
  try {
    iam.authorize(principal, [{ action: "lambda:InvokeFunction", resource: functionArn }]);
    const result = await lambda.invoke(functionArn.replace(/:\$LATEST$/, ""), payload);
    if (result.ok) return (result.payload ?? null) as Json;
    if (result.kind === "throttled") throw failure(new AwsError("TooManyRequestsException", "Rate Exceeded.", 429));
    throw new StateError(result.error.errorType, JSON.stringify(result.error));
  } catch (error) {
    throw error instanceof AwsError ? failure(error) : error;
  }
}

const MODELLED = new Set([
  "InvalidRequestContentException",
  "RequestTooLargeException",
  "ResourceNotFoundException",
  "TooManyRequestsException",
]);

function failure({ code, message, status }: AwsError): StateError {
  const shown = code === "AccessDenied" ? "AccessDeniedException" : code;
  return new StateError(
    `Lambda.${MODELLED.has(code) ? code : "AWSLambdaException"}`,
    `${message} (Service: AWSLambda; Status Code: ${status}; Error Code: ${shown}; Request ID: ${randomUUID()}; Proxy: null)`,
  );
}
