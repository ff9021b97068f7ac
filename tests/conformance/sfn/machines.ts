import { FUNCTION_ARN } from "./subject";

/** A machine of the one state `Only`. */
export function only(state: Readonly<Record<string, unknown>>): object {
  return { StartAt: "Only", States: { Only: { ...state, ...(state.Type !== "Fail" && { End: true }) } } };
}

/** A JSONata machine of the one state `Only`. */
export function onlyJsonata(state: Readonly<Record<string, unknown>>): object {
  return { QueryLanguage: "JSONata", ...only(state) };
}

/** A machine of several states, which begins with the first. */
export function machine(states: Readonly<Record<string, object>>, queryLanguage = "JSONata"): object {
  return { QueryLanguage: queryLanguage, StartAt: Object.keys(states)[0], States: states };
}

/** The end of an execution whose state `Only` has an expression that fails. */
export function queryError(expression: string, field: string, problem: string): object {
  return {
    error: "States.QueryEvaluationError",
    cause:
      "An error occurred while executing the state 'Only' (entered at the event id #2). " +
      `The JSONata expression '${expression}' specified for the field '${field}' ${problem}`,
  };
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
