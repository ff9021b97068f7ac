import { ANY, type Table } from "../table";
import { CALL, machine, only } from "./machines";
import { CHOICE, measured, recorded, VARIABLES } from "./sources";
import type { SfnInput } from "./subject";

const REFERENCES = "assign/test_assign_reference_variables";
const END = { Type: "Pass", End: true };
/** Ends with the values of these variables. */
const shown = (...names: string[]) => ({
  ...END,
  Output: Object.fromEntries(names.map((name) => [name, `{% $${name} %}`])),
});
const shownByPath = (...names: string[]) => ({
  ...END,
  Parameters: Object.fromEntries(names.map((name) => [`${name}.$`, `$${name}`])),
});
const large = (length: number) => ({ text: "x".repeat(length) });
const TOO_LARGE = { error: "States.DataLimitExceeded", cause: ANY };

export const variables: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "variables",
  rows: [
    {
      behaviour: "Assign sets variables for the states that follow",
      input: {
        definition: machine({
          Set: { Type: "Pass", Assign: { a: 1, b: { c: "{% $states.input.x %}" } }, Next: "Pause" },
          Pause: { Type: "Wait", Seconds: 1, Next: "Show" },
          Show: shown("a", "b"),
        }),
        input: { x: "y" },
      },
      answer: { output: { a: 1, b: { c: "y" } } },
      source: VARIABLES,
    },
    {
      behaviour: "JSONPath has variables, too",
      input: {
        definition: machine(
          {
            Set: { Type: "Pass", Assign: { a: 1, "b.$": "$.x", "c.$": "States.Format('{}!', $.x)" }, Next: "Show" },
            Show: shownByPath("a", "b", "c"),
          },
          "JSONPath",
        ),
        input: { x: "y" },
      },
      answer: { output: { a: 1, b: "y", c: "y!" } },
      source: recorded("assign/test_assign_base", "test_base_cases"),
    },
    {
      behaviour: "a text in Assign of JSONPath is no path",
      input: {
        definition: machine(
          { Set: { Type: "Pass", Assign: { a: "$.x" }, Next: "Show" }, Show: shownByPath("a") },
          "JSONPath",
        ),
      },
      answer: { output: { a: "$.x" } },
      source: recorded("assign/test_assign_base", "test_base_cases"),
    },
    {
      behaviour: "the output of a state does not have its variables",
      input: { definition: only({ Type: "Pass", Assign: { a: 1 } }), input: { x: 1 } },
      answer: { output: { x: 1 } },
      source: recorded("assign/test_assign_base", "test_base_cases"),
    },
    {
      behaviour: "Output has the variables of before the state's Assign",
      input: {
        definition: machine({
          Set: { Type: "Pass", Assign: { a: 1 }, Next: "Next" },
          Next: { ...END, Assign: { a: 2 }, Output: "{% $a %}" },
        }),
      },
      answer: { output: 1 },
      source: VARIABLES,
    },
    {
      behaviour: "OutputPath has the variables of before the state's Assign",
      input: {
        definition: machine(
          {
            Set: { Type: "Pass", Assign: { a: 42 }, Next: "Next" },
            Next: { ...END, InputPath: "$a", ResultPath: "$.b", OutputPath: "$a", Assign: { a: "other" } },
          },
          "JSONPath",
        ),
      },
      answer: { output: 42 },
      source: recorded(REFERENCES, "test_state_assign_evaluation_order"),
    },
    {
      behaviour: "all of one Assign see the values of before it",
      input: {
        definition: machine({
          Set: { Type: "Pass", Assign: { x: 1, y: 2 }, Next: "Swap" },
          Swap: { Type: "Pass", Assign: { x: "{% $y %}", y: "{% $x %}" }, Next: "Show" },
          Show: shown("x", "y"),
        }),
      },
      answer: { output: { x: 2, y: 1 } },
      source: VARIABLES,
    },
    {
      behaviour: "what JSONata assigns, JSONPath reads",
      input: {
        definition: machine(
          {
            Set: { Type: "Pass", QueryLanguage: "JSONata", Assign: { a: "{% 6 * 7 %}" }, Next: "Show" },
            Show: shownByPath("a"),
          },
          "JSONPath",
        ),
      },
      answer: { output: { a: 42 } },
      source: recorded("query_language/test_mixed_query_language", "test_variable_sampling"),
    },
    {
      behaviour: "what JSONPath assigns, JSONata reads",
      input: {
        definition: machine(
          { Set: { Type: "Pass", Assign: { a: 42 }, Next: "Show" }, Show: { ...shown("a"), QueryLanguage: "JSONata" } },
          "JSONPath",
        ),
      },
      answer: { output: { a: 42 } },
      source: recorded("query_language/test_mixed_query_language", "test_variable_sampling"),
    },
    {
      behaviour: "Assign of a JSONPath task has the task's answer at $",
      input: {
        definition: machine(
          { Do: { ...CALL, Assign: { "got.$": "$.n" }, ResultPath: null, Next: "Show" }, Show: shownByPath("got") },
          "JSONPath",
        ),
        input: { n: 5 },
      },
      answer: { output: { got: 5 } },
      source: recorded(REFERENCES, "test_variables_in_lambda_task"),
    },
    {
      behaviour: "Assign of a JSONPath Pass state has its Parameters at $",
      input: {
        definition: machine(
          {
            Set: { Type: "Pass", Parameters: { input: "PENDING" }, Assign: { "a.$": "$.input" }, Next: "Show" },
            Show: shownByPath("a"),
          },
          "JSONPath",
        ),
      },
      answer: { output: { a: "PENDING" } },
      source: recorded(REFERENCES, "test_assign_from_value"),
    },
    {
      behaviour: "Assign of a JSONata task has $states.result",
      input: {
        definition: machine({
          Do: { ...CALL, Assign: { got: "{% $states.result.n %}" }, Output: {}, Next: "Show" },
          Show: shown("got"),
        }),
        input: { n: 5 },
      },
      answer: { output: { got: 5 } },
      source: VARIABLES,
    },
    {
      behaviour: "the rule that holds sets its variables, and not those of the state",
      input: {
        definition: machine({
          Choose: {
            Type: "Choice",
            Choices: [{ Condition: true, Assign: { a: "rule" }, Next: "Show" }],
            Default: "Show",
            Assign: { a: "state", b: "state" },
          },
          Show: { ...END, Output: { a: "{% $a %}", hasB: "{% $exists($b) %}" } },
        }),
      },
      answer: { output: { a: "rule", hasB: false } },
      source: CHOICE,
    },
    {
      behaviour: "the default of a Choice state sets those of the state",
      input: {
        definition: machine(
          {
            Choose: {
              Type: "Choice",
              Choices: [{ Variable: "$.x", NumericEquals: 42, Assign: { status: "CORRECT" }, Next: "Show" }],
              Default: "Show",
              Assign: { status: "INCORRECT", "guess.$": "$.x" },
            },
            Show: shownByPath("status", "guess"),
          },
          "JSONPath",
        ),
        input: { x: "42" },
      },
      answer: { output: { status: "INCORRECT", guess: "42" } },
      source: recorded(REFERENCES, "test_assign_in_choice_state"),
    },
    {
      behaviour: "a Choice state compares variables",
      input: {
        definition: machine(
          {
            Set: { Type: "Pass", Assign: { guess: 1, answer: 1 }, Next: "Choose" },
            Choose: {
              Type: "Choice",
              Choices: [{ Variable: "$guess", NumericEqualsPath: "$answer", Next: "Yes" }],
              Default: "No",
            },
            Yes: { ...END, Result: "yes" },
            No: { ...END, Result: "no" },
          },
          "JSONPath",
        ),
      },
      answer: { output: "yes" },
      source: recorded(REFERENCES, "test_reference_assign"),
    },
    {
      behaviour: "Wait sets variables",
      input: {
        definition: machine({
          Pause: { Type: "Wait", Seconds: 0, Assign: { foo: "oof" }, Next: "Show" },
          Show: shown("foo"),
        }),
      },
      answer: { output: { foo: "oof" } },
      source: recorded(REFERENCES, "test_assign_in_wait_state"),
    },
    {
      behaviour: "SecondsPath, TimestampPath and ErrorPath read variables",
      input: {
        definition: machine(
          {
            Set: { Type: "Pass", Assign: { s: 0, at: "2026-01-01T00:00:01Z", e: "Broken", c: "why" }, Next: "First" },
            First: { Type: "Wait", SecondsPath: "$s", Next: "Second" },
            Second: { Type: "Wait", TimestampPath: "$at", Next: "Fail" },
            Fail: { Type: "Fail", ErrorPath: "$e", CausePath: "$c" },
          },
          "JSONPath",
        ),
      },
      answer: { error: "Broken", cause: "why" },
      source: recorded(REFERENCES, "test_reference_assign"),
    },
    {
      behaviour: "a catcher of JSONPath sets variables, with the error at $",
      input: {
        definition: machine(
          {
            Do: {
              ...CALL,
              Catch: [{ ErrorEquals: ["States.ALL"], Assign: { "e.$": "$.Error" }, Next: "Show" }],
              End: true,
            },
            Show: shownByPath("e"),
          },
          "JSONPath",
        ),
        work: { throws: "Broken" },
      },
      answer: { output: { e: "Broken" } },
      source: recorded(REFERENCES, "test_assign_in_catch_state"),
    },
    {
      behaviour: "a catcher of JSONata sets variables by $states.errorOutput",
      input: {
        definition: machine({
          Do: {
            ...CALL,
            Catch: [{ ErrorEquals: ["States.ALL"], Assign: { e: "{% $states.errorOutput.Error %}" }, Next: "Show" }],
            End: true,
          },
          Show: shown("e"),
        }),
        work: { throws: "Broken" },
      },
      answer: { output: { e: "Broken" } },
      source: recorded("states_variables/test_error_output", "test_catch_error_variable_sampling"),
    },
    {
      behaviour: "where a state fails, its own Assign sets nothing",
      input: {
        definition: machine({
          Set: { Type: "Pass", Assign: { a: "before" }, Next: "Do" },
          Do: { ...CALL, Assign: { a: "after" }, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Show" }], End: true },
          Show: shown("a"),
        }),
        work: { throws: "Broken" },
      },
      answer: { output: { a: "before" } },
      source: VARIABLES,
    },
    {
      behaviour: "iterations of a Map state read the variables around it",
      input: {
        definition: machine({
          Set: { Type: "Pass", Assign: { factor: 10 }, Next: "Each" },
          Each: {
            ...{ Type: "Map", Items: [1, 2], End: true },
            ItemProcessor: { StartAt: "In", States: { In: { ...END, Output: "{% $states.input * $factor %}" } } },
          },
        }),
      },
      answer: { output: [10, 20] },
      source: recorded(REFERENCES, "test_reference_assign"),
    },
    {
      behaviour: "what a branch sets, neither its neighbours nor the states after it see",
      input: {
        definition: machine({
          Both: {
            Type: "Parallel",
            Branches: [
              {
                StartAt: "One",
                States: {
                  One: { Type: "Pass", Assign: { inner: 1 }, Next: "Two" },
                  Two: { ...END, Output: "{% $inner %}" },
                },
              },
              { StartAt: "Three", States: { Three: { ...END, Output: "{% $exists($inner) %}" } } },
            ],
            Next: "Show",
          },
          Show: { ...END, Output: { branches: "{% $states.input %}", after: "{% $exists($inner) %}" } },
        }),
      },
      answer: { output: { branches: [1, false], after: false } },
      source: VARIABLES,
    },
    {
      behaviour: "each iteration has variables of its own",
      input: {
        definition: machine({
          Each: {
            ...{ Type: "Map", Items: [1, 2], MaxConcurrency: 1, End: true },
            ItemProcessor: {
              StartAt: "In",
              States: {
                In: { Type: "Pass", Output: "{% $exists($seen) %}", Assign: { seen: true }, Next: "Out" },
                Out: END,
              },
            },
          },
        }),
      },
      answer: { output: [false, false] },
      source: VARIABLES,
    },
    {
      behaviour: "MaxConcurrencyPath takes a variable with a number as a text",
      input: {
        definition: machine(
          {
            Set: { Type: "Pass", Assign: { n: "1" }, Result: [1, 2], Next: "Each" },
            Each: {
              Type: "Map",
              MaxConcurrencyPath: "$n",
              ItemProcessor: { StartAt: "In", States: { In: END } },
              End: true,
            },
          },
          "JSONPath",
        ),
      },
      answer: { output: [1, 2] },
      source: recorded(REFERENCES, "test_reference_in_map_state"),
    },
    {
      behaviour: "ItemsPath reads a variable",
      input: {
        definition: machine(
          {
            Set: { Type: "Pass", Assign: { list: [3, 4] }, Next: "Each" },
            Each: { Type: "Map", ItemsPath: "$list", ItemProcessor: { StartAt: "In", States: { In: END } }, End: true },
          },
          "JSONPath",
        ),
      },
      answer: { output: [3, 4] },
      source: recorded(REFERENCES, "test_reference_in_map_state"),
    },
    {
      behaviour: "a variable may be null",
      input: { definition: machine({ Set: { Type: "Pass", Assign: { a: null }, Next: "Show" }, Show: shown("a") }) },
      answer: { output: { a: null } },
      source: measured(2665),
    },
    {
      behaviour: "a variable that was never set has no value in JSONata",
      input: { definition: machine({ Only: { ...END, Output: "{% $nothing %}" } }) },
      answer: { error: "States.QueryEvaluationError", cause: ANY },
      source: recorded(REFERENCES, "test_undefined_reference"),
    },
    {
      behaviour: "a variable that was never set ends a JSONPath state",
      input: { definition: machine({ Only: { ...END, Parameters: { "a.$": "$nothing" } } }, "JSONPath") },
      answer: { error: "States.Runtime", cause: ANY },
      source: VARIABLES,
    },
    {
      behaviour: "the history shows what a state set, as JSON",
      input: { definition: only({ Type: "Pass", Assign: { n: 42, o: { a: 1 }, s: "x" } }), history: true },
      answer: [
        ANY,
        ANY,
        [
          "PassStateExited",
          3,
          2,
          {
            ...{ name: "Only", output: "{}", outputDetails: { truncated: false } },
            assignedVariables: { n: "42", o: '{"a":1}', s: '"x"' },
            assignedVariablesDetails: { truncated: false },
          },
        ],
        ANY,
      ],
      source: recorded("query_language/test_mixed_query_language", "test_variable_sampling"),
    },
    {
      behaviour: "one Assign sets up to 256 KiB",
      input: {
        definition: machine({
          Set: { Type: "Pass", Assign: { a: "{% $states.input.text %}" }, Output: {}, Next: "Show" },
          Show: { ...END, Output: "{% $length($a) %}" },
        }),
        input: large(262_100),
      },
      answer: { output: 262_100 },
      source: VARIABLES,
    },
    {
      behaviour: "one Assign of more than 256 KiB in all its variables fails the state",
      input: {
        definition: machine({
          Set: { ...END, Assign: { a: "{% $states.input.text %}", b: "{% $states.input.text %}" } },
        }),
        input: large(140_000),
      },
      answer: TOO_LARGE,
      source: VARIABLES,
    },
    {
      behaviour: "an execution has 10 MiB of variables",
      input: {
        definition: machine(
          Object.fromEntries(
            Array.from({ length: 41 }, (_, index) => [
              `S${index}`,
              {
                Type: "Pass",
                Assign: { [`v${index}`]: "{% $states.input.text %}" },
                ...(index === 40 ? { End: true } : { Next: `S${index + 1}` }),
              },
            ]),
          ),
        ),
        input: large(260_000),
      },
      answer: TOO_LARGE,
      source: VARIABLES,
    },
  ],
};
