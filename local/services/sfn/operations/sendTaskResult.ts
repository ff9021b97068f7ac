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
  run({ taskToken, output }, { tokens }) {
    tokens.succeed(taskToken, readJson(output, "output", "InvalidOutput"));
    return {};
  },
};

export const sendTaskFailure: SfnOperation<SendTaskFailureCommandInput, SendTaskFailureCommandOutput> = {
  parameters: { taskToken: "text", error: "text?", cause: "text?" },
  permissions: ({ taskToken }, { tokens }) => [
    { action: "states:SendTaskFailure", resource: tokens.machineOf(taskToken) },
  ],
  run({ taskToken, error = "", cause = "" }, { tokens }) {
    tokens.fail(taskToken, new StateError(error, cause));
    return {};
  },
};

export const sendTaskHeartbeat: SfnOperation<SendTaskHeartbeatCommandInput, SendTaskHeartbeatCommandOutput> = {
  parameters: { taskToken: "text" },
  permissions: ({ taskToken }, { tokens }) => [
    { action: "states:SendTaskHeartbeat", resource: tokens.machineOf(taskToken) },
  ],
  run({ taskToken }, { tokens }) {
    tokens.heartbeat(taskToken);
    return {};
  },
};
