import type {
  DeleteStateMachineCommandInput,
  DeleteStateMachineCommandOutput,
  UpdateStateMachineCommandInput,
  UpdateStateMachineCommandOutput,
} from "@aws-sdk/client-sfn";
import { passing } from "../../../iam/passRole";
import { loggingIn, requireUnpublished, STATES } from "./machineRequests";
import type { SfnOperation } from "./sfnOperation";

export const updateStateMachine: SfnOperation<UpdateStateMachineCommandInput, UpdateStateMachineCommandOutput> = {
  parameters: {
    ...{ stateMachineArn: "text", definition: "text?", roleArn: "text?", publish: "flag?" },
    ...{ loggingConfiguration: "map?", tracingConfiguration: "map?", encryptionConfiguration: "map?" },
  },
  permissions: ({ stateMachineArn, roleArn }) => [
    { action: "states:UpdateStateMachine", resource: stateMachineArn },
    ...passing(roleArn, STATES),
  ],
  run({ stateMachineArn, definition, roleArn, publish, loggingConfiguration, tracingConfiguration }, { machines }) {
    requireUnpublished(publish);
    const { loggingRequest } = machines.find(stateMachineArn);
    const unchanged = tracingConfiguration === undefined ? undefined : (loggingRequest ?? {});
    const logging = loggingIn(loggingConfiguration) ?? unchanged;
    const { updatedAt, revisionId } = machines.update(stateMachineArn, { definition, roleArn, logging });
    return { updateDate: updatedAt / 1000, ...(revisionId !== undefined && { revisionId }) };
  },
};

export const deleteStateMachine: SfnOperation<DeleteStateMachineCommandInput, DeleteStateMachineCommandOutput> = {
  parameters: { stateMachineArn: "text" },
  permissions: ({ stateMachineArn }) => [{ action: "states:DeleteStateMachine", resource: stateMachineArn }],
  run({ stateMachineArn }, { deleteMachine, inventory }) {
    deleteMachine(stateMachineArn);
    inventory.deletedByCall(stateMachineArn);
    return {};
  },
};
