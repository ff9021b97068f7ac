import type { CreateStateMachineCommandInput, CreateStateMachineCommandOutput } from "@aws-sdk/client-sfn";
import { arn } from "../../../base/arn";
import { requestTags } from "../../../iam/conditionKeys";
import { loggingIn, passing, requireUnpublished } from "./machineRequests";
import type { SfnOperation } from "./sfnOperation";
import { tagsOf } from "./tags";

/** Makes a machine that no program declares; tracing and encryption have no effect here. */
export const createStateMachine: SfnOperation<CreateStateMachineCommandInput, CreateStateMachineCommandOutput> = {
  parameters: {
    ...{ name: "text", definition: "text?", roleArn: "text", type: "text?", publish: "flag?", tags: "list?" },
    ...{ loggingConfiguration: "map?", tracingConfiguration: "map?", encryptionConfiguration: "map?" },
  },
  permissions({ name, roleArn, tags = [] }) {
    const on = { resource: arn("states", `stateMachine:${name}`), context: requestTags(tagsOf(tags)) };
    return [
      { action: "states:CreateStateMachine", ...on },
      ...(tags.length > 0 ? [{ action: "states:TagResource", ...on }] : []),
      passing(roleArn),
    ];
  },
  run({ name, definition = "", roleArn, type, publish, loggingConfiguration, tags }, { machines }) {
    requireUnpublished(publish);
    const logging = loggingIn(loggingConfiguration);
    const machine = machines.create({ name, label: name, type, roleArn, definition, logging, tags: tagsOf(tags) });
    return { stateMachineArn: machine.arn, creationDate: machine.createdAt / 1000 };
  },
};
