import { zipSync } from "fflate";
import type { Calls, Refusal, Step } from "../calls";
import { callsRow } from "../rows";
import type { Row, Source } from "../table";

const RECORDING =
  "https://github.com/localstack/localstack/blob/001aeaf80e3a3d4788390d945b6b8b8f611b8618/tests/aws/services/lambda_/test_lambda_api.snapshot.json";

export const ARN = "arn:aws:lambda:us-east-1:000000000000:function";
const ZipFile = Buffer.from(
  zipSync({ "index.js": Buffer.from("exports.handler = async () => 1;") }, { mtime: "2026-03-01" }),
).toString("base64");
export const FunctionName = "worker";
export const NOT_THERE = { FunctionName: "doesnotexist" };
export const Role = "arn:aws:iam::000000000000:role/worker";
export const MISMATCH = "The derived qualifier from the function name does not match the specified qualifier.";

export const create = (given: object = {}): Step => [
  "CreateFunction",
  { FunctionName, Role, Runtime: "nodejs20.x", Handler: "index.handler", Code: { ZipFile }, ...given },
];
export const on = (operation: string, given: object = {}): Step => [operation, { FunctionName, ...given }];

/** A row that LocalStack's tests recorded. */
export function row(
  behaviour: string,
  calls: readonly Step[],
  answer: unknown,
  test: string,
  see?: string,
): Row<Calls> {
  const source: Source = { title: `recorded: ${test}`, address: RECORDING };
  return callsRow<Calls>(behaviour, source, calls, answer, see);
}

const refusal = (error: string, message: string, status = 400): Refusal => ({ error, message, status });
export const notFound = (message: string) => refusal("ResourceNotFoundException", message, 404);
export const invalid = (message: string) => refusal("InvalidParameterValueException", message);
export const conflict = (message: string) => refusal("ResourceConflictException", message, 409);
export const breaks = (value: string, at: string, rule: string) =>
  refusal(
    "ValidationException",
    `1 validation error detected: Value '${value}' at '${at}' failed to satisfy constraint: Member must ${rule}`,
  );
export const matches = (pattern: string) => `satisfy regular expression pattern: ${pattern}`;
