import { ANY, type Table } from "../table";
import { ASK, CALL, catching, invoking, only } from "./machines";
import { ERRORS, QUALIFIED, recorded } from "./sources";
import { FUNCTION_ARN, type SfnInput } from "./subject";

const HEARTBEAT = { ...ASK, HeartbeatSeconds: 5, TimeoutSeconds: 600 };
const LARGE = { answers: "x".repeat(270_000) };
const TOO_LARGE = "returned a result with a size exceeding the maximum number of bytes service limit.";
const LOST = { ...CALL, Parameters: { "x.$": "$.missing" } };
/** Its task's parameters become larger than 256 KiB. */
const LARGE_PARAMETERS = { ...CALL, Parameters: { "a.$": "$.text", "b.$": "$.text" } };
const LARGE_INPUT = { text: "x".repeat(200_000) };

const caught = (error: string) => ({ output: { caught: error } });

export const catchers: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "errors",
  rows: [
    {
      behaviour: "a missed heartbeat is States.Timeout",
      input: { definition: only(HEARTBEAT) },
      answer: { error: "States.Timeout" },
      source: recorded("timeouts/test_heartbeats", "test_heartbeat_timeout"),
    },
    {
      behaviour: "Catch of States.Timeout covers a missed heartbeat",
      input: { definition: catching("States.Timeout", HEARTBEAT) },
      answer: caught("States.Timeout"),
      source: recorded("timeouts/test_heartbeats", "test_heartbeat_timeout"),
    },
    {
      behaviour: "Catch of States.HeartbeatTimeout covers a missed heartbeat",
      input: { definition: catching("States.HeartbeatTimeout", HEARTBEAT) },
      answer: caught("States.Timeout"),
      source: ERRORS,
    },
    {
      behaviour: "Catch of States.HeartbeatTimeout does not cover a timeout",
      input: { definition: catching("States.HeartbeatTimeout", { ...CALL, TimeoutSeconds: 5 }), work: "hang" },
      answer: { error: "States.Timeout" },
      source: ERRORS,
    },
    {
      behaviour: "Catch of States.TaskFailed does not cover a timeout",
      input: { definition: catching("States.TaskFailed", { ...CALL, TimeoutSeconds: 5 }), work: "hang" },
      answer: { error: "States.Timeout" },
      source: ERRORS,
    },
    {
      behaviour: "Catch of States.TaskFailed covers a function's error",
      input: { definition: catching("States.TaskFailed", CALL), work: { throws: "Broken" } },
      answer: caught("Broken"),
      source: ERRORS,
    },
    {
      behaviour: "Catch of States.ALL does not cover States.Runtime",
      input: { definition: catching("States.ALL", LOST) },
      answer: { error: "States.Runtime", cause: ANY },
      source: ERRORS,
    },
    {
      behaviour: "Catch of States.Runtime does not cover it either",
      input: { definition: catching("States.Runtime", LOST) },
      answer: { error: "States.Runtime", cause: ANY },
      source: ERRORS,
    },
    {
      behaviour: "a function's answer above 256 KiB is States.DataLimitExceeded of that function",
      input: { definition: only(CALL), work: LARGE },
      answer: { error: "States.DataLimitExceeded", cause: `The state/task '${FUNCTION_ARN}' ${TOO_LARGE}` },
      source: recorded(
        "error_handling/test_states_errors",
        "test_task_lambda_data_limit_exceeded_on_large_utf8_response",
      ),
    },
    {
      behaviour: "an answer of lambda:invoke above 256 KiB is States.DataLimitExceeded of lambda",
      input: { definition: only(invoking({})), work: LARGE },
      answer: { error: "States.DataLimitExceeded", cause: `The state/task 'lambda' ${TOO_LARGE}` },
      source: recorded(
        "error_handling/test_states_errors",
        "test_service_task_lambada_data_limit_exceeded_on_large_utf8_response",
      ),
    },
    {
      behaviour: "Catch of States.ALL covers an answer above 256 KiB",
      input: { definition: catching("States.ALL", invoking({})), work: LARGE },
      answer: caught("States.DataLimitExceeded"),
      source: recorded(
        "error_handling/test_states_errors",
        "test_service_task_lambada_catch_state_all_data_limit_exceeded_on_large_utf8_response",
      ),
    },
    {
      behaviour: "Catch of States.ALL does not cover parameters above 256 KiB",
      input: { definition: catching("States.ALL", LARGE_PARAMETERS), input: LARGE_INPUT },
      answer: { error: "States.DataLimitExceeded", cause: ANY },
      source: ERRORS,
    },
    {
      behaviour: "Catch of States.DataLimitExceeded covers parameters above 256 KiB",
      input: { definition: catching("States.DataLimitExceeded", LARGE_PARAMETERS), input: LARGE_INPUT },
      answer: caught("States.DataLimitExceeded"),
      source: ERRORS,
    },
    {
      behaviour: "an execution that takes longer than its machine's limit times out without an error",
      input: { definition: { ...only({ Type: "Wait", Seconds: 60 }), TimeoutSeconds: 30 } },
      answer: { status: "TIMED_OUT" },
      source: recorded("timeouts/test_timeouts", "test_global_timeout"),
    },
    {
      behaviour: "a permission for a function is none for its $LATEST",
      input: { definition: only(invoking({ FunctionName: "work:$LATEST" })), mayInvoke: FUNCTION_ARN },
      answer: { error: "Lambda.AWSLambdaException", cause: ANY },
      source: QUALIFIED,
    },
    {
      behaviour: "the qualifier $LATEST needs a permission for that",
      input: {
        definition: only({ ...invoking({ Qualifier: "$LATEST" }), OutputPath: "$.Payload" }),
        mayInvoke: `${FUNCTION_ARN}:$LATEST`,
      },
      answer: { output: {} },
      source: QUALIFIED,
    },
  ],
};
