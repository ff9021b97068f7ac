import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checkName, type Subject } from "./parts/arguments/arguments";
import { type Tags, tagsOf } from "./parts/arguments/defaults";
import { customerKey } from "./parts/data/customerKey";
import { emailSubscriptions, emailsOf } from "./parts/queues/emailSubscriptions";
import { encryptedTopic } from "./parts/queues/encryptedTopic";

export interface AlarmTopicArgs {
  /**
   * Addresses that hear of every alarm's start and end; each has to confirm its subscription in a mail from AWS first.
   * @default nobody, with a warning at each deployment: subscribe to `topic`
   */
  emails?: readonly string[];
  /** Tags of every child, besides `sluice:component` and `sluice:name`. */
  tags?: Tags;
}

/** The service that publishes to a topic when an alarm starts or ends. */
const ALARMS = "cloudwatch.amazonaws.com";

/** Days in which a deleted key can be had back: few, for a topic keeps nothing. */
const KEY_DELETION_DAYS = 7;

/**
 * Tells people of alarms: one topic for all components of a stack, which take it as `alarmTopicArns`.
 *
 * @example
 * const operators = new AlarmTopic("operators", { emails: ["ops@example.com"] });
 * new EventAggregator("orders", { alarmTopicArns: [operators.topic.arn] });
 */
export class AlarmTopic extends pulumi.ComponentResource {
  readonly topic: aws.sns.Topic;
  /** Encrypts what is told, and lets CloudWatch's alarms tell it: they may not use the key `alias/aws/sns`. */
  readonly key: aws.kms.Key;
  readonly subscriptions: readonly aws.sns.TopicSubscription[];

  /** @throws RunError naming the argument that breaks its rule */
  constructor(name: string, args: AlarmTopicArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const subject: Subject = { component: "AlarmTopic", name };
    checkName(subject);
    const emails = emailsOf(subject, "emails", args.emails);
    super("sluice:index:AlarmTopic", name, {}, opts);
    const child = { parent: this };
    const tags = tagsOf(subject, args.tags);

    this.key = customerKey(
      `${name}-key`,
      {
        description: `Alarms of the topic ${name}-topic.`,
        services: [ALARMS],
        logs: false,
        deletionDays: KEY_DELETION_DAYS,
        tags,
      },
      child,
    );
    this.topic = encryptedTopic(`${name}-topic`, { services: [ALARMS], keyArn: this.key.arn, tags }, child);
    this.subscriptions = emailSubscriptions(name, { topic: this.topic, emails }, child);
    if (emails.length === 0) {
      void pulumi.log.warn(
        `Nobody is told of alarms: name somebody (emails of AlarmTopic ${JSON.stringify(name)}, sluice:alarms.emails of a stack), ` +
          "or subscribe to its topic by other means.",
        this,
      );
    }
    this.registerOutputs({ topicArn: this.topic.arn });
  }
}
