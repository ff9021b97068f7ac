import type { Principal } from "../../../iam/iam";
import type { TaskProblem } from "../asl/check/checking";
import type { QueryLanguage } from "../asl/definition";
import { isObject, type Json } from "../asl/json";
import { expressionIn } from "../asl/jsonata/expression";
import { runtimeError } from "../asl/stateError";
import { isActivity, TOKEN_PATTERN } from "../asl/task";
import type { MachineType } from "../sfn";
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
 * Finds what keeps a resource from running here, or from running with these parameters.
 *
 * @param parameters `undefined` where only an execution knows them
 * @param type of the state machine
 */
export function checkTask(
  resource: string,
  parameters: Readonly<Record<string, Json>> | undefined,
  language: QueryLanguage,
  type: MachineType,
): TaskProblem | undefined {
  const refused = (message: string): TaskProblem => ({ field: "Parameters", message, isLocal: false });
  const unsupported = (message: string): TaskProblem => ({ field: "Parameters", message, isLocal: true });
  if (FUNCTION_ARN.test(resource)) return undefined;
  if (isActivity(resource)) {
    const message = "Express state machine does not support activities";
    return type === "EXPRESS" ? { field: "Resource", message, isLocal: false } : undefined;
  }
  if (resource.endsWith(TOKEN_PATTERN) && type === "EXPRESS") {
    // With its blank at the end, as ValidateStateMachineDefinition answers it.
    const message = "Express state machine does not support '.waitForTaskToken' service integration ";
    return { field: "Resource", message, isLocal: false };
  }
  const integration = integrationOf(resource);
  if (integration === undefined) return { field: "Resource", message: unknownResource(resource), isLocal: true };
  const field = language === "JSONata" ? "Arguments" : "Parameters";
  if (parameters === undefined) {
    return language === "JSONata" ? undefined : refused(`Resource ${resource} needs Parameters`);
  }
  const given = Object.keys(parameters).map((name) => (language === "JSONata" ? name : name.replace(/\.\$$/, "")));
  const unknown = given.find((name) => !integration.parameters.includes(name));
  if (unknown !== undefined) {
    const supported = integration.parameters.join(", ");
    return unsupported(`the parameter ${unknown} of ${resource} is not supported locally (supported: ${supported})`);
  }
  const missing = integration.required.find((name) => !given.includes(name));
  if (missing !== undefined) return refused(`${field} of ${resource} must have ${missing}`);
  const { InvocationType } = parameters;
  if (
    typeof InvocationType === "string" &&
    InvocationType !== "RequestResponse" &&
    expressionIn(InvocationType) === undefined
  ) {
    return unsupported(
      `InvocationType of ${resource} must be "RequestResponse" locally, got ${JSON.stringify(InvocationType)}`,
    );
  }
  return undefined;
}

/** @throws StateError `States.Runtime` for parameters that a task of a checked resource can't be started with */
export function requireParameters(resource: string, parameters: Json): void {
  if (FUNCTION_ARN.test(resource) || isActivity(resource) || !isObject(parameters)) return;
  const problem = integrationOf(resource)?.problem?.(parameters);
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
  const integration = integrationOf(resource);
  if (integration === undefined) throw runtimeError(unknownResource(resource));
  // A definition is checked when it is deployed; the result of an expression is only known here.
  const missing = integration.required.find((name) => parameters[name] === undefined);
  if (missing !== undefined) throw runtimeError(`The parameters of ${resource} must have ${missing}`);
  return integration.call(services, principal, parameters);
}

function integrationOf(resource: string): Integration | undefined {
  const waits = resource.endsWith(TOKEN_PATTERN);
  const name = resource.slice(0, waits ? -TOKEN_PATTERN.length : undefined);
  const known = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : "";
  const integration = Object.hasOwn(INTEGRATIONS, known) ? INTEGRATIONS[known] : undefined;
  return integration !== undefined && (integration.takesToken || !waits) ? integration : undefined;
}

function unknownResource(resource: string): string {
  const supported = Object.entries(INTEGRATIONS).map(
    ([key, { takesToken }]) => `${PREFIX}${key}${takesToken ? `[${TOKEN_PATTERN}]` : ""}`,
  );
  return `Resource ${resource} is not supported locally (supported: the ARN of a function or an activity, ${supported.join(", ")})`;
}
