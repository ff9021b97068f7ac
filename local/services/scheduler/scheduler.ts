/** The target that a schedule calls, and in whose name. */
export interface ScheduleTarget {
  /** ARN of a function, a cluster or a queue. */
  arn: string;
  roleArn: string;
  /** JSON text for a function, a task's overrides as JSON for a cluster, any text for a queue. */
  input?: string;
  /** Retries after the first attempt. */
  maximumRetryAttempts: number;
  maximumEventAgeSeconds: number;
  deadLetterQueueArn?: string;
  /** Parameters of `RunTask` in the API's own words, but for the cluster and the overrides. */
  runTask?: Readonly<Record<string, unknown>>;
  /** For a FIFO queue. */
  messageGroupId?: string;
}

export interface ScheduleSpec {
  arn: string;
  name: string;
  groupName: string;
  /** Logical name, for log lines. */
  label: string;
  /** `cron(...)`, `rate(...)` or `at(...)`. */
  expression: string;
  /** Name in the IANA time zone database. */
  timeZone: string;
  /** Milliseconds since the Unix epoch; both included. */
  startDate?: number;
  endDate?: number;
  enabled: boolean;
  /** Takes the schedule away when it has no time left. */
  deleteAfterCompletion: boolean;
  target: ScheduleTarget;
}

/** EventBridge Scheduler. */
export interface Scheduler {
  putGroup(group: { arn: string; name: string }): void;
  /** Takes its schedules with it. */
  deleteGroup(name: string): void;
  /**
   * Creates or changes.
   * @throws AwsError `ValidationException` for a wrong expression, a target that does not run here, or a role that the service
   * may not assume; `ResourceNotFoundException` where there is no such group
   */
  putSchedule(spec: ScheduleSpec): void;
  deleteSchedule(arn: string): void;
  /**
   * The times at which a schedule or a group was made and changed, in milliseconds since the Unix epoch. There are none where there is no
   * such one, or where it has gone by itself.
   */
  times(arn: string): { readonly createdAt: number; readonly changedAt: number } | undefined;
  /** The times at which an enabled schedule is due next, in milliseconds since the Unix epoch; none where there is no such schedule. */
  nextTimes(arn: string, most: number): readonly number[];
  /** Calls a schedule's target now, besides its own times, enabled or not. @throws AwsError `ResourceNotFoundException` */
  runNow(arn: string): void;
  /** Milliseconds since the Unix epoch by the schedules' own clock, which a time scale makes faster. */
  now(): number;
  /** Resolves once nothing is under way to a target but what waits for a retry. */
  delivered(): Promise<void>;
  stop(): Promise<void>;
}
