import type * as aws from "@pulumi/aws";
import { type AlarmSettings, alarm } from "../parts/alarms/alarms";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Settings } from "./settings";
import { UPDATES } from "./userData";

const MINUTES_AN_HOUR = 60;

/**
 * Alarms for a bastion that is broken. AWS moves an instance to other hardware when it is the hardware that fails (EC2 User Guide, "Simplified
 * automatic recovery"), and restarts it here when it is the instance itself. Updates that fail are for people.
 */
export function alarms(
  name: string,
  { bastion, tags, alarmTopicArns, transform }: Settings & { bastion: aws.ec2.Instance },
  opts: ChildOptions,
): aws.cloudwatch.MetricAlarm[] {
  const action = (verb: string) =>
    bastion.arn.apply((arn) => {
      const [, partition, , region] = arn.split(":");
      return `arn:${partition}:automate:${region}:ec2:${verb}`;
    });
  const shared = (verb: string): AlarmSettings => ({
    topicArns: [...alarmTopicArns],
    actions: [action(verb)],
    tags,
    transform: transform.alarm,
  });
  const check = { namespace: "AWS/EC2", dimensions: { InstanceId: bastion.id }, statistic: "Maximum" as const };
  return [
    alarm(
      `${name}-bastion-host`,
      {
        ...check,
        description: "The machine below the bastion failed its check in 2 of 2 minutes: AWS moves the bastion.",
        metricName: "StatusCheckFailed_System",
        threshold: 1,
        minutes: { breaching: 2, of: 2 },
      },
      shared("recover"),
      opts,
    ),
    alarm(
      `${name}-bastion-system`,
      {
        ...check,
        description: "The bastion itself failed its check in 3 of 3 minutes: it is restarted.",
        metricName: "StatusCheckFailed_Instance",
        threshold: 1,
        minutes: { breaching: 3, of: 3 },
      },
      shared("reboot"),
      opts,
    ),
    alarm(
      `${name}-bastion-updates`,
      {
        ...UPDATES,
        description:
          "The bastion's nightly updates failed in the last hour: journalctl --unit nightly-update says why.",
        dimensions: { InstanceId: bastion.id },
        statistic: "Maximum",
        threshold: 1,
        minutes: { breaching: 1, of: MINUTES_AN_HOUR },
      },
      { topicArns: [...alarmTopicArns], tags, transform: transform.alarm },
      opts,
    ),
  ];
}
