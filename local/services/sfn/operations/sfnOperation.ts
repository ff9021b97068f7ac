import type { Operation } from "../../../edge/awsApi";
import type { Executions } from "../executions";
import type { MachineSpec } from "../sfn";
import type { TaskTokens } from "../taskTokens";

/** Machines and their executions, as the operations of the API see them. */
export interface SfnParts {
  /** @throws AwsError `StateMachineDoesNotExist` */
  machineOf(arn: string): MachineSpec;
  executions: Executions;
  tokens: TaskTokens;
}

export type SfnOperation<Input extends object, Output extends object> = Operation<SfnParts, Input, Output>;
