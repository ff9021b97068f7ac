import type {
  DeleteAlarmsCommandInput,
  DeleteAlarmsCommandOutput,
  DisableAlarmActionsCommandInput,
  DisableAlarmActionsCommandOutput,
  PutMetricAlarmCommandInput,
  PutMetricAlarmCommandOutput,
  SetAlarmStateCommandInput,
  SetAlarmStateCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { AwsError } from "../../base/awsError";
import { jsonIn } from "../../base/jsonIn";
import { tagsIn } from "../../base/tagList";
import { checkMembers } from "../../edge/constraints";
import { creating } from "../../iam/creating";
import { alarmInputs } from "./alarmSettings";
import { ALARM, alarmArn, type CloudWatchOperation, COMPOSITE, onAlarms } from "./cloudWatchOperation";

/** Replaces all of an alarm that is there, but for its state and its tags. */
export const putMetricAlarm: CloudWatchOperation<PutMetricAlarmCommandInput, PutMetricAlarmCommandOutput> = {
  parameters: {
    AlarmName: "text",
    Tags: "list?",
    Dimensions: "list?",
    Metrics: "list?",
    AlarmActions: "list?",
    OKActions: "list?",
    InsufficientDataActions: "list?",
  },
  permissions: ({ AlarmName, Tags, AlarmActions = [], OKActions = [], InsufficientDataActions = [] }) => {
    const actions = [...AlarmActions, ...OKActions, ...InsufficientDataActions];
    const names = { create: "cloudwatch:PutMetricAlarm", tag: "cloudwatch:TagResource" };
    return creating(alarmArn(AlarmName), tagsIn(Tags), names).map((permission) => ({
      ...permission,
      context: { ...permission.context, ...(actions.length > 0 && { "cloudwatch:AlarmActions": actions }) },
    }));
  },
  async run(given, { resources }) {
    const { AlarmName: name, Tags } = given;
    checkMembers("ValidationException", [
      ["alarmName", name, { max: 255 }],
      ["alarmDescription", given.AlarmDescription, { max: 1024 }],
      ["evaluationPeriods", given.EvaluationPeriods, { min: 1 }],
      ["period", given.Period, { min: 1 }],
    ]);
    const inputs = alarmInputs(given);
    const existing = resources.find(ALARM, name);
    if (existing) await resources.update(existing, inputs);
    else await resources.create(ALARM, { ...inputs, name }, { name, tags: tagsIn(Tags) });
    return {};
  },
};

/** Names of no alarm are passed over; of composite alarms there may be one. Source: Amazon CloudWatch API Reference, "DeleteAlarms". */
export const deleteAlarms: CloudWatchOperation<DeleteAlarmsCommandInput, DeleteAlarmsCommandOutput> = {
  parameters: { AlarmNames: "list" },
  permissions: ({ AlarmNames }) => onAlarms("cloudwatch:DeleteAlarms", AlarmNames),
  async run({ AlarmNames }, { resources }) {
    checkMembers("ValidationException", [["alarmNames", AlarmNames, { max: 100 }]]);
    const composites = AlarmNames.filter((name) => resources.find(COMPOSITE, name) !== undefined);
    if (composites.length > 1) {
      throw new AwsError("ValidationException", "Only one composite alarm can be deleted at a time");
    }
    // It first, for its rule may ask about the others.
    for (const name of [...composites, ...AlarmNames]) {
      const alarm = resources.find(COMPOSITE, name) ?? resources.find(ALARM, name);
      if (alarm) await resources.delete(alarm);
    }
    return {};
  },
};

/** Holds until the end of the alarm's next period. */
export const setAlarmState: CloudWatchOperation<SetAlarmStateCommandInput, SetAlarmStateCommandOutput> = {
  parameters: { AlarmName: "text", StateValue: "text", StateReason: "text" },
  permissions: ({ AlarmName }) => onAlarms("cloudwatch:SetAlarmState", [AlarmName]),
  run({ AlarmName, StateValue, StateReason, StateReasonData }, { alarms, compositeAlarms }) {
    checkMembers("ValidationException", [
      ["stateValue", StateValue, { oneOf: ["INSUFFICIENT_DATA", "ALARM", "OK"] }],
      ["stateReason", StateReason, { max: 1023 }],
      ["stateReasonData", StateReasonData, { max: 4000 }],
    ]);
    if (StateReasonData !== undefined && jsonIn(StateReasonData) === undefined) {
      throw new AwsError("InvalidFormatFault", "StateReasonData must be JSON");
    }
    if (compositeAlarms.list().some(({ spec }) => spec.name === AlarmName)) {
      compositeAlarms.setState(AlarmName, StateValue, StateReason);
      return {};
    }
    if (alarms.state(AlarmName) === undefined)
      throw new AwsError("ResourceNotFound", `The alarm ${AlarmName} does not exist`, 404);
    alarms.setState(AlarmName, StateValue, StateReason, StateReasonData);
    return {};
  },
};

export const enableAlarmActions = acting("cloudwatch:EnableAlarmActions", true);
export const disableAlarmActions = acting("cloudwatch:DisableAlarmActions", false);

function acting(
  action: string,
  actionsEnabled: boolean,
): CloudWatchOperation<DisableAlarmActionsCommandInput, DisableAlarmActionsCommandOutput> {
  return {
    parameters: { AlarmNames: "list" },
    permissions: ({ AlarmNames }) => onAlarms(action, AlarmNames),
    async run({ AlarmNames }, { resources }) {
      for (const name of AlarmNames) {
        const alarm = resources.find(ALARM, name) ?? resources.find(COMPOSITE, name);
        if (alarm) await resources.update(alarm, { actionsEnabled });
      }
      return {};
    },
  };
}
