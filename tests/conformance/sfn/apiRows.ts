import type { Refusal, Step } from "../calls";
import { callsRow } from "../rows";
import type { Row, Source } from "../table";
import { recorded } from "./sources";
import type { SfnApiInput } from "./subject";

export const ARN = "arn:aws:states:us-east-1:000000000000:stateMachine";
export const EXECUTION = "arn:aws:states:us-east-1:000000000000:execution:flow:run";
export const text = (definition: object) => JSON.stringify(definition);
export const PASS = text({ StartAt: "A", States: { A: { Type: "Pass", End: true } } });

export const create = (definition = PASS, rest: object = {}, name = "flow"): Step => [
  "CreateStateMachine",
  { name, definition, roleArn: "$role", ...rest },
  name,
];
export const update = (changes: object, name = "updated"): Step => [
  "UpdateStateMachine",
  { stateMachineArn: `${ARN}:flow`, ...changes },
  name,
];
export const DESCRIBE: Step = ["DescribeStateMachine", { stateMachineArn: `${ARN}:flow` }];
export const start = (input = "{}"): Step => ["StartExecution", { stateMachineArn: `${ARN}:flow`, name: "run", input }];

export const refusal = (error: string, message: string, status = 400): Refusal => ({ error, message, status });
export const API = (test: string) => recorded("test_sfn_api", test);
/** Every machine's description has these. */
export const SHOWN = {
  ...{
    name: "flow",
    stateMachineArn: `${ARN}:flow`,
    roleArn: "arn:aws:iam::000000000000:role/machine",
    definition: PASS,
  },
  loggingConfiguration: { level: "OFF", includeExecutionData: false },
  ...{ tracingConfiguration: { enabled: false }, encryptionConfiguration: { type: "AWS_OWNED_KEY" } },
};

/** A row of calls of the API. */
export function row(
  behaviour: string,
  calls: readonly Step[],
  answer: unknown,
  source: Source,
  see?: string,
): Row<SfnApiInput> {
  return callsRow<SfnApiInput>(behaviour, source, calls, answer, see);
}
