import type { RunningTask } from "./runningTask";

/** Minutes. Source: Amazon ECS API Reference, UpdateTaskProtection. */
const DEFAULT_MINUTES = 120;
const MAX_MINUTES = 2880;

export interface ProtectedTask {
  taskArn: string;
  protectionEnabled: boolean;
  /** Milliseconds since the Unix epoch. */
  expiresAt?: number;
}

export interface ProtectionFailure {
  arn: string;
  reason: "TASK_NOT_VALID" | "MISSING";
  detail?: string;
}

/** @returns the task's protection, or why it can have none: only running tasks of a service can */
export function protectionOf(task: RunningTask): ProtectedTask | ProtectionFailure {
  if (task.options.serviceArn === undefined || !task.isLive) {
    const detail = task.isLive ? "Task does not belong to a service" : "Task is not running";
    return { arn: task.arn, reason: "TASK_NOT_VALID", detail };
  }
  const { protectedUntil } = task;
  return {
    taskArn: task.arn,
    protectionEnabled: protectedUntil !== undefined,
    ...(protectedUntil !== undefined && { expiresAt: protectedUntil }),
  };
}

/** @param now milliseconds since the Unix epoch */
export function protect(
  task: RunningTask,
  enabled: boolean,
  minutes: number | undefined,
  now: number,
): ProtectedTask | ProtectionFailure {
  const before = protectionOf(task);
  if ("reason" in before) return before;
  task.protect(enabled ? now + (minutes ?? DEFAULT_MINUTES) * 60_000 : undefined);
  return protectionOf(task);
}

/** Says what is wrong with a number of minutes; `undefined` for a good one, or none. */
export function minutesProblem(minutes: unknown): string | undefined {
  if (minutes === undefined || minutes === null) return undefined;
  if (Number.isInteger(minutes) && Number(minutes) >= 1 && Number(minutes) <= MAX_MINUTES) return undefined;
  return `expiresInMinutes must be a whole number from 1 to ${MAX_MINUTES}, got ${JSON.stringify(minutes)}`;
}
