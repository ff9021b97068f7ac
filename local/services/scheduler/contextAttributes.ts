/** One attempt to call a target. */
export interface Attempt {
  scheduleArn: string;
  /** ISO 8601, to the second. */
  scheduledTime: string;
  /** The same for all attempts of one invocation. */
  executionId: string;
  /** From 1. */
  number: number;
}

/**
 * Puts the facts of an attempt in the places that a target's input has for them.
 * Source: EventBridge Scheduler User Guide, "Adding context attributes in EventBridge Scheduler".
 */
export function withContext(input: string, attempt: Attempt): string {
  return input
    .replaceAll("<aws.scheduler.schedule-arn>", attempt.scheduleArn)
    .replaceAll("<aws.scheduler.scheduled-time>", attempt.scheduledTime)
    .replaceAll("<aws.scheduler.execution-id>", attempt.executionId)
    .replaceAll("<aws.scheduler.attempt-number>", String(attempt.number));
}
