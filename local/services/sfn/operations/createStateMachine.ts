import type { CreateStateMachineCommandInput, CreateStateMachineCommandOutput } from "@aws-sdk/client-sfn";
import { arn } from "../../../base/arn";
import { smallTagsIn } from "../../../base/tagList";
import { creating } from "../../../iam/creating";
import { passing } from "../../../iam/passRole";
import { loggingIn, requireUnpublished, STATES } from "./machineRequests";
import type { SfnOperation } from "./sfnOperation";

/** Makes a machine that no program declares; tracing and encryption have no effect here. */
export const createStateMachine: SfnOperation<CreateStateMachineCommandInput, CreateStateMachineCommandOutput> = {
  parameters: {
    ...{ name: "text", definition: "text?", roleArn: "text", type: "text?", publish: "flag?", tags: "list?" },
    ...{ loggingConfiguration: "map?", tracingConfiguration: "map?", encryptionConfiguration: "map?" },
  },
  permissions({ name, roleArn, tags }) {
    const actions = { create: "states:CreateStateMachine", tag: "states:TagResource" };
    const making = creating(arn("states", `stateMachine:${name}`), smallTagsIn(tags), actions);
    return [...making, ...passing(roleArn, STATES)];
  },
  run({ name, definition = "", roleArn, type, publish, loggingConfiguration, tags }, { machines }) {
    requireUnpublished(publish);
    const logging = loggingIn(loggingConfiguration);
    const machine = machines.create({ name, label: name, type, roleArn, definition, logging, tags: smallTagsIn(tags) });
    return { stateMachineArn: machine.arn, creationDate: machine.createdAt / 1000 };
  },
};
