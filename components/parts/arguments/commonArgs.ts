import type * as pulumi from "@pulumi/pulumi";
import { oneOf, type Subject } from "./arguments";
import { LOG_RETENTION_CHOICES, LOG_RETENTION_DAYS, type Tags, tagsOf } from "./defaults";

/** The arguments of every component. */
export interface CommonArgs {
  /**
   * Days that logs are kept: a period that CloudWatch Logs knows, or 0 for ever.
   * @default 30
   */
  logRetentionDays?: pulumi.Input<number>;
  /**
   * ARNs of the SNS topics that hear of every alarm's start and end.
   * @default alarms tell nobody
   */
  alarmTopicArns?: pulumi.Input<pulumi.Input<string>[]>;
  /** Tags of every child, besides `sluice:component` and `sluice:name`. */
  tags?: Tags;
}

/**
 * Checks the arguments of every component, and puts defaults in the place of absent ones.
 * @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known
 */
export function commonSettings(subject: Subject, args: CommonArgs) {
  const { logRetentionDays = LOG_RETENTION_DAYS, alarmTopicArns = [], tags } = args;
  return {
    logRetentionDays: oneOf(subject, "logRetentionDays", logRetentionDays, LOG_RETENTION_CHOICES),
    alarmTopicArns,
    tags: tagsOf(subject, tags),
  };
}
