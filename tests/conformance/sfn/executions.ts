import { ANY, type Table } from "../table";
import { API, ARN, create, DESCRIBE, EXECUTION, PASS, refusal, row, SHOWN, start, text, update } from "./apiRows";
import { apiReference, recorded } from "./sources";
import type { SfnApiInput } from "./subject";

const LONG = text({ StartAt: "A", States: { A: { Type: "Wait", Seconds: 60, End: true } } });

const references = (behaviour: string, states: object, answer: unknown, test: string, rest: object = {}) =>
  row(
    behaviour,
    [create(text({ StartAt: Object.keys(states)[0], States: states, ...rest })), DESCRIBE],
    answer,
    recorded("test_sfn_api_variable_references", test),
    "variableReferences",
  );
const IN_TEMPLATES = "test_base_variable_references_in_assign_templates";
const SET = { Type: "Pass", Assign: { a: 1, b: 2 }, Next: "Use" };

export const executions: Table<SfnApiInput> = {
  service: "AWS Step Functions",
  topic: "executions by the API",
  rows: [
    row(
      "DescribeStateMachineForExecution shows the machine",
      [create(), start(), ["DescribeStateMachineForExecution", { executionArn: EXECUTION }]],
      { ...SHOWN, updateDate: ANY },
      API("test_describe_state_machine_for_execution"),
    ),
    row(
      "an execution keeps the definition with which it began",
      [
        create(LONG),
        start(),
        update({ definition: PASS }),
        ["DescribeStateMachineForExecution", { executionArn: EXECUTION }],
      ],
      LONG,
      apiReference("UpdateStateMachine"),
      "definition",
    ),
    row(
      "ListExecutions has what ran",
      [create(), start(), ["ListExecutions", { stateMachineArn: `${ARN}:flow` }]],
      {
        executions: [
          {
            executionArn: EXECUTION,
            stateMachineArn: `${ARN}:flow`,
            name: "run",
            status: "SUCCEEDED",
            startDate: ANY,
            stopDate: ANY,
          },
        ],
      },
      API("test_start_execution"),
    ),
    row(
      "ListExecutions by a status that none has is empty",
      [create(), start(), ["ListExecutions", { stateMachineArn: `${ARN}:flow`, statusFilter: "FAILED" }]],
      { executions: [] },
      apiReference("ListExecutions"),
    ),
    row(
      "ListExecutions of what is not there is refused",
      [["ListExecutions", { stateMachineArn: `${ARN}:flow` }]],
      refusal("StateMachineDoesNotExist", `State Machine Does Not Exist: '${ARN}:flow'`),
      API("test_list_execution_no_such_state_machine"),
    ),
    row(
      "ListExecutions of what is no ARN is refused",
      [["ListExecutions", { stateMachineArn: "invalid_state_machine_arn" }]],
      refusal("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: invalid_state_machine_arn'"),
      API("test_list_execution_invalid_arn"),
    ),
    row(
      "StopExecution answers the date",
      [create(LONG), start(), ["StopExecution", { executionArn: EXECUTION }]],
      { stopDate: ANY },
      API("test_stop_execution"),
    ),
    row(
      "an execution that was stopped is ABORTED, with what the call gave",
      [
        create(LONG),
        start(),
        ["StopExecution", { executionArn: EXECUTION, error: "E", cause: "c" }],
        ["DescribeExecution", { executionArn: EXECUTION }],
      ],
      {
        executionArn: EXECUTION,
        stateMachineArn: `${ARN}:flow`,
        name: "run",
        status: "ABORTED",
        startDate: ANY,
        stopDate: ANY,
        input: "{}",
        inputDetails: { included: true },
        error: "E",
        cause: "c",
        redriveCount: 0,
        redriveStatus: "REDRIVABLE",
      },
      apiReference("StopExecution"),
    ),
    row(
      "an execution that runs is not redriven",
      [create(LONG), start(), ["RedriveExecution", { executionArn: EXECUTION }]],
      refusal("ExecutionNotRedrivable", "Execution is RUNNING and cannot be redriven"),
      apiReference("RedriveExecution"),
    ),
    row(
      "an execution that has succeeded is not redriven, and tells so",
      [create(), start(), ["DescribeExecution", { executionArn: EXECUTION }]],
      "Execution is SUCCEEDED and cannot be redriven",
      apiReference("DescribeExecution"),
      "redriveStatusReason",
    ),
    row(
      "an execution that is not there is not redriven",
      [["RedriveExecution", { executionArn: EXECUTION }]],
      refusal("ExecutionDoesNotExist", `Execution Does Not Exist: '${EXECUTION}'`),
      apiReference("RedriveExecution"),
    ),
    row(
      "an execution tells how often it was redriven",
      [
        create(LONG),
        start(),
        ["StopExecution", { executionArn: EXECUTION }],
        ["RedriveExecution", { executionArn: EXECUTION }],
        ["DescribeExecution", { executionArn: EXECUTION }],
      ],
      1,
      apiReference("DescribeExecution"),
      "redriveCount",
    ),
    row(
      "history tells of a redrive, and goes on in the state that had not ended",
      [
        create(LONG),
        start(),
        ["StopExecution", { executionArn: EXECUTION }],
        ["RedriveExecution", { executionArn: EXECUTION }],
        ["GetExecutionHistory", { executionArn: EXECUTION }],
      ],
      ["ExecutionStarted", "WaitStateEntered", "ExecutionAborted", "ExecutionRedriven"],
      apiReference("GetExecutionHistory"),
      "events.*.type",
    ),
    row(
      "the end of what was stopped in its first state has no event before it",
      [
        create(LONG),
        start(),
        ["StopExecution", { executionArn: EXECUTION }],
        ["GetExecutionHistory", { executionArn: EXECUTION }],
      ],
      [0, 0, 0],
      API("test_stop_execution"),
      "events.*.previousEventId",
    ),
    row(
      "an input may be a number",
      [create(), start("2"), ["DescribeExecution", { executionArn: EXECUTION }]],
      "2",
      API("test_invalid_start_execution_input"),
      "output",
    ),
    row(
      "an input may be null",
      [create(), start("null"), ["DescribeExecution", { executionArn: EXECUTION }]],
      "null",
      API("test_invalid_start_execution_input"),
      "output",
    ),
    row(
      "an input of nothing is refused",
      [create(), start("")],
      refusal("InvalidExecutionInput", "Invalid State Machine Execution Input: 'Invalid execution input.'"),
      API("test_invalid_start_execution_input"),
    ),
    {
      ...row(
        "an input that is no JSON is refused",
        [create(), start("not some json")],
        refusal(
          "InvalidExecutionInput",
          "Invalid State Machine Execution Input: 'Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')'",
        ),
        API("test_invalid_start_execution_input"),
      ),
      difference: {
        answer: refusal("InvalidExecutionInput", ANY),
        why: "JSON is read by JavaScript here, which says in other words what is wrong.",
      },
    },
    references(
      "variableReferences names what Parameters read",
      { Set: SET, Use: { Type: "Pass", Parameters: { "x.$": "$a", y: "$b" }, End: true } },
      { Use: ["a"] },
      IN_TEMPLATES,
    ),
    references(
      "variableReferences names what rules compare, sorted",
      {
        Set: SET,
        Use: { Type: "Choice", Choices: [{ Variable: "$b", StringEqualsPath: "$a", Next: "End" }], Default: "End" },
        End: { Type: "Succeed" },
      },
      { Use: ["a", "b"] },
      IN_TEMPLATES,
    ),
    references(
      "variableReferences names what Wait reads",
      { Set: SET, Use: { Type: "Wait", SecondsPath: "$a", End: true } },
      { Use: ["a"] },
      IN_TEMPLATES,
    ),
    references(
      "variableReferences names what functions read, within Map states, too",
      {
        Set: SET,
        Use: {
          Type: "Map",
          ItemProcessor: {
            StartAt: "In",
            States: {
              In: { Type: "Pass", Assign: { "sum.$": "States.MathAdd(States.MathAdd($b, 1), $a)" }, End: true },
            },
          },
          End: true,
        },
      },
      { In: ["a", "b"] },
      IN_TEMPLATES,
    ),
    references(
      "a machine whose states read no variables has no variableReferences",
      { Set: { ...SET, Next: undefined, End: true } },
      undefined,
      IN_TEMPLATES,
    ),
    row(
      "variableReferences names what expressions read",
      [
        create(
          text({
            QueryLanguage: "JSONata",
            StartAt: "Set",
            States: { Set: SET, Use: { Type: "Pass", Output: "{% $sum([$a, $b, $states.input.c]) %}", End: true } },
          }),
        ),
        DESCRIBE,
      ],
      { Use: ["a", "b"] },
      apiReference("DescribeStateMachine"),
      "variableReferences",
    ),
  ],
};
