import { ANY, type Row, type Table } from "../table";
import { onlyJsonata, queryError } from "./machines";
import { JSONATA, measured, recorded } from "./sources";
import type { SfnInput } from "./subject";

const NOTHING = "returned nothing (undefined).";
const THREW = "threw an error during evaluation";
const MEMORY = `${THREW}: Expression evaluation memory limit exceeded: Check for excessive memory usage`;
const DEPTH =
  `${THREW}: Stack overflow error: Check for non-terminating recursive function. ` +
  "Consider rewriting as tail-recursive";
const OUTPUT = recorded("outputdecl/test_output", "test_base_cases");

/** A row about the output of a Pass state. */
function pass(behaviour: string, output: unknown, answer: unknown, source: Row<SfnInput>["source"], input?: unknown) {
  return { behaviour, input: { definition: onlyJsonata({ Type: "Pass", Output: output }), input }, answer, source };
}

/** A row about what an expression makes. */
function value(expression: string, behaviour: string, made: unknown, source = JSONATA, input?: unknown): Row<SfnInput> {
  return pass(behaviour, `{% ${expression} %}`, { output: made }, source, input);
}

/** A row about how an expression fails. */
function failure(expression: string, behaviour: string, problem: string, source = measured(2737)): Row<SfnInput> {
  return pass(behaviour, { v: `{% ${expression} %}` }, queryError(expression, "Output/v", problem), source);
}

export const expressions: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "JSONata expressions",
  rows: [
    pass(
      "Output of constants is what stands there",
      { a: null, b: 0.1, c: [true, {}] },
      { output: { a: null, b: 0.1, c: [true, {}] } },
      OUTPUT,
    ),
    pass(
      "a text with blanks around {% %} is no expression",
      " {% $states.input %} ",
      { output: " {% $states.input %} " },
      OUTPUT,
    ),
    pass(
      "an expression within a longer text is no expression",
      "Hello {% $states.input %}",
      { output: "Hello {% $states.input %}" },
      JSONATA,
    ),
    pass("a name that ends in .$ is a name", { "a.$": "$" }, { output: { "a.$": "$" } }, OUTPUT),
    pass("a path of JSONPath is a text", "$.a", { output: "$.a" }, OUTPUT, { a: 1 }),
    pass("Output may be an empty object", {}, { output: {} }, OUTPUT, { a: 1 }),
    pass(
      "Output may be a number",
      0.1,
      { output: 0.1 },
      recorded("outputdecl/test_output", "test_base_output_any_non_dict"),
    ),
    pass(
      "Output may be a list with expressions",
      [1, "{% $states.input.a %}"],
      { output: [1, 2] },
      recorded("outputdecl/test_output", "test_base_output_any_non_dict"),
      { a: 2 },
    ),
    pass("an expression may be the whole Output", "{% $states.input %}", { output: { a: 1 } }, OUTPUT, { a: 1 }),
    pass(
      "expressions stand at any depth",
      { a: { b: ["{% $states.input.x %}"] } },
      { output: { a: { b: [1] } } },
      OUTPUT,
      { x: 1 },
    ),
    {
      behaviour: "the output of a state without Output is its input",
      input: { definition: onlyJsonata({ Type: "Pass" }), input: { a: 1 } },
      answer: { output: { a: 1 } },
      source: recorded("query_language/test_mixed_query_language", "test_output_to_state"),
    },
    {
      behaviour: "Succeed has an Output",
      input: {
        definition: {
          QueryLanguage: "JSONata",
          StartAt: "A",
          States: { A: { Type: "Succeed", Output: "{% $states.input.a %}" } },
        },
        input: { a: 7 },
      },
      answer: { output: 7 },
      source: JSONATA,
    },
    value("$states.context.Execution.Name", "$states.context is the context object", "run", OUTPUT),
    value("$states.context.State.Name", "$states.context names the state", "Only", OUTPUT),
    value("$sum($states.input.items.price)", "a path maps over a list", 30, JSONATA, {
      items: [{ price: 10 }, { price: 20 }],
    }),
    value("$states.input.items[price > 10].name", "a predicate with one match gives the value itself", "b", JSONATA, {
      items: [
        { name: "a", price: 10 },
        { name: "b", price: 20 },
      ],
    }),
    value("[$states.input.items[price > 10].name]", "brackets keep a list", ["b"], JSONATA, {
      items: [
        { name: "a", price: 10 },
        { name: "b", price: 20 },
      ],
    }),
    value("$states.input.a & '-' & $states.input.b", "& joins texts", "x-1", JSONATA, { a: "x", b: 1 }),
    value("$merge([$states.input, {'c': 3}])", "$merge joins objects", { a: 1, c: 3 }, JSONATA, { a: 1 }),
    value("($x := 2; $x * 3)", "a block binds variables of its own", 6),
    value("$map([1, 2], function($v) { $v * 2 })", "functions are values", [2, 4]),
    value(
      "$contains('abcd', /b.d/)",
      "a regular expression matches",
      true,
      recorded("evaluate_jsonata/test_base_evaluate_expressions", "test_base_jsonata_regular_expressions"),
    ),
    value("$now()", "$now is the time in UTC", "2026-01-01T00:00:00.000Z"),
    value("$millis()", "$millis is the time in milliseconds", 1_767_225_600_000),
    value("{'k': $states.input.missing}", "an object leaves out what has no value", {}, measured(2665)),
    value("null", "null is a value", null, measured(2665)),
    value("1/0", "a number that JSON does not have is a text", "Infinity", measured(2737)),
    value("[1/0]", "so it is within a list", ["Infinity"], measured(2737)),
    value("0/0", "no number at all is a text", "NaN", measured(2737)),
    value("$string(1/3)", "$string writes fifteen digits", "0.333333333333333", measured(2737)),
    value("$string(1e20)", "$string writes whole numbers in full below 1e21", "100000000000000000000", measured(2737)),
    failure(
      "$states.input.missing",
      "an expression without a value fails the state and names its field",
      NOTHING,
      measured(2665),
    ),
    pass(
      "the field of an expression in a list has its index",
      { values: [[1, "{% $states.input.missing %}"]] },
      queryError("$states.input.missing", "Output/values[0][1]", NOTHING),
      measured(2665),
    ),
    pass(
      "the field of a whole Output is its name",
      "{% $doesNotExist %}",
      queryError("$doesNotExist", "Output", NOTHING),
      recorded("assign/test_assign_reference_variables", "test_undefined_reference"),
    ),
    failure(
      '$abs("x")',
      "a wrong argument fails the state with JSONata's code",
      `${THREW}. T0410: Argument 1 of function "abs" does not match function signature`,
      measured(2736),
    ),
    failure(
      "$split('a','b',-1)",
      "so does a dynamic error",
      `${THREW}. D3020: Third argument of split function must evaluate to a positive number`,
      measured(2668),
    ),
    failure(
      "1 + {}",
      "so does an operator on the wrong type",
      `${THREW}. T2002: The right side of the "+" operator must evaluate to a number`,
      measured(2668),
    ),
    failure(
      "$sqrt(-1)",
      "values in messages are JSON",
      `${THREW}. D3060: The sqrt function cannot be applied to a negative number: -1`,
      measured(2668),
    ),
    failure('$eval("1+1")', "$eval is not there", `${THREW}. T1006: Attempted to invoke a non-function`),
    {
      behaviour: "a function is no output",
      input: { definition: onlyJsonata({ Type: "Pass", Output: "{% $sum %}" }) },
      answer: { error: "States.QueryEvaluationError", cause: ANY },
      source: JSONATA,
    },
    {
      behaviour: "the history names the field of an expression that failed, and the event before the state",
      input: { definition: onlyJsonata({ Type: "Pass", Output: { result: "{% $doesNotExist %}" } }), history: true },
      answer: [
        ["ExecutionStarted", 1, 0, ANY],
        ["PassStateEntered", 2, 0, { name: "Only", input: "{}", inputDetails: { truncated: false } }],
        [
          "EvaluationFailed",
          3,
          0,
          { ...queryError("$doesNotExist", "Output/result", NOTHING), location: "Output/result", state: "Only" },
        ],
        ["ExecutionFailed", 4, 3, queryError("$doesNotExist", "Output/result", NOTHING)],
      ],
      source: recorded("assign/test_assign_reference_variables", "test_undefined_reference"),
    },
  ],
};

const FUNCTION = JSONATA;

export const jsonataFunctions: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "JSONata functions of Step Functions",
  rows: [
    value("$partition([1,2,3,4], 4)", "$partition has one part where the list is no longer", [[1, 2, 3, 4]], FUNCTION),
    value("$partition([1,2,3,4,5], 2)", "$partition has a shorter last part", [[1, 2], [3, 4], [5]], FUNCTION),
    value(
      "$partition([0], 1)",
      "$partition of one item is a list of a list",
      [[0]],
      recorded("intrinsic_functions/test_array_jsonata", "test_array_partition"),
    ),
    value("$partition([1,2,3])", "$partition without a size has one part", [[1, 2, 3]], measured(2737)),
    value("$partition([1,2,3,4,5], 2.9)", "$partition cuts its size off", [[1, 2], [3, 4], [5]], measured(2737)),
    failure("$partition([1,2,3], 0)", "$partition by 0 has no value", NOTHING),
    failure("$partition([], 2)", "$partition of nothing has no value", NOTHING),
    failure(
      "$partition([1,2,3], -1)",
      "$partition by less than 0 fails",
      `${THREW}. D3137: Second argument must be zero or greater`,
    ),
    value("$range(0, 10, 2)", "$range has both its ends", [0, 2, 4, 6, 8, 10], FUNCTION),
    value("$range(10, 0, -2)", "$range counts down", [10, 8, 6, 4, 2, 0], FUNCTION),
    value("$range(-1.7, 2, 1)", "$range cuts its numbers off towards zero", [-1, 0, 1, 2], measured(2737)),
    value("$range(3, 3, 1)", "$range of one number is the number", 3, measured(2737)),
    failure("$range(5, 1, 1)", "$range in the wrong direction has no value", NOTHING),
    failure("$range(1, 5, 0)", "$range by 0 has no value", NOTHING),
    failure(
      "$range(1)",
      "$range needs an end",
      `${THREW}. T0410: Argument 2 of function "range" does not match function signature`,
    ),
    value("$count($range(1, 360145, 1))", "$range has up to 360,145 numbers", 360_145, measured(2737)),
    failure("$range(1, 360146, 1)", "$range of one more fails", MEMORY),
    value("$hash('Hello', 'MD5')", "$hash knows MD5", "8b1a9953c4611296a827abf8c47804d7", measured(2737)),
    value(
      "$hash('Hello', 'SHA-256')",
      "$hash knows SHA-256",
      "185f8db32271fe25f561a6fc938b2e264306ec304eda518007d1764826381969",
      measured(2737),
    ),
    value("$hash('ñ', 'MD5')", "$hash takes a text as UTF-8", "94e9342ecbb1458b6043ecd3bfcbc192", measured(2737)),
    failure("$hash('Hello')", "$hash without an algorithm has no value", NOTHING),
    failure(
      "$hash(42, 'MD5')",
      "$hash takes a text only",
      `${THREW}. T0410: Argument 1 of function "hash" does not match function signature`,
    ),
    value("$length($uuid())", "$uuid has 36 characters", 36, FUNCTION),
    value(
      "$contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)",
      "$uuid is of version 4",
      true,
      FUNCTION,
    ),
    failure(
      "$uuid('seed')",
      "$uuid takes no argument",
      `${THREW}. T0410: Argument 1 of function "uuid" does not match function signature`,
    ),
    value("$random(42)", "$random with a seed is the same each time", 0.7275636800328681, measured(2737)),
    value("$random(0.9) = $random(0)", "$random cuts its seed off", true, measured(2737)),
    value("$random() >= 0 and $random() < 1", "$random is from 0 to 1", true, FUNCTION),
    failure(
      "$random(1, 2)",
      "$random takes one seed",
      `${THREW}. T0410: Argument 2 of function "random" does not match function signature`,
    ),
    value("$parse('{\"a\": [1, null]}')", "$parse reads JSON", { a: [1, null] }, FUNCTION),
    value("$exists($parse('null'))", "$parse of null is null", true, measured(2737)),
    value("$map(['{\"a\":1}', '{\"a\":2}'], $parse).a", "$parse is a value", [1, 2], measured(2737)),
    failure("$parse('')", "$parse of an empty text fails", `${THREW}. D3137: Invalid JSON`),
    failure("$parse('1e400')", "$parse of a number too large fails", `${THREW}. D3137: Invalid JSON`),
    failure(
      "$parse(null)",
      "$parse takes a text only",
      `${THREW}. T0410: Argument 1 of function "parse" does not match function signature`,
    ),
    {
      ...failure(
        '$parse(\'{"a":1,"a":2}\')',
        "$parse of an object with a key twice fails",
        `${THREW}. D3137: Invalid JSON`,
      ),
      difference: {
        answer: { output: { v: { a: 2 } } },
        why: "JSON is read by JavaScript here, which takes the last of the two.",
      },
    },
  ],
};

const nested = (count: number) => `1${"+1".repeat(count - 1)}`;
const recursive = (count: number) => `($f := function($x){ $x <= 0 ? 0 : 1 + $f($x-1) }; $f(${count}))`;
const doubled = (times: number) =>
  `($f := function($s, $n){ $n = 0 ? $s : $f($s & $s, $n - 1) }; $length($f("x", ${times})))`;

export const jsonataBounds: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "bounds of JSONata expressions",
  rows: [
    value(nested(100), "a sum of 100 numbers is within the bound on depth", 100, measured(2737)),
    failure(nested(101), "a sum of 101 numbers is not", DEPTH),
    value(`${"(".repeat(99)}1${")".repeat(99)}`, "99 brackets are within the bound on depth", 1, measured(2737)),
    failure(`${"(".repeat(100)}1${")".repeat(100)}`, "100 brackets are not", DEPTH),
    value(recursive(31), "a function may call itself 31 times", 31, measured(2737)),
    failure(recursive(32), "and not 32 times, where it does something afterwards", DEPTH),
    value(
      "[1..873782] ~> $count()",
      "a sequence of 873,782 numbers is within the bound on memory",
      873_782,
      measured(2737),
    ),
    failure("[1..873783] ~> $count()", "a sequence of one more is not", MEMORY),
    failure(doubled(23), "a text of 2^23 characters is not within the bound on memory", MEMORY),
  ],
};
