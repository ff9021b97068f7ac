import { AwsError } from "../base/awsError";
import { isRecord } from "../base/isRecord";
import type { ConsoleParts } from "./parts";

/** The operations that pages call as the person at the laptop, by service. Others are refused: no page needs to read a secret. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  dynamodb: ["Query", "Scan"],
  ecs: ["StopTask", "UpdateService"],
  lambda: ["Invoke"],
  states: ["RedriveExecution", "StartExecution", "StopExecution"],
  sqs: ["ListMessageMoveTasks", "PurgeQueue", "SendMessage", "StartMessageMoveTask"],
};

/**
 * Runs an operation that a page asks for: `{ service: "sqs", operation: "SendMessage", params: { ... } }`.
 * @param call leaves its trace in the record of calls @throws AwsError
 */
export async function act({ call }: Pick<ConsoleParts, "call">, asked: unknown): Promise<object> {
  const { service, operation, params = {} } = isRecord(asked) ? asked : {};
  if (typeof service !== "string" || typeof operation !== "string" || !isRecord(params)) {
    throw new AwsError("BadRequest", "an action has a service, an operation and params");
  }
  const known = Object.hasOwn(OPERATIONS, service) ? OPERATIONS[service] : [];
  if (!known?.includes(operation)) {
    throw new AwsError("BadRequest", `the console does not call ${service}:${operation}`);
  }
  return call(service, operation, params);
}
