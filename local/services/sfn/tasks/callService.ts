import { randomUUID } from "node:crypto";
import { AwsError } from "../../../base/awsError";
import type { AwsService } from "../../../edge/awsService";
import { type CallWithin, callWithin } from "../../../edge/callWithin";
import type { Principal } from "../../../iam/iam";
import type { JsonObject } from "../asl/json";
import { StateError } from "../asl/stateError";
import { type TaskServices, withMetadata } from "./integration";

/** How Step Functions names the errors of a service. */
export interface ErrorNames {
  /** `"DynamoDB"` */
  prefix: string;
  /** The service in causes: `"AmazonDynamoDBv2"` */
  service: string;
  /** For errors of names that the service's SDK does not model, a denial among them: `"AmazonDynamoDBException"` */
  other: string;
  modelled: ReadonlySet<string>;
}

/**
 * Calls an API as a role, with the same decision of IAM that a call through the edge gets. Injected throttling of DynamoDB does
 * not strike here: Step Functions retries such errors itself.
 */
export async function callService(
  { iam }: Pick<TaskServices, "iam">,
  service: AwsService,
  principal: Principal,
  request: CallWithin,
  names: ErrorNames,
): Promise<JsonObject> {
  try {
    const answer = await callWithin(iam, service, principal, request);
    if ("result" in answer) return withMetadata(plain(answer.result), randomUUID());
    const parsed = JSON.parse(answer.raw.body.toString() || "{}") as Record<string, unknown>;
    if (answer.raw.status >= 300) throw refusal(parsed, answer.raw.status);
    return withMetadata(plain(parsed), randomUUID());
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw failure(error, names);
  }
}

function plain(result: Record<string, unknown>): JsonObject {
  return JSON.parse(JSON.stringify(result)) as JsonObject;
}

function refusal(document: Record<string, unknown>, status: number): AwsError {
  const code =
    String(document.__type ?? "InternalServerError")
      .split("#")
      .at(-1) ?? "";
  return new AwsError(code, String(document.message ?? document.Message ?? ""), status);
}

function failure({ code, message, status }: AwsError, { prefix, service, other, modelled }: ErrorNames): StateError {
  const modelledName = [code, `${code}Exception`].find((name) => modelled.has(name));
  const shown = code === "AccessDenied" ? "AccessDeniedException" : code;
  return new StateError(
    `${prefix}.${modelledName ?? other}`,
    `${message} (Service: ${service}; Status Code: ${status}; Error Code: ${shown}; Request ID: ${randomUUID()}; Proxy: null)`,
  );
}
