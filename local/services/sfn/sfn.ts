import type { AwsService } from "../../edge/awsService";
import type { Definition } from "./asl/definition";

export type MachineType = "EXPRESS" | "STANDARD";
export type LogLevel = "ALL" | "ERROR" | "FATAL" | "OFF";

/** Where a machine is to log to, as a request says it. */
export interface LoggingRequest {
  level?: string | undefined;
  /** ARN of a log group, with `:*` behind it. */
  logDestination?: string | undefined;
  includeExecutionData?: boolean | undefined;
}

/** A machine that is to be made. */
export interface MachineRequest {
  name: string;
  /** For log lines. */
  label: string;
  /** @default "STANDARD" */
  type?: string | undefined;
  roleArn: string;
  definition: string;
  logging?: LoggingRequest | undefined;
  tags?: Readonly<Record<string, string>> | undefined;
}

/** The part of a machine that changes. */
export type MachineChanges = {
  [K in "definition" | "roleArn" | "logging"]?: MachineRequest[K] | undefined;
};

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
  updatedAt: number;
  /** Another one after each change of the definition or of the role; none before the first. */
  revisionId?: string;
  loggingRequest?: LoggingRequest;
  logging?: { level: LogLevel; logGroupName: string; includeExecutionData: boolean };
}

/** Step Functions: state machines in Amazon States Language, and the API behind the edge. */
export interface Sfn {
  readonly api: AwsService;
  /** @throws AwsError in the words of CreateStateMachine */
  createMachine(request: MachineRequest): MachineSpec;
  /** Changes a machine; executions that run go on with what they started with. @throws AwsError as UpdateStateMachine */
  updateMachine(arn: string, changes: MachineChanges): MachineSpec;
  /** Ends its executions, as `ABORTED`. */
  deleteMachine(arn: string): void;
  /** Makes an activity, or answers the one of this name. @throws AwsError `InvalidName` */
  createActivity(name: string): { arn: string; name: string; createdAt: number };
  deleteActivity(arn: string): void;
  /** Goes on with the executions that an earlier process left of machines that are there. */
  resume(): void;
  /** Ends all executions, but for those that are kept; no timer is left. */
  stop(): void;
}
