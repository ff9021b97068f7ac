import { callService, type ErrorNames } from "./callService";
import type { Integration } from "./integration";

const NAMES: ErrorNames = {
  prefix: "StepFunctions",
  service: "AWSStepFunctions",
  other: "AWSStepFunctionsException",
  modelled: new Set([
    "ExecutionAlreadyExistsException",
    "ExecutionLimitExceededException",
    "InvalidArnException",
    "InvalidExecutionInputException",
    "InvalidNameException",
    "StateMachineDoesNotExistException",
  ]),
};

/**
 * Starts an execution and goes on; waiting for its end (`.sync`) does not run here.
 * Source: Step Functions Developer Guide, "Start a new AWS Step Functions state machine from a running execution".
 */
export const executionIntegrations: Readonly<Record<string, Integration>> = {
  "states:startExecution": {
    takesToken: false,
    parameters: ["StateMachineArn", "Name", "Input"],
    required: ["StateMachineArn"],
    async call({ iam, states }, principal, { StateMachineArn, Name, Input = {} }) {
      const params = {
        stateMachineArn: StateMachineArn ?? null,
        ...(Name !== undefined && { name: Name }),
        // Input may be given as JSON; what is sent is a text.
        input: typeof Input === "string" ? Input : JSON.stringify(Input),
      };
      const started = await callService({ iam }, states.api, principal, { operation: "StartExecution", params }, NAMES);
      const { executionArn, startDate, ...metadata } = started;
      return { ExecutionArn: executionArn ?? null, StartDate: startDate ?? null, ...metadata };
    },
  },
};
