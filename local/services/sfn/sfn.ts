import type { AwsService } from "../../edge/awsService";
import type { Definition } from "./asl/definition";

export type MachineType = "EXPRESS" | "STANDARD";
export type LogLevel = "ALL" | "ERROR" | "FATAL" | "OFF";

/** A state machine as the local cloud runs it. */
export interface MachineSpec {
  arn: string;
  /** Physical name. */
  name: string;
  /** Logical name, for log lines. */
  label: string;
  type: MachineType;
  roleArn: string;
  definition: Definition;
  /** As it was given. */
  definitionText: string;
  /** Milliseconds since the Unix epoch. */
  createdAt: number;
  revisionId: string;
  logging?: { level: LogLevel; logGroupName: string; includeExecutionData: boolean };
}

/** Step Functions: state machines in Amazon States Language with JSONPath, and the API behind the edge. */
export interface Sfn {
  readonly api: AwsService;
  /** Creates or changes; executions that run go on with what they started with. */
  putMachine(spec: MachineSpec): void;
  /** Ends its executions, as `ABORTED`. */
  deleteMachine(arn: string): void;
  /** Ends all executions; no timer is left. */
  stop(): void;
}
