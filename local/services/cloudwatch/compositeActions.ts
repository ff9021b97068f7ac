import { ACCOUNT_ID } from "../../base/arn";
import type { Services } from "../../services";
import { REGION_TITLE, tellTopics } from "./alarmActions";
import { inUtc, stateOf } from "./alarmEvents";
import type { CompositeTransition } from "./compositeAlarms";

/**
 * Tells topics and EventBridge when a composite alarm changes its state.
 * Sources: CloudWatch User Guide, "Notifying users on alarm changes" and "Alarm events and EventBridge", with their examples.
 */
export function createCompositeActions({
  compositeAlarms,
  sns,
  events,
  report,
}: Pick<Services, "compositeAlarms" | "sns" | "events" | "report">): void {
  compositeAlarms.onTransition((transition) => {
    const { spec, state } = transition.status;
    events.emit(eventOf(transition));
    tellTopics({ sns, report }, spec, state, documentOf(transition));
  });
}

function documentOf({ status, before, triggering }: CompositeTransition): Record<string, unknown> {
  const { spec, state, reason, since } = status;
  return {
    AlarmName: spec.name,
    AlarmDescription: spec.description ?? null,
    AWSAccountId: ACCOUNT_ID,
    NewStateValue: state,
    NewStateReason: reason,
    StateChangeTime: inUtc(since),
    Region: REGION_TITLE,
    AlarmArn: spec.arn,
    OldStateValue: before.state,
    OKActions: spec.topics?.OK ?? [],
    AlarmActions: spec.topics?.ALARM ?? [],
    InsufficientDataActions: spec.topics?.INSUFFICIENT_DATA ?? [],
    AlarmRule: spec.rule,
    TriggeringChildren: triggering.map(({ arn, state: { value, timestamp } }) => ({
      Arn: arn,
      State: { Value: value, Timestamp: inUtc(timestamp) },
    })),
  };
}

function eventOf({ status, before, triggering }: CompositeTransition) {
  const { spec } = status;
  const triggeringAlarms = triggering.map(({ arn, state: { value, timestamp } }) => ({
    arn,
    state: { value, timestamp: inUtc(timestamp) },
  }));
  return {
    source: "aws.cloudwatch",
    detailType: "CloudWatch Alarm State Change",
    resources: [spec.arn],
    detail: {
      alarmName: spec.name,
      state: { ...stateOf(status), reasonData: JSON.stringify({ triggeringAlarms }) },
      previousState: stateOf(before),
      configuration: {
        ...(spec.description !== undefined && { description: spec.description }),
        alarmRule: spec.rule,
      },
    },
  };
}
