import { ANY, type Table } from "../table";
import { API, ARN, create, DESCRIBE, PASS, refusal, row, SHOWN, start, text, update } from "./apiRows";
import { apiReference } from "./sources";
import type { SfnApiInput } from "./subject";

const OTHER = text({ StartAt: "B", States: { B: { Type: "Pass", End: true } } });

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
