import { randomInt } from "node:crypto";
import type { TaskDefinitionSpec } from "./ecs";

/** One deployment of a service: the attempt to run all of its tasks from one definition. */
export interface ServiceDeployment {
  /** `"ecs-svc/1234567890123456789"` */
  id: string;
  definition: TaskDefinitionSpec;
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
  /** Tasks that died before it was complete. */
  failedTasks: number;
  state: "IN_PROGRESS" | "COMPLETED" | "FAILED";
  /** The reason of its state, in the words of ECS. */
  reason: string;
}

/** @param rollsBackTo id of the complete deployment that the circuit breaker goes back to */
export function newDeployment(
  definition: TaskDefinitionSpec,
  createdAt: number,
  rollsBackTo?: string,
): ServiceDeployment {
  const digits = Array.from({ length: 19 }, (_, index) => randomInt(index === 0 ? 1 : 0, 10)).join("");
  const id = `ecs-svc/${digits}`;
  const reason = rollsBackTo === undefined ? `ECS deployment ${id} in progress.` : rollingBack(rollsBackTo);
  return { id, definition, createdAt, failedTasks: 0, state: "IN_PROGRESS", reason };
}

function rollingBack(deploymentId: string): string {
  return `ECS deployment circuit breaker: rolling back to deploymentId ${deploymentId}.`;
}

/**
 * How many failed tasks make a deployment fail where the circuit breaker is on: half of the desired count, but 3 to 200.
 * Source: Amazon ECS Developer Guide, "How the Amazon ECS deployment circuit breaker detects failures".
 */
export function failureThreshold(desiredCount: number): number {
  return Math.min(200, Math.max(3, Math.ceil(desiredCount / 2)));
}
