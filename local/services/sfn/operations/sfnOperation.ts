import type { Inventory } from "../../../base/inventory";
import type { Operation } from "../../../edge/awsApi";
import type { Activities } from "../activities";
import type { Executions } from "../executions";
import type { Machines } from "../machines";
import type { TaskTokens } from "../taskTokens";

/** Machines and their executions, as the operations of the API see them. */
export interface SfnParts {
  activities: Activities;
  machines: Machines;
  /** Ends its executions, too. */
  deleteMachine(arn: string): void;
  executions: Executions;
  tokens: TaskTokens;
  inventory: Inventory;
}

export type SfnOperation<Input extends object, Output extends object> = Operation<SfnParts, Input, Output>;
