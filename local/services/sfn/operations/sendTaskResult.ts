import type {
  SendTaskFailureCommandInput,
  SendTaskFailureCommandOutput,
  SendTaskHeartbeatCommandInput,
  SendTaskHeartbeatCommandOutput,
  SendTaskSuccessCommandInput,
  SendTaskSuccessCommandOutput,
} from "@aws-sdk/client-sfn";
import { StateError } from "../asl/stateError";
import { readJson } from "./jsonText";
import type { SfnOperation } from "./sfnOperation";

export const sendTaskSuccess: SfnOperation<SendTaskSuccessCommandInput, SendTaskSuccessCommandOutput> = {
  parameters: { taskToken: "text", output: "text" },
  permissions: ({ taskToken }, { tokens }) => [
    { action: "states:SendTaskSuccess", resource: tokens.machineOf(taskToken) },
  ],
  async run({ taskToken, output }, { tokens, executions }) {
    const result = readJson(output, "output", "InvalidOutput");
    await executions.resumed;
    await tokens.succeed(taskToken, result);
    return {};
  },
};

export const sendTaskFailure: SfnOperation<SendTaskFailureCommandInput, SendTaskFailureCommandOutput> = {
  parameters: { taskToken: "text", error: "text?", cause: "text?" },
  permissions: ({ taskToken }, { tokens }) => [
    { action: "states:SendTaskFailure", resource: tokens.machineOf(taskToken) },
  ],
  async run({ taskToken, error = "", cause = "" }, { tokens, executions }) {
    await executions.resumed;
    await tokens.fail(taskToken, new StateError(error, cause));
    return {};
  },
};

export const sendTaskHeartbeat: SfnOperation<SendTaskHeartbeatCommandInput, SendTaskHeartbeatCommandOutput> = {
  parameters: { taskToken: "text" },
  permissions: ({ taskToken }, { tokens }) => [
    { action: "states:SendTaskHeartbeat", resource: tokens.machineOf(taskToken) },
  ],
  async run({ taskToken }, { tokens, executions }) {
    await executions.resumed;
    tokens.heartbeat(taskToken);
    return {};
  },
};
