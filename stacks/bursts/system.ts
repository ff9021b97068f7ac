import type * as pulumi from "@pulumi/pulumi";
import { AlarmDrivenWorkers } from "../../components/alarmDrivenWorkers";
import type { StackNetwork } from "../stackNetwork";
import type { BurstsSettings } from "./settings";

/** The outputs that `pulumi stack output bursts` shows. */
export interface BurstsOutputs {
  queueUrl: pulumi.Output<string>;
  deadLetterQueueUrl: pulumi.Output<string>;
  /** One item a message, by `id`. */
  tableName: pulumi.Output<string>;
  clusterName: pulumi.Output<string>;
  /** The alarm on too many messages. */
  alarmName: pulumi.Output<string>;
  /** The alarm on messages that wait for too long. */
  leftoverAlarmName: pulumi.Output<string>;
  topicArn: pulumi.Output<string>;
  starterName: pulumi.Output<string>;
}

/** The system `bursts`: stores bursts of messages with workers that come when an alarm calls, and go when they are done. */
export function createBursts(settings: BurstsSettings, { place }: StackNetwork): BurstsOutputs {
  const bursts = new AlarmDrivenWorkers("bursts", { ...settings, network: place });
  return {
    queueUrl: bursts.queue.url,
    deadLetterQueueUrl: bursts.deadLetterQueue.url,
    tableName: bursts.table.name,
    clusterName: bursts.cluster.name,
    alarmName: bursts.backlogAlarm.name,
    leftoverAlarmName: bursts.leftoverAlarm.name,
    topicArn: bursts.topic.arn,
    starterName: bursts.starter.name,
  };
}
