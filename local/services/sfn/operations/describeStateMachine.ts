import type {
  DescribeStateMachineCommandInput,
  DescribeStateMachineCommandOutput,
  DescribeStateMachineForExecutionCommandInput,
  DescribeStateMachineForExecutionCommandOutput,
} from "@aws-sdk/client-sfn";
import { variableReferences } from "../asl/variableReferences";
import type { LogLevel, MachineSpec } from "../sfn";
import type { SfnOperation } from "./sfnOperation";

export const describeStateMachine: SfnOperation<DescribeStateMachineCommandInput, DescribeStateMachineCommandOutput> = {
  parameters: { stateMachineArn: "text" },
  permissions: ({ stateMachineArn }) => [{ action: "states:DescribeStateMachine", resource: stateMachineArn }],
  run({ stateMachineArn }, { machines }) {
    const machine = machines.find(stateMachineArn);
    const { type, createdAt } = machine;
    return { ...shown(machine), type, status: "ACTIVE", creationDate: createdAt / 1000 };
  },
};

/** Shows the machine as it was when an execution began. */
export const describeStateMachineForExecution: SfnOperation<
  DescribeStateMachineForExecutionCommandInput,
  DescribeStateMachineForExecutionCommandOutput
> = {
  parameters: { executionArn: "text" },
  permissions: ({ executionArn }) => [{ action: "states:DescribeStateMachineForExecution", resource: executionArn }],
  run({ executionArn }, { executions }) {
    const { machine } = executions.find(executionArn);
    return { ...shown(machine), updateDate: machine.updatedAt / 1000 };
  },
};

function shown({ arn, name, roleArn, definition, definitionText, revisionId, loggingRequest = {} }: MachineSpec) {
  const { level = "OFF", includeExecutionData = false, logDestination } = loggingRequest;
  const references = variableReferences(definition);
  return {
    ...{ stateMachineArn: arn, name, roleArn, definition: definitionText },
    ...(revisionId !== undefined && { revisionId }),
    loggingConfiguration: {
      ...{ level: level as LogLevel, includeExecutionData },
      ...(logDestination !== undefined && {
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logDestination } }],
      }),
    },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: "AWS_OWNED_KEY" as const },
    ...(Object.keys(references).length > 0 && { variableReferences: references as Record<string, string[]> }),
  };
}
