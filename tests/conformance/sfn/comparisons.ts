import type { Row, Source, Table } from "../table";
import { recorded } from "./sources";
import type { SfnInput } from "./subject";

function compared(operator: string, operand: unknown, value: unknown, output: boolean, source: Source): Row<SfnInput> {
  return {
    behaviour: `${operator} ${JSON.stringify(operand)} is ${output} of ${JSON.stringify(value)}`,
    input: {
      definition: {
        StartAt: "Only",
        States: {
          Only: { Type: "Choice", Choices: [{ Variable: "$.value", [operator]: operand, Next: "Yes" }], Default: "No" },
          Yes: { Type: "Pass", Result: true, End: true },
          No: { Type: "Pass", Result: false, End: true },
        },
      },
      input: { value, operand: "Hello" },
    },
    answer: { output },
    source,
  };
}

/** A row for each value: those that a comparison holds for, and those that it does not. */
function comparing(
  operator: string,
  operand: unknown,
  values: { readonly holds: readonly unknown[]; readonly fails: readonly unknown[] },
  source: Source,
): Row<SfnInput>[] {
  return [
    ...values.holds.map((value) => compared(operator, operand, value, true, source)),
    ...values.fails.map((value) => compared(operator, operand, value, false, source)),
  ];
}

const STRINGS = "choice_operators/test_string_operators";
const NUMBERS = "choice_operators/test_numeric";
const KINDS = "choice_operators/test_is_operators";
const BOOLEANS = "choice_operators/test_boolean_equals";
const NO_TEXTS = [null, 0, 1.1, [], [""], {}, { A: 0 }, false, true];

export const comparisons: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "comparisons of Choice states",
  rows: [
    ...comparing(
      "StringEquals",
      "Hello",
      { holds: ["Hello"], fails: [...NO_TEXTS, "", " "] },
      recorded(STRINGS, "test_string_equals"),
    ),
    compared("StringEqualsPath", "$.operand", "Hello", true, recorded(STRINGS, "test_string_equals_path")),
    compared("StringGreaterThan", "", "", false, recorded(STRINGS, "test_string_greater_than")),
    compared("StringGreaterThan", "A ", "A", false, recorded(STRINGS, "test_string_greater_than")),
    compared("StringGreaterThan", "ABC", "AB", false, recorded(STRINGS, "test_string_greater_than")),
    compared("StringGreaterThanEquals", "", "", true, recorded(STRINGS, "test_string_greater_than_equals")),
    compared("StringGreaterThanEquals", "AB", "A", false, recorded(STRINGS, "test_string_greater_than_equals")),
    compared("StringGreaterThanEquals", "A", "AB", true, recorded(STRINGS, "test_string_greater_than_equals")),
    compared("StringLessThan", "", "", false, recorded(STRINGS, "test_string_less_than")),
    compared("StringLessThan", "AB", "A", true, recorded(STRINGS, "test_string_less_than")),
    compared("StringLessThan", "A", "AB", false, recorded(STRINGS, "test_string_less_than")),
    compared("StringLessThanEquals", "", "", true, recorded(STRINGS, "test_string_less_than_equals")),
    compared("StringLessThanEquals", "AB", "A", true, recorded(STRINGS, "test_string_less_than_equals")),
    compared("StringLessThanEquals", "A", "AB", false, recorded(STRINGS, "test_string_less_than_equals")),
    ...comparing(
      "NumericEquals",
      1,
      { holds: [1], fails: [null, 0, 1.1, "", " ", [], [""], {}, { A: 0 }, false, true] },
      recorded(NUMBERS, "test_numeric_equals"),
    ),
    ...comparing(
      "BooleanEquals",
      false,
      { holds: [false], fails: [null, 0, 1.1, "", " ", [], [""], {}, { A: 0 }, true] },
      recorded(BOOLEANS, "test_boolean_equals"),
    ),
    ...comparing(
      "IsBoolean",
      true,
      { holds: [true, false], fails: [null, 0, 1.1, "", "HelloWorld", "2023-02-24", [], [""], {}, { A: 0 }] },
      recorded(KINDS, "test_is_boolean"),
    ),
    ...comparing(
      "IsNull",
      false,
      { holds: [0, 1.1, "", " ", "HelloWorld", [], [""], {}, { A: 0 }, false, true], fails: [null] },
      recorded(KINDS, "test_is_null"),
    ),
    ...comparing(
      "IsString",
      true,
      { holds: ["", " ", "HelloWorld", "2012-10-09T19:00:55", "2023-02-24"], fails: NO_TEXTS },
      recorded(KINDS, "test_is_string"),
    ),
    ...comparing("IsNumeric", true, { holds: [0, 1, 1.1], fails: [null] }, recorded(KINDS, "test_is_numeric")),
  ],
};
