import { randomUUID } from "node:crypto";
import type {
  StartExecutionCommandInput,
  StartExecutionCommandOutput,
  StartSyncExecutionCommandInput,
  StartSyncExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { AwsError } from "../../../base/awsError";
import type { Execution } from "../execution";
import { checkName } from "../names";
import type { MachineSpec } from "../sfn";
import { described } from "./described";
import { readJson } from "./jsonText";
import type { SfnOperation, SfnParts } from "./sfnOperation";

export const startExecution: SfnOperation<StartExecutionCommandInput, StartExecutionCommandOutput> = {
  parameters: { stateMachineArn: "text", name: "text?", input: "text?" },
  permissions: ({ stateMachineArn }) => [{ action: "states:StartExecution", resource: stateMachineArn }],
  run(request, { machines, executions }) {
    const { arn, startedAt } = start(executions, machines.find(request.stateMachineArn), request);
    return { executionArn: arn, startDate: startedAt / 1000 };
  },
};

export const startSyncExecution: SfnOperation<StartSyncExecutionCommandInput, StartSyncExecutionCommandOutput> = {
  parameters: { stateMachineArn: "text", name: "text?", input: "text?" },
  permissions: ({ stateMachineArn }) => [{ action: "states:StartSyncExecution", resource: stateMachineArn }],
  async run(request, { machines, executions }) {
    const machine = machines.find(request.stateMachineArn);
    if (machine.type !== "EXPRESS") {
      throw new AwsError(
        "StateMachineTypeNotSupported",
        "This operation is not supported by this type of state machine",
      );
    }
    const execution = start(executions, machine, request, true);
    await execution.ended;
    const { status, ...shown } = described(execution);
    const { startedAt, stoppedAt = startedAt } = execution;
    const billed = stoppedAt - startedAt;
    return {
      ...shown,
      stopDate: stoppedAt / 1000,
      // An execution that has ended by itself is one of these.
      status: status as "SUCCEEDED" | "FAILED" | "TIMED_OUT",
      billingDetails: { billedDurationInMilliseconds: Math.ceil(billed / 100) * 100, billedMemoryUsedInMB: 64 },
    };
  },
};

function start(
  executions: SfnParts["executions"],
  machine: MachineSpec,
  { name = randomUUID(), input = "{}" }: { name?: string | undefined; input?: string | undefined },
  isAwaited = false,
): Execution {
  checkName(name);
  readJson(input, "input", "InvalidExecutionInput", "Invalid State Machine Execution Input");
  return executions.start(machine, name, input, isAwaited);
}
