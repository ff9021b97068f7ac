import { FUNCTION_ARN } from "./subject";

/** A machine of the one state `Only`. */
export function only(state: Readonly<Record<string, unknown>>): object {
  return { StartAt: "Only", States: { Only: { ...state, ...(state.Type !== "Fail" && { End: true }) } } };
}

/** A machine whose state `Only` goes to `Caught` for an error of this name; `Caught` answers the error's name. */
export function catching(error: string, state: Readonly<Record<string, unknown>>): object {
  return {
    StartAt: "Only",
    States: {
      Only: { ...state, Catch: [{ ErrorEquals: [error], Next: "Caught" }], End: true },
      Caught: { Type: "Pass", Parameters: { "caught.$": "$.Error" }, End: true },
    },
  };
}

/** Invokes the function `work` by its ARN. */
export const CALL = { Type: "Task", Resource: FUNCTION_ARN };

/** Invokes the function `work` by `lambda:invoke`. */
export function invoking(parameters: object): Readonly<Record<string, unknown>> {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: "work", ...parameters },
  };
}

/** Sends a message with a token that nobody answers. */
export const ASK = {
  Type: "Task",
  Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
  Parameters: { QueueUrl: "q", MessageBody: { "token.$": "$$.Task.Token" } },
};
