export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/** The inputs of `aws.cloudwatch.MetricAlarm` that the local cloud honours. */
export interface AlarmSpec {
  arn: string;
  name: string;
  namespace: string;
  metricName: string;
  dimensions: Readonly<Record<string, string>>;
  statistic: string;
  periodSeconds: number;
  evaluationPeriods: number;
  datapointsToAlarm: number;
  threshold: number;
  comparisonOperator: string;
  treatMissingData: "missing" | "ignore" | "breaching" | "notBreaching";
}

export interface AlarmTransition {
  name: string;
  from: AlarmState;
  to: AlarmState;
  reason: string;
}

/** Alarms that act on a change of state only, as CloudWatch's do. */
export interface Alarms {
  put(spec: AlarmSpec): void;
  delete(name: string): void;
  state(name: string): AlarmState | undefined;
  onTransition(listener: (transition: AlarmTransition) => void): void;
  stop(): void;
}
