import type { Refusal, Step } from "../calls";
import { ANY, type Row, type Source, type Table } from "../table";
import { apiReference, recorded } from "./sources";
import type { SfnApiInput } from "./subject";

const ARN = "arn:aws:states:us-east-1:000000000000:stateMachine";
const EXECUTION = "arn:aws:states:us-east-1:000000000000:execution:flow:run";
const text = (definition: object) => JSON.stringify(definition);
const PASS = text({ StartAt: "A", States: { A: { Type: "Pass", End: true } } });
const OTHER = text({ StartAt: "B", States: { B: { Type: "Pass", End: true } } });
const LONG = text({ StartAt: "A", States: { A: { Type: "Wait", Seconds: 60, End: true } } });

const create = (definition = PASS, rest: object = {}, name = "flow"): Step => [
  "CreateStateMachine",
  { name, definition, roleArn: "$role", ...rest },
  name,
];
const update = (changes: object, name = "updated"): Step => [
  "UpdateStateMachine",
  { stateMachineArn: `${ARN}:flow`, ...changes },
  name,
];
const DESCRIBE: Step = ["DescribeStateMachine", { stateMachineArn: `${ARN}:flow` }];
const start = (input = "{}"): Step => ["StartExecution", { stateMachineArn: `${ARN}:flow`, name: "run", input }];

function row(
  behaviour: string,
  calls: readonly Step[],
  answer: unknown,
  source: Source,
  see?: string,
): Row<SfnApiInput> {
  return { behaviour, input: { calls, ...(see !== undefined && { see }) }, answer, source };
}

const refusal = (error: string, message: string, status = 400): Refusal => ({ error, message, status });
const API = (test: string) => recorded("test_sfn_api", test);
/** Every machine's description has these. */
const SHOWN = {
  ...{
    name: "flow",
    stateMachineArn: `${ARN}:flow`,
    roleArn: "arn:aws:iam::000000000000:role/machine",
    definition: PASS,
  },
  loggingConfiguration: { level: "OFF", includeExecutionData: false },
  ...{ tracingConfiguration: { enabled: false }, encryptionConfiguration: { type: "AWS_OWNED_KEY" } },
};

export const machines: Table<SfnApiInput> = {
  service: "AWS Step Functions",
  topic: "state machines by the API",
  rows: [
    row(
      "CreateStateMachine answers the ARN and the date",
      [create()],
      { stateMachineArn: `${ARN}:flow`, creationDate: ANY },
      API("test_create_delete_valid_sm"),
    ),
    row(
      "the same request again answers the same machine",
      [create(), create()],
      `${ARN}:flow`,
      API("test_create_exact_duplicate_sm"),
      "stateMachineArn",
    ),
    row(
      "the same definition in another layout is another one",
      [create(), create(JSON.stringify(JSON.parse(PASS), null, 2))],
      refusal("StateMachineAlreadyExists", `State Machine Already Exists: '${ARN}:flow'`),
      API("test_create_duplicate_definition_format_sm"),
    ),
    row(
      "another definition by a name that is taken is refused",
      [create(), create(OTHER)],
      refusal("StateMachineAlreadyExists", `State Machine Already Exists: '${ARN}:flow'`),
      API("test_create_duplicate_sm_name"),
    ),
    row(
      "so is another type",
      [create(), create(PASS, { type: "EXPRESS" })],
      refusal("StateMachineAlreadyExists", `State Machine Already Exists: '${ARN}:flow'`),
      apiReference("CreateStateMachine"),
    ),
    row(
      "a definition without States is refused",
      [create('{"StartAt":"A"}')],
      refusal(
        "InvalidDefinition",
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'",
      ),
      API("test_create_delete_invalid_sm"),
    ),
    row(
      "a machine without an end is refused with null for its place",
      [create(text({ StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } }))],
      refusal(
        "InvalidDefinition",
        "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'",
      ),
      {
        title: "recorded: AWS's answers beside the emulator's (floci-io/floci, issue 2735)",
        address: "https://github.com/floci-io/floci/issues/2735",
      },
    ),
    row(
      "a name with a blank is refused",
      [create(PASS, {}, "a b")],
      refusal("InvalidName", "Invalid Name: 'a b'"),
      apiReference("CreateStateMachine"),
    ),
    row(
      "what is no role is refused",
      [["CreateStateMachine", { name: "flow", definition: PASS, roleArn: "arn:aws:iam::000000000000:user/me" }]],
      refusal("InvalidArn", "Invalid Role Arn: 'arn:aws:iam::000000000000:user/me'"),
      apiReference("CreateStateMachine"),
    ),
    row(
      "logging without a destination is refused",
      [create(PASS, { loggingConfiguration: { level: "ALL" } })],
      refusal(
        "InvalidLoggingConfiguration",
        "Invalid Logging Configuration: Must specify exactly one Log Destination.",
      ),
      apiReference("CreateStateMachine"),
    ),
    row(
      "DescribeStateMachine of a machine that was never changed has no revision",
      [create(), DESCRIBE],
      { ...SHOWN, type: "STANDARD", status: "ACTIVE", creationDate: ANY },
      API("test_create_update_state_machine_base_definition"),
    ),
    row(
      "a change makes a revision",
      [create(), update({ definition: OTHER }), DESCRIBE],
      { ...SHOWN, definition: OTHER, type: "STANDARD", status: "ACTIVE", creationDate: ANY, revisionId: ANY },
      API("test_create_update_state_machine_base_definition"),
    ),
    row(
      "UpdateStateMachine answers the date and the revision",
      [create(), update({ definition: OTHER })],
      { updateDate: ANY, revisionId: ANY },
      API("test_create_update_state_machine_base_definition"),
    ),
    {
      behaviour: "the same again makes no other revision",
      input: {
        calls: [create(), update({ definition: OTHER }, "one"), update({ definition: OTHER }, "two")],
        same: ["one.revisionId", "two.revisionId"],
      },
      answer: true,
      source: API("test_create_update_state_machine_same_parameters"),
    },
    {
      behaviour: "another change makes another revision",
      input: {
        calls: [create(), update({ definition: OTHER }, "one"), update({ definition: PASS }, "two")],
        same: ["one.revisionId", "two.revisionId"],
      },
      answer: false,
      source: API("test_create_update_state_machine_base_definition"),
    },
    row(
      "a change of nothing is refused",
      [create(), update({})],
      refusal(
        "MissingRequiredParameter",
        "Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified",
      ),
      API("test_create_update_state_machine_base_update_none"),
    ),
    row(
      "a change to a wrong definition is refused",
      [create(), update({ definition: "{}" })],
      refusal(
        "InvalidDefinition",
        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'",
      ),
      apiReference("UpdateStateMachine"),
    ),
    row(
      "a change of what is not there is refused",
      [update({ definition: PASS })],
      refusal("StateMachineDoesNotExist", `State Machine Does Not Exist: '${ARN}:flow'`),
      apiReference("UpdateStateMachine"),
    ),
    row(
      "DescribeStateMachine of what is not there is refused",
      [DESCRIBE],
      refusal("StateMachineDoesNotExist", `State Machine Does Not Exist: '${ARN}:flow'`),
      API("test_describe_nonexistent_sm"),
    ),
    row(
      "DescribeStateMachine of what is no ARN is refused",
      [["DescribeStateMachine", { stateMachineArn: "not_a_valid_arn" }]],
      refusal("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: not_a_valid_arn'"),
      API("test_describe_invalid_arn_sm"),
    ),
    row(
      "DeleteStateMachine answers nothing",
      [create(), ["DeleteStateMachine", { stateMachineArn: `${ARN}:flow` }]],
      {},
      API("test_create_delete_valid_sm"),
    ),
    row(
      "what is not there is deleted already",
      [["DeleteStateMachine", { stateMachineArn: `${ARN}:flow` }]],
      {},
      API("test_delete_nonexistent_sm"),
    ),
    row(
      "what was deleted does not start",
      [create(), ["DeleteStateMachine", { stateMachineArn: `${ARN}:flow` }], start()],
      refusal("StateMachineDoesNotExist", `State Machine Does Not Exist: '${ARN}:flow'`),
      API("test_invalid_start_execution_arn"),
    ),
    row(
      "ListStateMachines has name, type and date of each",
      [create(), ["ListStateMachines", {}]],
      { stateMachines: [{ stateMachineArn: `${ARN}:flow`, name: "flow", type: "STANDARD", creationDate: ANY }] },
      API("test_list_sms"),
    ),
    row(
      "ListStateMachines has none after deletion",
      [create(), ["DeleteStateMachine", { stateMachineArn: `${ARN}:flow` }], ["ListStateMachines", {}]],
      { stateMachines: [] },
      API("test_list_sms"),
    ),
    row(
      "ListStateMachines has pages",
      [
        create(PASS, {}, "one"),
        create(PASS, {}, "two"),
        ["ListStateMachines", { maxResults: 1 }, "first"],
        ["ListStateMachines", { maxResults: 1, nextToken: "$first.nextToken" }],
      ],
      ["two"],
      apiReference("ListStateMachines"),
      "stateMachines.*.name",
    ),
  ],
};

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

const TAGGING = (test: string) => recorded("test_sfn_api_tagging", test);
const tag = (tags: Readonly<Record<string, string>>, resourceArn = `${ARN}:flow`): Step => [
  "TagResource",
  { resourceArn, tags: Object.entries(tags).map(([key, value]) => ({ key, value })) },
];
const untag = (...tagKeys: string[]): Step => ["UntagResource", { resourceArn: `${ARN}:flow`, tagKeys }];
const TAGS: Step = ["ListTagsForResource", { resourceArn: `${ARN}:flow` }];
const listed = (...pairs: [key: string, value: string][]) => ({ tags: pairs.map(([key, value]) => ({ key, value })) });

export const tagging: Table<SfnApiInput> = {
  service: "AWS Step Functions",
  topic: "tags of state machines",
  rows: [
    row("a machine has no tags", [create(), TAGS], listed(), TAGGING("test_tag_state_machine")),
    row(
      "TagResource adds tags",
      [create(), tag({ key1: "value1" }), tag({ key2: "value2" }), TAGS],
      listed(["key1", "value1"], ["key2", "value2"]),
      TAGGING("test_tag_state_machine"),
    ),
    row(
      "a tag of a key that is there takes its place",
      [create(), tag({ key1: "value1" }), tag({ key1: "other" }), TAGS],
      listed(["key1", "other"]),
      apiReference("TagResource"),
    ),
    row(
      "a tag's value may be empty",
      [create(), tag({ key1: "" }), TAGS],
      listed(["key1", ""]),
      TAGGING("test_tag_state_machine"),
    ),
    row(
      "UntagResource takes tags away",
      [create(), tag({ key1: "value1", key2: "value2" }), untag("key2"), TAGS],
      listed(["key1", "value1"]),
      TAGGING("test_untag_state_machine"),
    ),
    row(
      "a key that is not there is taken away already",
      [create(), tag({ key1: "value1" }), untag("key2"), TAGS],
      listed(["key1", "value1"]),
      TAGGING("test_untag_state_machine"),
    ),
    row(
      "CreateStateMachine takes tags",
      [create(PASS, { tags: [{ key: "key1", value: "value1" }] }), TAGS],
      listed(["key1", "value1"]),
      TAGGING("test_create_state_machine"),
    ),
    row(
      "tags of what is not there are refused",
      [create(), tag({ key1: "value1" }, `${ARN}:flow:1`)],
      refusal("ResourceNotFound", `Resource not found: '${ARN}:flow:1'`),
      TAGGING("test_tag_state_machine_version"),
    ),
  ],
};

const VALIDATION = (test: string) => recorded("test_sfn_api_validation", test);
const NOT_ONE = "test_validate_state_machine_definition_not_a_definition";
const validate = (definition: string, rest: object = {}): Step => [
  "ValidateStateMachineDefinition",
  { definition, ...rest },
];
const fault = (code: string, message: string, location?: string) => ({
  severity: "ERROR",
  code,
  message,
  ...(location !== undefined && { location }),
});
const TOKEN = text({
  StartAt: "Send",
  States: {
    Send: {
      Type: "Task",
      Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
      Parameters: { QueueUrl: "q", MessageBody: "b" },
      End: true,
    },
  },
});
const THREE = text({
  QueryLanguage: "JSONata",
  StartAt: "A",
  States: { A: { Type: "Pass", InputPath: "$", OutputPath: "$", ResultPath: "$", End: true } },
});

export const validation: Table<SfnApiInput> = {
  service: "AWS Step Functions",
  topic: "ValidateStateMachineDefinition",
  rows: [
    row(
      "a definition without a fault is OK",
      [validate(PASS)],
      { result: "OK", diagnostics: [], truncated: false },
      VALIDATION("test_validate_state_machine_definition_type_standard"),
    ),
    row(
      "so it is for EXPRESS",
      [validate(PASS, { type: "EXPRESS" })],
      { result: "OK", diagnostics: [], truncated: false },
      VALIDATION("test_validate_state_machine_definition_type_express"),
    ),
    row(
      "a definition with a fault fails",
      [validate("{}")],
      {
        result: "FAIL",
        diagnostics: [fault("SCHEMA_VALIDATION_FAILED", "These fields are required: [States, StartAt]", "/")],
        truncated: false,
      },
      VALIDATION(NOT_ONE),
    ),
    row(
      "a text is no definition",
      [validate('""')],
      {
        result: "FAIL",
        diagnostics: [fault("SCHEMA_VALIDATION_FAILED", "Definition must be a valid JSON object")],
        truncated: false,
      },
      VALIDATION(NOT_ONE),
    ),
    row(
      "what is no JSON has a code of its own",
      [validate("not a definition")],
      ["INVALID_JSON_DESCRIPTION"],
      VALIDATION(NOT_ONE),
      "diagnostics.*.code",
    ),
    row(
      "EXPRESS has no task tokens",
      [validate(TOKEN, { type: "EXPRESS" })],
      [
        fault(
          "SCHEMA_VALIDATION_FAILED",
          "Express state machine does not support '.waitForTaskToken' service integration ",
          "/States/Send/Resource",
        ),
      ],
      VALIDATION("test_validate_state_machine_definition_type_express"),
      "diagnostics",
    ),
    row("STANDARD has them", [validate(TOKEN)], "OK", apiReference("ValidateStateMachineDefinition"), "result"),
    row(
      "maxResults cuts the list off",
      [validate(THREE, { maxResults: 1 })],
      true,
      apiReference("ValidateStateMachineDefinition"),
      "truncated",
    ),
    row(
      "maxResults of 0 means 100",
      [validate(THREE, { maxResults: 0 })],
      false,
      apiReference("ValidateStateMachineDefinition"),
      "truncated",
    ),
    row(
      "nothing is made",
      [validate(PASS), ["ListStateMachines", {}]],
      { stateMachines: [] },
      apiReference("ValidateStateMachineDefinition"),
    ),
  ],
};
