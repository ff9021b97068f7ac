import { apiPages } from "../rows";
import type { Source } from "../table";

const GUIDE = "https://docs.aws.amazon.com/step-functions/latest/dg";
const LOCALSTACK = "https://github.com/localstack/localstack/blob";
/** The commits at which LocalStack's recordings of AWS were read. */
const COMMITS = {
  "activities/test_activities": "41bcd87439211692b71c2c1882b12f72179424fe",
  "assign/test_assign_base": "3a6165455f8ebc3195e40af655455918d987a5ae",
  "assign/test_assign_reference_variables": "e4000fb124c21194e95055ce41f5a8decfcb0215",
  "base/test_wait": "9465aa4bf2ce9e09cea7f1f2657ccac6e356f9fc",
  "choice_operators/test_boolean_equals": "25200325a5cadcfbb7de1560e7f386e4a5713002",
  "choice_operators/test_is_operators": "98206ca203cc3b47831508eb5ecdbfba929b60c1",
  "choice_operators/test_numeric": "98206ca203cc3b47831508eb5ecdbfba929b60c1",
  "choice_operators/test_string_operators": "18426fe2f78ff2f66fd6f112693aaacfd898f87e",
  "context_object/test_context_object": "1888dd929cce65d901651428d1a73c71b46629f6",
  "error_handling/test_states_errors": "11c332ee0569471d7054e29687ee851a5d96ca91",
  "error_handling/test_task_service_dynamodb": "25200325a5cadcfbb7de1560e7f386e4a5713002",
  "error_handling/test_task_service_sfn": "25200325a5cadcfbb7de1560e7f386e4a5713002",
  "error_handling/test_task_service_sqs": "097cc0d4d7f6dd6bfc2600ba4490ce9e493e7754",
  "evaluate_jsonata/test_base_evaluate_expressions": "334388b2f84264c2b424050ed825c816c170844e",
  "intrinsic_functions/test_array_jsonata": "94d379b55913561cd74ae87036310d0289181e28",
  "intrinsic_functions/test_generic": "1eac1bd115fb5d806475f89da5796d0762b56425",
  "intrinsic_functions/test_json_manipulation": "25200325a5cadcfbb7de1560e7f386e4a5713002",
  "intrinsic_functions/test_string_operations": "1880d02a6bb439785b9f2a9e8b4b3d4713622218",
  "outputdecl/test_output": "1fed256ad44f7e06ed71c232634751885007c1ee",
  "query_language/test_mixed_query_language": "e4000fb124c21194e95055ce41f5a8decfcb0215",
  "scenarios/test_base_scenarios": "05cd0c8418e54d47422bba67496049a2086e6c55",
  "services/test_lambda_task_service": "42ed9a17f5945dc8dbe08cba612b872b72fdbcae",
  "states_variables/test_error_output": "94d379b55913561cd74ae87036310d0289181e28",
  test_sfn_api: "136a70321796b83f821dc22e4e1ec080a5d74e17",
  test_sfn_api_tagging: "25200325a5cadcfbb7de1560e7f386e4a5713002",
  test_sfn_api_validation: "a8604e4056d5f6c98c39ef32a188fc5df55a9172",
  test_sfn_api_variable_references: "ab32f1b9361974857f1cf3f25f8ed9c3388c5afa",
  "timeouts/test_timeouts": "174e3c6c8f9d358763aa920962811328a6c36b48",
  "timeouts/test_heartbeats": "0d4768330f496af9f630890e34e8b62238c2c429",
} as const;

/** An answer of AWS that LocalStack's tests recorded. */
export function recorded(file: keyof typeof COMMITS, test: string): Source {
  const path = `tests/aws/services/stepfunctions/v2/${file}.snapshot.json`;
  return { title: `recorded: ${test}`, address: `${LOCALSTACK}/${COMMITS[file]}/${path}` };
}

/** An answer of AWS that somebody took down in an issue of the emulator Floci, in August and September 2026. */
export function measured(issue: number): Source {
  return {
    title: `recorded: AWS's answers beside the emulator's (floci-io/floci, issue ${issue})`,
    address: `https://github.com/floci-io/floci/issues/${issue}`,
  };
}

export const apiReference = apiPages(
  "AWS Step Functions API Reference",
  "https://docs.aws.amazon.com/step-functions/latest/apireference",
);

function developerGuide(title: string, page: string): Source {
  return { title: `${title} (AWS Step Functions Developer Guide)`, address: `${GUIDE}/${page}.html` };
}

export const ERRORS = developerGuide("Handling errors in Step Functions workflows", "concepts-error-handling");
export const CONTEXT_OBJECT = developerGuide(
  "Accessing execution data from the Context object in Step Functions",
  "input-output-contextobject",
);
export const JSONATA = developerGuide("Transforming data with JSONata in Step Functions", "transforming-data");
export const VARIABLES = developerGuide("Passing data between states with variables", "workflow-variables");
export const CHOICE = developerGuide("Choice workflow state", "state-choice");
export const TASK = developerGuide("Task workflow state", "state-task");
export const FAIL = developerGuide("Fail workflow state", "state-fail");
export const PARALLEL = developerGuide("Parallel workflow state", "state-parallel");
export const WAIT = developerGuide("Wait workflow state", "state-wait");
export const MAP_INLINE = developerGuide("Using Map state in Inline mode", "state-map-inline");
export const LANGUAGE: Source = {
  title: "Amazon States Language, Choice State",
  address: "https://states-language.net/spec.html#choice-state",
};
export const NUMBERS: Source = {
  title: "recorded: In AWS Step Functions, how can I pass numbers to a Map iterator Lambda? (Stack Overflow)",
  address: "https://stackoverflow.com/questions/76373088",
};
export const NO_JSON: Source = {
  title:
    'recorded: Lambda.Invoke failing with payload; "Could not parse request body into json" (aws-sdk-js, issue 1876)',
  address: "https://github.com/aws/aws-sdk-js/issues/1876",
};
export const QUALIFIED: Source = {
  title: "Versioning, Aliases, and Resource Policies (AWS Lambda Developer Guide)",
  address:
    "https://github.com/awsdocs/aws-lambda-developer-guide/blob/master/doc_source/versioning-aliases-permissions.md",
};
