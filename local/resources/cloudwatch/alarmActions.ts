import type { AlarmRule, AlarmState } from "../../services/cloudwatch/alarmRule";

export interface ActionInputs {
  actionsEnabled?: boolean;
  alarmActions?: readonly string[] | null;
  okActions?: readonly string[] | null;
  insufficientDataActions?: readonly string[] | null;
}

const STATES = { alarmActions: "ALARM", okActions: "OK", insufficientDataActions: "INSUFFICIENT_DATA" } as const;
const SCALING_POLICY = /^arn:aws:autoscaling:[^:]+:[^:]+:scalingPolicy:[^:]+:resource\/ecs\//;
/** Actions that mend an instance whose status checks fail, which they never do here. */
const INSTANCE_ACTION = /^arn:aws:automate:[^:]+:ec2:(recover|reboot)$/;
/** Services of which AWS's alarms take actions. Source: CloudWatch API Reference, `PutMetricAlarm`, AlarmActions. */
const VENDORS = ["automate", "autoscaling", "lambda", "sns", "ssm", "ssm-incidents"];
const TOPIC = /^arn:aws:sns:[^:]+:[^:]+:[^:]+$/;

/**
 * Sorts an alarm's actions: topics hear of a change into a state, scaling policies act while it is in ALARM.
 * @throws Error for an action that nothing here could carry out
 */
export function actionsOf(inputs: ActionInputs): Pick<AlarmRule, "scalingPolicies" | "topics"> {
  const topics: Partial<Record<AlarmState, string[]>> = {};
  for (const [property, state] of Object.entries(STATES) as [keyof typeof STATES, AlarmState][]) {
    const actions = (inputs[property] ?? []).filter((action) => !INSTANCE_ACTION.test(action));
    const other = actions.find((action) => !TOPIC.test(action) && !(state === "ALARM" && SCALING_POLICY.test(action)));
    if (other !== undefined) {
      const [arn, , vendor = ""] = other.split(":");
      if (arn === "arn" && !VENDORS.includes(vendor)) throw new Error(`Unsupported AWS vendor ${vendor}`);
      const scaling = state === "ALARM" ? " and scaling policies of ECS services" : "";
      throw new Error(`${property} must hold ARNs of SNS topics${scaling} only locally, got "${other}"`);
    }
    const found = actions.filter((action) => TOPIC.test(action));
    if (found.length > 0) topics[state] = found;
  }
  const policies = (inputs.alarmActions ?? []).filter((action) => SCALING_POLICY.test(action));
  if (inputs.actionsEnabled === false) return {};
  return {
    ...(policies.length > 0 && { scalingPolicies: policies }),
    ...(Object.keys(topics).length > 0 && { topics }),
  };
}
