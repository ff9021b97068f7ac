import type { Principal } from "../../../iam/iam";
import { isObject, type Json } from "../asl/json";
import { runtimeError } from "../asl/stateError";
import { TOKEN_PATTERN } from "../asl/task";
import { dynamoDbIntegrations } from "./dynamodb";
import { executionIntegrations } from "./executions";
import type { Integration, TaskServices } from "./integration";
import { invoke, lambdaIntegrations } from "./lambda";
import { messagingIntegrations } from "./messaging";

const INTEGRATIONS: Readonly<Record<string, Integration>> = {
  ...lambdaIntegrations,
  ...dynamoDbIntegrations,
  ...messagingIntegrations,
  ...executionIntegrations,
};
const PREFIX = "arn:aws:states:::";
const FUNCTION_ARN = /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+(:\$LATEST)?$/;

/**
 * @throws Error for a resource that does not run here, or with these parameters
 * @param type of the state machine
 */
export function checkTask(resource: string, parameters: Json | undefined, type: "EXPRESS" | "STANDARD"): void {
  if (FUNCTION_ARN.test(resource)) return;
  const { integration, waits } = integrationOf(resource);
  if (waits && type === "EXPRESS") {
    throw new Error(`Resource ${resource}: an EXPRESS state machine can't wait for a task token, here as on AWS`);
  }
  if (!isObject(parameters)) throw new Error(`Resource ${resource} needs Parameters`);
  const given = Object.keys(parameters).map((name) => name.replace(/\.\$$/, ""));
  const unknown = given.find((name) => !integration.parameters.includes(name));
  if (unknown !== undefined) {
    throw new Error(
      `the parameter ${unknown} of ${resource} is not supported locally (supported: ${integration.parameters.join(", ")})`,
    );
  }
  const missing = integration.required.find((name) => !given.includes(name));
  if (missing !== undefined) throw new Error(`Parameters of ${resource} must have ${missing}`);
  if (parameters.InvocationType !== undefined && parameters.InvocationType !== "RequestResponse") {
    throw new Error(
      `InvocationType of ${resource} must be "RequestResponse" locally, got ${JSON.stringify(parameters.InvocationType)}`,
    );
  }
}

/** @throws StateError `States.Runtime` for parameters that a task of a checked resource can't be started with */
export function requireParameters(resource: string, parameters: Json): void {
  if (FUNCTION_ARN.test(resource) || !isObject(parameters)) return;
  const problem = integrationOf(resource).integration.problem?.(parameters);
  if (problem === undefined) return;
  throw runtimeError(
    `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`,
  );
}

/** Calls a resource that was checked, as the machine's role. */
export async function callResource(
  services: TaskServices,
  principal: Principal,
  resource: string,
  parameters: Json,
): Promise<Json> {
  if (FUNCTION_ARN.test(resource)) return invoke(services, principal, resource, parameters);
  if (!isObject(parameters)) throw runtimeError(`Parameters of ${resource} must be an object`);
  return integrationOf(resource).integration.call(services, principal, parameters);
}

function integrationOf(resource: string): { integration: Integration; waits: boolean } {
  const waits = resource.endsWith(TOKEN_PATTERN);
  const name = resource.slice(0, waits ? -TOKEN_PATTERN.length : undefined);
  const known = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
  const integration = Object.hasOwn(INTEGRATIONS, known) ? INTEGRATIONS[known] : undefined;
  if (integration !== undefined && (integration.takesToken || !waits)) return { integration, waits };
  const supported = Object.entries(INTEGRATIONS).map(
    ([key, { takesToken }]) => `${PREFIX}${key}${takesToken ? `[${TOKEN_PATTERN}]` : ""}`,
  );
  throw new Error(
    `Resource ${resource} is not supported locally (supported: a function's ARN, ${supported.join(", ")})`,
  );
}
