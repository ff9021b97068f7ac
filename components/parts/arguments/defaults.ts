import type { Subject } from "./arguments";

/** Days that logs are kept where the caller does not say: long enough to look into last month's incident. */
export const LOG_RETENTION_DAYS = 30;

/** The retention periods that CloudWatch Logs accepts, in days; 0 keeps logs for ever (API `PutRetentionPolicy`). */
export const LOG_RETENTION_CHOICES: readonly number[] = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Seconds that SQS keeps a message at most: 14 days. */
export const LONGEST_QUEUE_RETENTION_SECONDS = 1_209_600;

/** Seconds that SQS hides a received message at most (API reference, `VisibilityTimeout`). */
export const LONGEST_VISIBILITY_SECONDS = 43_200;

/** Bytes of the largest message that SQS takes, attributes included (API reference, `MaximumMessageSize`). */
export const LARGEST_MESSAGE_BYTES = 1_048_576;

export type Tags = Readonly<Record<string, string>>;

/** The tags of a component's children: the caller's own, and two that name the component. */
export function tagsOf(subject: Subject, tags: Tags | undefined): Record<string, string> {
  return { ...tags, "sluice:component": subject.component, "sluice:name": subject.name };
}
