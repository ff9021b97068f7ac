import { ANY, type Row, type Source, type Table } from "../table";
import { ASK, CALL, invoking, only } from "./machines";
import { recorded } from "./sources";
import { FUNCTION_ARN, ROLE_ARN, type SfnInput } from "./subject";

const SCENARIOS = "scenarios/test_base_scenarios";
const WHOLE = { truncated: false };
const BROKEN = '{"errorType":"Broken","errorMessage":"no"}';

const started = (input: unknown) => [
  "ExecutionStarted",
  1,
  0,
  { input: JSON.stringify(input), inputDetails: WHOLE, roleArn: ROLE_ARN },
];
const entered = (type: string, id: number, previous: number, name: string, input: unknown) => [
  `${type}StateEntered`,
  id,
  previous,
  { name, input: input === ANY ? ANY : JSON.stringify(input), inputDetails: WHOLE },
];
const exited = (type: string, id: number, previous: number, name: string, output: unknown) => [
  `${type}StateExited`,
  id,
  previous,
  { name, output: output === ANY ? ANY : JSON.stringify(output), outputDetails: WHOLE },
];
const succeeded = (id: number, previous: number, output: unknown) => [
  "ExecutionSucceeded",
  id,
  previous,
  { output: output === ANY ? ANY : JSON.stringify(output), outputDetails: WHOLE },
];
const iteration = (outcome: string, id: number, previous: number, index: number) => [
  `MapIteration${outcome}`,
  id,
  previous,
  { name: "Only", index },
];

const scheduled = (id: number, previous: number, input: unknown) => [
  "LambdaFunctionScheduled",
  id,
  previous,
  { resource: FUNCTION_ARN, input: JSON.stringify(input), inputDetails: WHOLE, timeoutInSeconds: 5 },
];

function history(behaviour: string, input: Omit<SfnInput, "history">, answer: unknown, source: Source): Row<SfnInput> {
  return { behaviour, input: { ...input, history: true }, answer, source };
}

const INVOKE = { resourceType: "lambda", resource: "invoke" };
const INVOKED = JSON.stringify({ FunctionName: "work" });
const SEND = { resourceType: "sqs", resource: "sendMessage.waitForTaskToken" };

/** A Map state over one item, that fails. */
const FAILING = {
  Type: "Map",
  ItemProcessor: { StartAt: "Each", States: { Each: { Type: "Fail", Error: "Broken", Cause: "no" } } },
};
const failedAttempt = (from: number, previous: number) => [
  ["MapStateStarted", from, previous, { length: 1 }],
  iteration("Started", from + 1, from, 0),
  entered("Fail", from + 2, from + 1, "Each", 1),
  iteration("Failed", from + 3, from + 2, 0),
];

function mapCatching(error: string) {
  const caught = { Type: "Pass", End: true };
  return {
    StartAt: "Only",
    States: {
      Only: { ...FAILING, Catch: [{ ErrorEquals: [error], Next: "Caught" }], End: true },
      Caught: caught,
    },
  };
}

const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: "Pass", End: true } } });

export const histories: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "history",
  rows: [
    history(
      "a Pass state is entered and left, with the event before it: none for the first state",
      { definition: only({ Type: "Pass" }), input: { n: 0 } },
      [
        started({ n: 0 }),
        entered("Pass", 2, 0, "Only", { n: 0 }),
        exited("Pass", 3, 2, "Only", { n: 0 }),
        succeeded(4, 3, { n: 0 }),
      ],
      recorded("base/test_wait", "test_wait_timestamppath[Z]"),
    ),
    history(
      "a function by its ARN tells its input when scheduled, and nothing when started",
      { definition: only(CALL), input: { n: 0 }, work: { throws: "Broken" } },
      [
        started({ n: 0 }),
        entered("Task", 2, 0, "Only", { n: 0 }),
        ["LambdaFunctionScheduled", 3, 2, { resource: FUNCTION_ARN, input: '{"n":0}', inputDetails: WHOLE }],
        ["LambdaFunctionStarted", 4, 3],
        ["LambdaFunctionFailed", 5, 4, { error: "Broken", cause: BROKEN }],
        ["ExecutionFailed", 6, 5, { error: "Broken", cause: BROKEN }],
      ],
      recorded(SCENARIOS, "test_lambda_empty_retry"),
    ),
    history(
      "lambda:invoke tells its parameters and region when scheduled, and is tried again without being entered again",
      {
        definition: only({ ...invoking({}), Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 1 }] }),
        work: { throws: "Broken" },
      },
      [
        started({}),
        entered("Task", 2, 0, "Only", {}),
        ["TaskScheduled", 3, 2, { ...INVOKE, region: "us-east-1", parameters: INVOKED }],
        ["TaskStarted", 4, 3, INVOKE],
        ["TaskFailed", 5, 4, { ...INVOKE, error: "Broken", cause: BROKEN }],
        ["TaskScheduled", 6, 5, { ...INVOKE, region: "us-east-1", parameters: INVOKED }],
        ["TaskStarted", 7, 6, INVOKE],
        ["TaskFailed", 8, 7, { ...INVOKE, error: "Broken", cause: BROKEN }],
        ["ExecutionFailed", 9, 8, { error: "Broken", cause: BROKEN }],
      ],
      recorded(SCENARIOS, "test_lambda_service_invoke_with_retry_extended_input"),
    ),
    history(
      "a task that succeeds tells its output",
      { definition: only({ ...invoking({}), OutputPath: "$.Payload" }) },
      [
        started({}),
        entered("Task", 2, 0, "Only", {}),
        ["TaskScheduled", 3, 2, { ...INVOKE, region: "us-east-1", parameters: INVOKED }],
        ["TaskStarted", 4, 3, INVOKE],
        ["TaskSucceeded", 5, 4, { ...INVOKE, output: ANY, outputDetails: WHOLE }],
        exited("Task", 6, 5, "Only", {}),
        succeeded(7, 6, {}),
      ],
      recorded("services/test_lambda_task_service", "test_invoke"),
    ),
    history(
      "a task with a token tells its limits, what it submitted and a timeout without a cause",
      { definition: only({ ...ASK, HeartbeatSeconds: 5, TimeoutSeconds: 600 }) },
      [
        started({}),
        entered("Task", 2, 0, "Only", {}),
        [
          "TaskScheduled",
          3,
          2,
          { ...SEND, region: "us-east-1", parameters: ANY, timeoutInSeconds: 600, heartbeatInSeconds: 5 },
        ],
        ["TaskStarted", 4, 3, SEND],
        ["TaskSubmitted", 5, 4, { ...SEND, output: ANY, outputDetails: WHOLE }],
        ["TaskTimedOut", 6, 5, { ...SEND, error: "States.Timeout" }],
        ["ExecutionFailed", 7, 6, { error: "States.Timeout" }],
      ],
      recorded("timeouts/test_heartbeats", "test_heartbeat_timeout"),
    ),
    history(
      "a Map state of one at a time names the end of an iteration's last state before the next iteration",
      {
        definition: only({ Type: "Map", MaxConcurrency: 1, ItemProcessor: branch("Each") }),
        input: ["a", "b"],
      },
      [
        started(["a", "b"]),
        entered("Map", 2, 0, "Only", ["a", "b"]),
        ["MapStateStarted", 3, 2, { length: 2 }],
        iteration("Started", 4, 3, 0),
        entered("Pass", 5, 4, "Each", "a"),
        exited("Pass", 6, 5, "Each", "a"),
        iteration("Succeeded", 7, 6, 0),
        iteration("Started", 8, 6, 1),
        entered("Pass", 9, 8, "Each", "b"),
        exited("Pass", 10, 9, "Each", "b"),
        iteration("Succeeded", 11, 10, 1),
        ["MapStateSucceeded", 12, 11],
        exited("Map", 13, 11, "Only", ["a", "b"]),
        succeeded(14, 13, ["a", "b"]),
      ],
      recorded(SCENARIOS, "test_map_state_break_condition"),
    ),
    history(
      "a Map state that is tried again starts again, and fails once",
      {
        definition: only({ ...FAILING, Retry: [{ ErrorEquals: ["Broken"], MaxAttempts: 1 }] }),
        input: [1],
      },
      [
        started([1]),
        entered("Map", 2, 0, "Only", [1]),
        ...failedAttempt(3, 2),
        ...failedAttempt(7, 5),
        ["MapStateFailed", 11, 9],
        ["ExecutionFailed", 12, 11, { error: "Broken", cause: "no" }],
      ],
      recorded(SCENARIOS, "test_map_state_retry_legacy"),
    ),
    history(
      "a Map state whose iterations run out of time fails by the first one, and aborts the others",
      {
        definition: only({
          Type: "Map",
          ItemProcessor: { StartAt: "Each", States: { Each: { ...CALL, TimeoutSeconds: 5, End: true } } },
        }),
        input: [0, 1],
        work: "hang",
      },
      [
        started([0, 1]),
        entered("Map", 2, 0, "Only", [0, 1]),
        ["MapStateStarted", 3, 2, { length: 2 }],
        iteration("Started", 4, 3, 0),
        iteration("Started", 5, 3, 1),
        entered("Task", 6, 4, "Each", 0),
        scheduled(7, 6, 0),
        entered("Task", 8, 5, "Each", 1),
        scheduled(9, 8, 1),
        ["LambdaFunctionStarted", 10, 7],
        ["LambdaFunctionStarted", 11, 9],
        ["LambdaFunctionTimedOut", 12, 10, { error: "States.Timeout" }],
        ["LambdaFunctionTimedOut", 13, 11, { error: "States.Timeout" }],
        iteration("Failed", 14, 12, 0),
        ["TaskStateAborted", 15, 12],
        iteration("Aborted", 16, 12, 1),
        ["TaskStateAborted", 17, 12],
        ["MapStateFailed", 18, 12],
        ["ExecutionFailed", 19, 18, { error: "States.Timeout" }],
      ],
      recorded("timeouts/test_timeouts", "test_service_lambda_map_timeout"),
    ),
    history(
      "a Map state whose failure is caught is left after it failed",
      { definition: mapCatching("Broken"), input: [1] },
      [
        started([1]),
        entered("Map", 2, 0, "Only", [1]),
        ...failedAttempt(3, 2),
        ["MapStateFailed", 7, 5],
        exited("Map", 8, 7, "Only", { Error: "Broken", Cause: "no" }),
        entered("Pass", 9, 8, "Caught", { Error: "Broken", Cause: "no" }),
        exited("Pass", 10, 9, "Caught", { Error: "Broken", Cause: "no" }),
        succeeded(11, 10, { Error: "Broken", Cause: "no" }),
      ],
      recorded(SCENARIOS, "test_map_state_catch_legacy"),
    ),
    history(
      "an error without a name and a cause leaves the end of the execution without details' members",
      {
        definition: only({
          Type: "Map",
          ItemProcessor: { StartAt: "Each", States: { Each: { Type: "Fail" } } },
        }),
        input: [1],
      },
      [
        started([1]),
        entered("Map", 2, 0, "Only", [1]),
        ...failedAttempt(3, 2),
        ["MapStateFailed", 7, 5],
        ["ExecutionFailed", 8, 7, {}],
      ],
      recorded(SCENARIOS, "test_map_state_catch_empty_fail"),
    ),
    history(
      "a wrong MaxConcurrencyPath ends the execution before the Map state has started",
      { definition: only({ ...FAILING, MaxConcurrencyPath: "$[0]" }), input: ["NoNumber"] },
      [
        started(["NoNumber"]),
        entered("Map", 2, 0, "Only", ["NoNumber"]),
        ["ExecutionFailed", 3, 2, { error: "States.Runtime", cause: ANY }],
      ],
      recorded(SCENARIOS, "test_max_concurrency_path[NoNumber]"),
    ),
    history(
      "a Parallel state succeeds and is left after the last branch's last event",
      { definition: only({ Type: "Parallel", Branches: [branch("Left")] }) },
      [
        started({}),
        entered("Parallel", 2, 0, "Only", {}),
        ["ParallelStateStarted", 3, 2],
        entered("Pass", 4, 3, "Left", {}),
        exited("Pass", 5, 4, "Left", {}),
        ["ParallelStateSucceeded", 6, 5],
        exited("Parallel", 7, 5, "Only", [{}]),
        succeeded(8, 7, [{}]),
      ],
      recorded(SCENARIOS, "test_parallel_state"),
    ),
  ],
};
