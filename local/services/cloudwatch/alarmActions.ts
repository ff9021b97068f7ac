import { ACCOUNT_ID } from "../../base/arn";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import type { AlarmRule, AlarmState } from "./alarmRule";
import type { AlarmStatus, AlarmTransition } from "./alarms";

/** Characters of a subject, SNS's limit. */
const LONGEST_SUBJECT = 100;
export const REGION_TITLE = "US East (N. Virginia)";

const CLOUDWATCH: Principal = { kind: "service", service: "cloudwatch.amazonaws.com" };

/**
 * Tells topics when an alarm changes its state, and only then: an alarm that stays in ALARM says nothing more, however much worse it
 * gets (CloudWatch User Guide, "Alarm actions"). The topic's policy and its key must let CloudWatch in; a refusal is for the person
 * at the laptop to see, as the alarm's history would show it on AWS.
 */
export function createAlarmActions({
  alarms,
  sns,
  clock,
  report,
}: Pick<Services, "alarms" | "sns" | "clock" | "report">): void {
  alarms.onTransition((transition) => {
    const { name, to } = transition;
    const status = alarms.list().find(({ spec }) => spec.name === name);
    if (status === undefined) return;
    tellTopics({ sns, report }, status.spec, to, documentOf(transition, status, clock.now()), (topicArn, why) =>
      alarms.acted(
        name,
        why === undefined
          ? `Successfully executed action ${topicArn}`
          : `Failed to execute action ${topicArn}. Received error: "${why}"`,
      ),
    );
  });
}

/**
 * Tells an alarm's topics of the state that it has come into.
 * @param acted is told of each topic, and why it could not be told
 */
export function tellTopics(
  { sns, report }: Pick<Services, "sns" | "report">,
  { name, arn, topics }: Pick<AlarmRule, "name" | "arn" | "topics">,
  to: AlarmState,
  document: Readonly<Record<string, unknown>>,
  acted: (topicArn: string, why?: string) => void = () => {},
): void {
  const subject = `${to}: "${name}" in ${REGION_TITLE}`.slice(0, LONGEST_SUBJECT);
  const message = JSON.stringify(document);
  for (const topicArn of topics?.[to] ?? []) {
    try {
      sns.publish(CLOUDWATCH, topicArn, { subject, message }, { "aws:SourceArn": arn });
      acted(topicArn);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      acted(topicArn, why);
      report.warn("alarms", `${name} could not tell ${topicArn} that it is ${to}: ${why}`);
    }
  }
}

/** The document that CloudWatch sends; AWS shows it by examples only (CloudWatch User Guide, "Notifying users on alarm changes"). */
function documentOf(
  { from, to, reason }: AlarmTransition,
  { spec, changedAt }: AlarmStatus,
  now: number,
): Record<string, unknown> {
  return {
    AlarmName: spec.name,
    AlarmDescription: spec.description ?? null,
    AWSAccountId: ACCOUNT_ID,
    AlarmConfigurationUpdatedTimestamp: new Date(changedAt).toISOString(),
    NewStateValue: to,
    NewStateReason: reason,
    StateChangeTime: new Date(now).toISOString(),
    Region: REGION_TITLE,
    AlarmArn: spec.arn,
    OldStateValue: from,
    OKActions: spec.topics?.OK ?? [],
    AlarmActions: [...(spec.scalingPolicies ?? []), ...(spec.topics?.ALARM ?? [])],
    InsufficientDataActions: spec.topics?.INSUFFICIENT_DATA ?? [],
    Trigger: {
      ...("metrics" in spec
        ? { Metrics: spec.metrics }
        : {
            MetricName: spec.metricName,
            Namespace: spec.namespace,
            ...statisticOf(spec.statistic),
            Unit: null,
            Dimensions: Object.entries(spec.dimensions).map(([name, value]) => ({ name, value })),
            Period: spec.periodSeconds,
          }),
      EvaluationPeriods: spec.evaluationPeriods,
      DatapointsToAlarm: spec.datapointsToAlarm,
      ComparisonOperator: spec.comparisonOperator,
      Threshold: spec.threshold,
      TreatMissingData: spec.treatMissingData,
      EvaluateLowSampleCountPercentile: "",
    },
  };
}

/** A percentile is told as an extended statistic, any other in capitals. */
function statisticOf(statistic: string): Record<string, string> {
  return /^p\d/.test(statistic)
    ? { StatisticType: "ExtendedStatistic", ExtendedStatistic: statistic }
    : { StatisticType: "Statistic", Statistic: statistic.toUpperCase() };
}
