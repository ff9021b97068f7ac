export interface AlarmRule {
  arn: string;
  name: string;
  description?: string;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  threshold: number;
  comparisonOperator: string;
  treatMissingData: "missing" | "ignore" | "breaching" | "notBreaching";
  /** ARNs of scaling policies that act while this is in ALARM; none where absent. */
  scalingPolicies?: readonly string[];
  /** ARNs of the SNS topics that hear of a change into each state; nobody where absent. */
  topics?: Readonly<Partial<Record<AlarmState, readonly string[]>>>;
}
export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";
