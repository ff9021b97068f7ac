import type { DescribeStateMachineCommandInput, DescribeStateMachineCommandOutput } from "@aws-sdk/client-sfn";
import type { SfnOperation } from "./sfnOperation";

export const describeStateMachine: SfnOperation<DescribeStateMachineCommandInput, DescribeStateMachineCommandOutput> = {
  parameters: { stateMachineArn: "text" },
  permissions: ({ stateMachineArn }) => [{ action: "states:DescribeStateMachine", resource: stateMachineArn }],
  run({ stateMachineArn }, { machineOf }) {
    const { arn, name, type, roleArn, definitionText, createdAt, revisionId } = machineOf(stateMachineArn);
    return {
      ...{ stateMachineArn: arn, name, type, roleArn, definition: definitionText, revisionId },
      ...{ status: "ACTIVE", creationDate: createdAt / 1000 },
    };
  },
};
