import type {
  DescribeExecutionCommandInput,
  DescribeExecutionCommandOutput,
  ListExecutionsCommandInput,
  ListExecutionsCommandOutput,
  RedriveExecutionCommandInput,
  RedriveExecutionCommandOutput,
  StopExecutionCommandInput,
  StopExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { AwsError } from "../../../base/awsError";
import type { Status } from "../execution";
import { described, summary } from "./described";
import { page } from "./page";
import type { SfnOperation } from "./sfnOperation";

export const stopExecution: SfnOperation<StopExecutionCommandInput, StopExecutionCommandOutput> = {
  parameters: { executionArn: "text", error: "text?", cause: "text?" },
  permissions: ({ executionArn }) => [{ action: "states:StopExecution", resource: executionArn }],
  run({ executionArn, error, cause }, { executions }) {
    const execution = executions.find(executionArn);
    execution.abort(error, cause);
    return { stopDate: (execution.stoppedAt ?? execution.startedAt) / 1000 };
  },
};

export const describeExecution: SfnOperation<DescribeExecutionCommandInput, DescribeExecutionCommandOutput> = {
  parameters: { executionArn: "text" },
  permissions: ({ executionArn }) => [{ action: "states:DescribeExecution", resource: executionArn }],
  run({ executionArn }, { executions }) {
    const execution = executions.find(executionArn);
    const { redriveCount, redrivenAt, redriveRefusal } = execution;
    return {
      ...described(execution),
      redriveCount,
      ...(redrivenAt !== undefined && { redriveDate: redrivenAt / 1000 }),
      ...(redriveRefusal === undefined
        ? { redriveStatus: "REDRIVABLE" as const }
        : { redriveStatus: "NOT_REDRIVABLE" as const, redriveStatusReason: redriveRefusal }),
    };
  },
};

export const redriveExecution: SfnOperation<RedriveExecutionCommandInput, RedriveExecutionCommandOutput> = {
  parameters: { executionArn: "text", clientToken: "text?" },
  permissions: ({ executionArn }) => [{ action: "states:RedriveExecution", resource: executionArn }],
  run: ({ executionArn, clientToken }, { executions }) => ({
    redriveDate: executions.redrive(executionArn, clientToken) / 1000,
  }),
};

/** Lists the executions of one machine. */
export const listExecutions: SfnOperation<
  ListExecutionsCommandInput & { stateMachineArn: string | undefined },
  ListExecutionsCommandOutput
> = {
  parameters: { stateMachineArn: "text", statusFilter: "text?", nextToken: "text?" },
  permissions: ({ stateMachineArn }) => [{ action: "states:ListExecutions", resource: stateMachineArn }],
  run({ stateMachineArn, statusFilter, ...place }, { executions, machines }) {
    const machine = machines.find(stateMachineArn);
    if (machine.type !== "STANDARD") {
      throw new AwsError(
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
      );
    }
    const { items, next } = page(place, executions.list(machine.arn, statusFilter as Status | undefined));
    return { executions: items.map(summary), ...next };
  },
};
