import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { checked, checkName, type Subject } from "./parts/arguments/arguments";
import { type Tags, tagsOf } from "./parts/arguments/defaults";
import { type Transform, transformed } from "./parts/arguments/transform";

export interface SystemAlarmArgs {
  /**
   * Alarms of the system's components: their `alarms`. 1 to 100, for a rule has no more (CloudWatch API Reference, `PutCompositeAlarm`); a larger
   * system has one for each of its parts, and one on these.
   */
  alarms: readonly (aws.cloudwatch.MetricAlarm | aws.cloudwatch.CompositeAlarm)[];
  /**
   * ARNs of the SNS topics that hear of its start and end, and so of a system's trouble once. Leave them out of the components' own
   * `alarmTopicArns`, or every alarm is told besides.
   * @default nobody hears of it
   */
  alarmTopicArns?: pulumi.Input<pulumi.Input<string>[]>;
  /** Says what the system is, in the message that people get. 1 to 1,024 characters. @default its name */
  description?: pulumi.Input<string>;
  /** Tags of the alarm, besides `sluice:component` and `sluice:name`. */
  tags?: Tags;
  transform?: { alarm?: Transform<aws.cloudwatch.CompositeAlarmArgs> };
}

/** Alarms that one rule asks about, at most. */
const MOST_ALARMS = 100;

/** Characters of a rule, at most (CloudWatch API Reference, `PutCompositeAlarm`, `AlarmRule`). */
const LONGEST_RULE = 10_240;

/**
 * One alarm for a whole system: a composite alarm that is in ALARM as long as any of the system's alarms is. Its costs are $0.50 a month
 * (Amazon CloudWatch pricing, "Composite alarm").
 *
 * @example
 * const operators = new AlarmTopic("operators", { emails: ["ops@example.com"] });
 * const orders = new EventAggregator("orders");
 * new SystemAlarm("orders-system", { alarms: orders.alarms, alarmTopicArns: [operators.topic.arn] });
 */
export class SystemAlarm extends pulumi.ComponentResource {
  readonly alarm: aws.cloudwatch.CompositeAlarm;

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: SystemAlarmArgs, opts: pulumi.ComponentResourceOptions = {}) {
    const subject: Subject = { component: "SystemAlarm", name };
    checkName(subject);
    const { alarms, alarmTopicArns = [], description = `Something is wrong in ${name}.` } = args;
    checked(subject, "alarms", alarms.length, `a list of 1 to ${MOST_ALARMS} alarms`, (known) => {
      return known >= 1 && known <= MOST_ALARMS;
    });
    super("sluice:index:SystemAlarm", name, {}, opts);

    this.alarm = new aws.cloudwatch.CompositeAlarm(
      `${name}-alarm`,
      transformed(args.transform?.alarm, {
        // CloudWatch's names are the account's, and this resource has no automatic one.
        alarmName: `${pulumi.getProject()}-${pulumi.getStack()}-${name}`,
        alarmDescription: checked(subject, "description", description, "a text of 1 to 1024 characters", (known) => {
          return known.length >= 1 && known.length <= 1_024;
        }),
        alarmRule: ruleOf(subject, alarms),
        alarmActions: alarmTopicArns,
        okActions: alarmTopicArns,
        tags: tagsOf(subject, args.tags),
      }),
      { parent: this },
    );
    this.registerOutputs({ alarmArn: this.alarm.arn });
  }
}

/**
 * The rule that any of the alarms is in ALARM. It has their names, for a hundred ARNs are longer than a rule may be.
 * @throws RunError, in the output, where the names are too long as well
 */
function ruleOf(subject: Subject, alarms: SystemAlarmArgs["alarms"]): pulumi.Input<string> {
  const names = pulumi.all(alarms.map((alarm) => ("alarmName" in alarm ? alarm.alarmName : alarm.name)));
  const rule = names.apply((known) => known.map((name) => `ALARM(${JSON.stringify(name)})`).join(" OR "));
  const holds = (text: string) => text.length <= LONGEST_RULE;
  const length = (text: string) => text.length;
  return checked(subject, "alarms", rule, `few enough for a rule of ${LONGEST_RULE} characters`, holds, length);
}
