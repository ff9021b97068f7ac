import type {
  CompositeAlarm,
  PutCompositeAlarmCommandInput,
  PutCompositeAlarmCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { tagsIn } from "../../base/tagList";
import { checkMembers } from "../../edge/constraints";
import type { OnWire } from "../../edge/wireTypes";
import { creating } from "../../iam/creating";
import type { CompositeAlarmStatus } from "../../services/cloudwatch/compositeAlarms";
import { actionInputs, actionSettings, alarmStanding } from "./alarmSettings";
import {
  alarmArn,
  type CloudWatchOperation,
  type CloudWatchParts,
  COMPOSITE,
  checkSupported,
} from "./cloudWatchOperation";

const SUPPORTED: ReadonlySet<string> = new Set([
  ...["AlarmName", "AlarmRule", "AlarmDescription", "ActionsEnabled", "AlarmActions", "OKActions"],
  ...["InsufficientDataActions", "Tags"],
]);

/** Replaces all of a composite alarm that is there, but for its state and its tags. */
export const putCompositeAlarm: CloudWatchOperation<PutCompositeAlarmCommandInput, PutCompositeAlarmCommandOutput> = {
  parameters: {
    AlarmName: "text",
    AlarmRule: "text",
    Tags: "list?",
    AlarmActions: "list?",
    OKActions: "list?",
    InsufficientDataActions: "list?",
  },
  permissions: ({ AlarmName, Tags }) =>
    creating(alarmArn(AlarmName), tagsIn(Tags), {
      create: "cloudwatch:PutCompositeAlarm",
      tag: "cloudwatch:TagResource",
    }),
  async run(given, { resources }) {
    checkSupported(given, SUPPORTED);
    const { AlarmName: name, AlarmRule, Tags } = given;
    checkMembers("ValidationException", [
      ["alarmName", name, { max: 255 }],
      ["alarmRule", AlarmRule, { max: 10_240 }],
      ["alarmDescription", given.AlarmDescription, { max: 1024 }],
    ]);
    const inputs = {
      alarmName: name,
      alarmRule: AlarmRule,
      alarmDescription: given.AlarmDescription,
      ...actionInputs(given),
    };
    const existing = resources.find(COMPOSITE, name);
    if (existing) await resources.update(existing, inputs);
    else await resources.create(COMPOSITE, inputs, { name, tags: tagsIn(Tags) });
    return {};
  },
};

/** A composite alarm as the API answers it. */
export function describedComposite(
  status: CompositeAlarmStatus,
  { resources }: CloudWatchParts,
): OnWire<CompositeAlarm> {
  const { name, rule, description } = status.spec;
  return {
    ...actionSettings(resources.find(COMPOSITE, name)?.inputs ?? {}),
    ...alarmStanding(status),
    AlarmRule: rule,
    ...(description !== undefined && { AlarmDescription: description }),
  };
}
