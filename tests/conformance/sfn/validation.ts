import type { Step } from "../calls";
import type { Table } from "../table";
import { PASS, row, text } from "./apiRows";
import { apiReference, recorded } from "./sources";
import type { SfnApiInput } from "./subject";

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
