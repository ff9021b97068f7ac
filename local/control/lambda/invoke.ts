import type { InvokeCommandInput, InvokeCommandOutput } from "@aws-sdk/client-lambda";
import { AwsError } from "../../base/awsError";
import { RawAnswer } from "../../edge/awsApi";
import type { InvokeResult } from "../../services/lambda/lambda";
import { checkQualifier, functionIn, functionNameOf, type LambdaOperation, onFunction } from "./lambdaOperation";

/** Bytes of an event that a caller waits for. Source: AWS Lambda Developer Guide, "Lambda quotas". */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
/** The end of a log that an answer carries. Source: AWS Lambda API Reference, "Invoke", `LogType`. */
const MAX_LOG_BYTES = 4096;

export const invoke: LambdaOperation<InvokeCommandInput, InvokeCommandOutput> = {
  parameters: { FunctionName: "text" },
  permissions: ({ FunctionName }) => onFunction("lambda:InvokeFunction", FunctionName),
  async run({ FunctionName, Qualifier, InvocationType = "RequestResponse", LogType, Payload }, parts, { span }) {
    checkQualifier(functionNameOf(FunctionName), Qualifier);
    const functionArn = String(functionIn(parts, FunctionName).state.arn);
    const event = eventOf(Payload);
    if (InvocationType === "DryRun") return reply(204, "");
    if (InvocationType === "Event") {
      parts.lambda.invokeAsync(functionArn, event);
      return reply(202, "");
    }
    // The log group is looked through for those who ask for it only.
    const result: InvokeResult & { readonly log?: string } =
      LogType === "Tail"
        ? await parts.lambda.invokeWithLog(functionArn, event, span)
        : await parts.lambda.invoke(functionArn, event, span);
    if (!result.ok && result.kind === "throttled") {
      const details = { Reason: "ReservedFunctionConcurrentInvocationLimitExceeded" };
      throw new AwsError("TooManyRequestsException", "Rate Exceeded.", 429, details);
    }
    return reply(200, JSON.stringify(result.ok ? (result.payload ?? null) : result.error), {
      ...(!result.ok && { "x-amz-function-error": "Unhandled" }),
      ...(result.log !== undefined && { "x-amz-log-result": tailOf(result.log) }),
    });
  },
};

function tailOf(log: string): string {
  return Buffer.from(log).subarray(-MAX_LOG_BYTES).toString("base64");
}

/** @throws AwsError `InvalidRequestContentException`, `RequestTooLargeException` */
function eventOf(payload: unknown): unknown {
  const body = Buffer.isBuffer(payload) ? payload : Buffer.alloc(0);
  if (body.length > MAX_EVENT_BYTES) {
    throw new AwsError(
      "RequestTooLargeException",
      `Request must be smaller than ${MAX_EVENT_BYTES} bytes for the InvokeFunction operation`,
      413,
    );
  }
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AwsError("InvalidRequestContentException", `Could not parse request body into json: ${reason}`);
  }
}

function reply(status: number, body: string, headers: Record<string, string> = {}): RawAnswer {
  const executed = { "x-amz-executed-version": "$LATEST", ...headers };
  return new RawAnswer({
    status,
    headers: { "content-type": "application/json", ...executed },
    body: Buffer.from(body),
  });
}
