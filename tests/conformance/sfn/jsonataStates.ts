import { ANY, type Table } from "../table";
import { CALL, invoking, machine, onlyJsonata, queryError } from "./machines";
import {
  CHOICE,
  CONTEXT_OBJECT,
  ERRORS,
  FAIL,
  JSONATA,
  MAP_INLINE,
  measured,
  PARALLEL,
  recorded,
  TASK,
  WAIT,
} from "./sources";
import type { SfnInput } from "./subject";

const NOTHING = "returned nothing (undefined).";
const QUERY_ERROR = { error: "States.QueryEvaluationError", cause: ANY };
const END = { Type: "Pass", End: true };

/** A Choice state with these rules, each of which leads to `Yes`, and `No` by default. */
function choosing(rules: readonly object[], rest: object = {}): object {
  return machine({
    Only: { Type: "Choice", Choices: rules.map((rule) => ({ ...rule, Next: "Yes" })), Default: "No", ...rest },
    Yes: { Type: "Pass", Output: { went: "yes", got: "{% $states.input %}" }, End: true },
    No: { Type: "Pass", Output: { went: "no", got: "{% $states.input %}" }, End: true },
  });
}

export const jsonataChoices: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "Choice, Wait and Fail states in JSONata",
  rows: [
    {
      behaviour: "a Condition that is true chooses",
      input: { definition: choosing([{ Condition: "{% $states.input.n > 3 %}" }]), input: { n: 4 } },
      answer: { output: { went: "yes", got: { n: 4 } } },
      source: CHOICE,
    },
    {
      behaviour: "where no Condition is true, the default is taken",
      input: { definition: choosing([{ Condition: "{% $states.input.n > 3 %}" }]), input: { n: 3 } },
      answer: { output: { went: "no", got: { n: 3 } } },
      source: CHOICE,
    },
    {
      behaviour: "a Condition may be true as it stands",
      input: { definition: choosing([{ Condition: true }]) },
      answer: { output: { went: "yes", got: {} } },
      source: CHOICE,
    },
    {
      behaviour: "the rule that holds has the Output",
      input: {
        definition: choosing([{ Condition: true, Output: "of the rule" }], { Output: "of the state" }),
        input: { condition: true },
      },
      answer: { output: { went: "yes", got: "of the rule" } },
      source: recorded("outputdecl/test_output", "test_output_in_choice"),
    },
    {
      behaviour: "the state has the Output of its default",
      input: { definition: choosing([{ Condition: false, Output: "of the rule" }], { Output: "of the state" }) },
      answer: { output: { went: "no", got: "of the state" } },
      source: recorded("outputdecl/test_output", "test_output_in_choice"),
    },
    {
      behaviour: "a rule without Output hands the input on",
      input: { definition: choosing([{ Condition: true }], { Output: "of the state" }), input: { a: 1 } },
      answer: { output: { went: "yes", got: { a: 1 } } },
      source: CHOICE,
    },
    {
      behaviour: "a Condition that is no truth value fails the state",
      input: { definition: choosing([{ Condition: "{% 'x' %}" }]) },
      answer: QUERY_ERROR,
      source: JSONATA,
    },
    {
      behaviour: "a Condition without a value fails the state and names its rule",
      input: { definition: choosing([{ Condition: false }, { Condition: "{% $states.input.missing %}" }]) },
      answer: queryError("$states.input.missing", "Choices[1]/Condition", NOTHING),
      source: measured(2665),
    },
    {
      behaviour: "an Output that fails names its rule",
      input: { definition: choosing([{ Condition: false }, { Condition: true, Output: { v: "{% $nothing %}" } }]) },
      answer: queryError("$nothing", "Choices[1]/Output/v", NOTHING),
      source: measured(2665),
    },
    {
      behaviour: "a Choice state without a rule that holds and without a default fails",
      input: {
        definition: machine({ Only: { Type: "Choice", Choices: [{ Condition: false, Next: "End" }] }, End: END }),
      },
      answer: { error: "States.NoChoiceMatched", cause: ANY },
      source: ERRORS,
    },
    {
      behaviour: "Seconds may be an expression",
      input: {
        definition: onlyJsonata({
          Type: "Wait",
          Seconds: "{% $states.input.s %}",
          Output: "{% $millis() - $toMillis($states.context.State.EnteredTime) %}",
        }),
        input: { s: 3 },
      },
      answer: { output: 3000 },
      source: WAIT,
    },
    {
      behaviour: "Seconds that are a text fail the state",
      input: { definition: onlyJsonata({ Type: "Wait", Seconds: "{% '3' %}" }) },
      answer: QUERY_ERROR,
      source: JSONATA,
    },
    {
      behaviour: "Seconds with a fraction fail the state",
      input: { definition: onlyJsonata({ Type: "Wait", Seconds: "{% 1.5 %}" }) },
      answer: QUERY_ERROR,
      source: WAIT,
    },
    {
      behaviour: "Timestamp may be an expression",
      input: {
        definition: onlyJsonata({
          Type: "Wait",
          Timestamp: "{% $states.input.at %}",
          Output: "{% $millis() - $toMillis($states.context.State.EnteredTime) %}",
        }),
        input: { at: "2026-01-01T00:00:05Z" },
      },
      answer: { output: 5000 },
      source: WAIT,
    },
    {
      behaviour: "a Timestamp without its zone fails the state",
      input: { definition: onlyJsonata({ Type: "Wait", Timestamp: "{% '2026-01-01T00:00:05' %}" }) },
      answer: QUERY_ERROR,
      source: WAIT,
    },
    {
      behaviour: "Error and Cause may be expressions",
      input: {
        definition: onlyJsonata({
          Type: "Fail",
          Error: "{% $states.input.e %}",
          Cause: "{% 'for ' & $states.input.c %}",
        }),
        input: { e: "Broken", c: "good" },
      },
      answer: { error: "Broken", cause: "for good" },
      source: FAIL,
    },
    {
      behaviour: "a Cause that is no text fails by the query",
      input: { definition: onlyJsonata({ Type: "Fail", Error: "E", Cause: "{% 1 %}" }) },
      answer: QUERY_ERROR,
      source: JSONATA,
    },
  ],
};

const PICK = { "Payload.$": "$" };
const WORK = { FunctionName: "work", Payload: { n: "{% $states.input.n %}" } };
const TASK_STATE = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", Arguments: WORK };

export const jsonataTasks: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "Task states in JSONata",
  rows: [
    {
      behaviour: "Arguments are what the task is called with, and $states.result what it answers",
      input: { definition: onlyJsonata({ ...TASK_STATE, Output: "{% $states.result.Payload %}" }), input: { n: 1 } },
      answer: { output: { n: 1 } },
      source: recorded("query_language/test_mixed_query_language", "test_task_dataflow_to_state"),
    },
    {
      behaviour: "Arguments may be one expression",
      input: {
        definition: onlyJsonata({
          ...{ ...TASK_STATE, Arguments: "{% {'FunctionName': 'work', 'Payload': {'a': 1}} %}" },
          Output: "{% $states.result.Payload %}",
        }),
      },
      answer: { output: { a: 1 } },
      source: TASK,
    },
    {
      behaviour: "the output of a task without Output is its result",
      input: { definition: onlyJsonata({ ...CALL, Arguments: { a: "{% $states.input.a %}" } }), input: { a: 7 } },
      answer: { output: { a: 7 } },
      source: JSONATA,
    },
    {
      behaviour: "$states.input stays the state's input beside the result",
      input: {
        definition: onlyJsonata({
          ...CALL,
          Arguments: { b: 2 },
          Output: "{% $merge([$states.input, $states.result]) %}",
        }),
        input: { a: 1 },
      },
      answer: { output: { a: 1, b: 2 } },
      source: JSONATA,
    },
    {
      behaviour: "Arguments without a value fail the state",
      input: { definition: onlyJsonata({ ...CALL, Arguments: "{% $doesNotExist %}" }) },
      answer: queryError("$doesNotExist", "Arguments", NOTHING),
      source: recorded("assign/test_assign_reference_variables", "test_undefined_reference"),
    },
    {
      behaviour: "a member of Arguments without a value names its place",
      input: { definition: onlyJsonata({ ...TASK_STATE }) },
      answer: queryError("$states.input.n", "Arguments/Payload/n", NOTHING),
      source: recorded("assign/test_assign_reference_variables", "test_undefined_reference"),
    },
    {
      behaviour: "TimeoutSeconds may be an expression",
      input: {
        definition: onlyJsonata({ ...CALL, TimeoutSeconds: "{% $states.input.t %}" }),
        input: { t: 2 },
        work: "hang",
      },
      answer: { error: "States.Timeout" },
      source: recorded("evaluate_jsonata/test_base_evaluate_expressions", "test_base_task"),
    },
    {
      behaviour: "the history shows the seconds that an expression made",
      input: { definition: onlyJsonata({ ...CALL, TimeoutSeconds: "{% 1 %}" }), history: true },
      answer: [
        ANY,
        ANY,
        [
          "LambdaFunctionScheduled",
          3,
          2,
          { resource: CALL.Resource, input: "{}", inputDetails: { truncated: false }, timeoutInSeconds: 1 },
        ],
        ANY,
        ANY,
        ANY,
        ANY,
      ],
      source: recorded("evaluate_jsonata/test_base_evaluate_expressions", "test_base_task"),
    },
    {
      behaviour: "HeartbeatSeconds may be an expression",
      input: {
        definition: onlyJsonata({
          ...{ Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage.waitForTaskToken" },
          Arguments: { QueueUrl: "q", MessageBody: "{% $states.context.Task.Token %}" },
          HeartbeatSeconds: "{% 5 %}",
        }),
      },
      answer: { error: "States.Timeout" },
      source: recorded("evaluate_jsonata/test_base_evaluate_expressions", "test_base_task"),
    },
    {
      behaviour: "TimeoutSeconds of 0 fail the state",
      input: { definition: onlyJsonata({ ...CALL, TimeoutSeconds: "{% 0 %}" }) },
      answer: QUERY_ERROR,
      source: TASK,
    },
    {
      behaviour: "the output after a catch is the error",
      input: {
        definition: machine({
          Only: { ...CALL, Catch: [{ ErrorEquals: ["States.ALL"], Next: "End" }], End: true },
          End: { ...END, Output: "{% $states.input.Error %}" },
        }),
        work: { throws: "Broken" },
      },
      answer: { output: "Broken" },
      source: recorded("states_variables/test_error_output", "test_catch_error_variable_sampling"),
    },
    {
      behaviour: "a catcher's Output has $states.errorOutput and $states.input",
      input: {
        definition: machine({
          Only: {
            ...CALL,
            Catch: [
              {
                ErrorEquals: ["States.ALL"],
                Output: { error: "{% $states.errorOutput.Error %}", input: "{% $states.input %}" },
                Next: "End",
              },
            ],
            End: true,
          },
          End: END,
        }),
        input: { a: 1 },
        work: { throws: "Broken" },
      },
      answer: { output: { error: "Broken", input: { a: 1 } } },
      source: recorded("states_variables/test_error_output", "test_task_catch_error_output"),
    },
    {
      behaviour: "a catcher may name States.QueryEvaluationError",
      input: {
        definition: machine({
          Only: {
            ...{ ...CALL, Output: { v: "{% $states.input.missing %}" } },
            Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Next: "End" }],
            End: true,
          },
          End: { ...END, Output: "{% $states.input.Error %}" },
        }),
      },
      answer: { output: "States.QueryEvaluationError" },
      source: measured(2665),
    },
    {
      behaviour: "States.ALL covers States.QueryEvaluationError, of a branch, too",
      input: {
        definition: machine({
          Only: {
            Type: "Parallel",
            Branches: [{ StartAt: "In", States: { In: { ...END, Output: "{% $nothing %}" } } }],
            Catch: [{ ErrorEquals: ["States.ALL"], Next: "End" }],
            End: true,
          },
          End: { ...END, Output: { caught: true } },
        }),
      },
      answer: { output: { caught: true } },
      source: measured(2737),
    },
    {
      behaviour: "a catcher's own expression that fails names its place",
      input: {
        definition: machine({
          Only: {
            ...CALL,
            Catch: [{ ErrorEquals: ["States.ALL"], Output: { v: "{% $nothing %}" }, Next: "End" }],
            End: true,
          },
          End: END,
        }),
        work: { throws: "Broken" },
      },
      answer: queryError("$nothing", "Catch[0]/Output/v", NOTHING),
      source: measured(2665),
    },
    {
      behaviour: "a JSONPath state hands its output to a JSONata state",
      input: {
        definition: machine(
          {
            First: { Type: "Pass", Parameters: { "b.$": "$.a" }, Next: "Second" },
            Second: { ...END, QueryLanguage: "JSONata", Output: "{% $states.input.b + 1 %}" },
          },
          "JSONPath",
        ),
        input: { a: 1 },
      },
      answer: { output: 2 },
      source: recorded("query_language/test_mixed_query_language", "test_output_to_state"),
    },
    {
      behaviour: "a JSONata state hands its output to a JSONPath state",
      input: {
        definition: machine(
          {
            First: { Type: "Pass", QueryLanguage: "JSONata", Output: { b: "{% $states.input.a %}" }, Next: "Second" },
            Second: { ...END, OutputPath: "$.b" },
          },
          "JSONPath",
        ),
        input: { a: 1 },
      },
      answer: { output: 1 },
      source: recorded("query_language/test_mixed_query_language", "test_output_to_state"),
    },
    {
      behaviour: "an expression in a JSONPath state is a text",
      input: { definition: machine({ Only: { ...END, Parameters: { v: "{% phone %}" } } }, "JSONPath") },
      answer: { output: { v: "{% phone %}" } },
      source: measured(2670),
    },
    {
      behaviour: "JSONPath of a payload is a text in JSONata",
      input: {
        definition: onlyJsonata({
          ...invoking({}),
          Parameters: undefined,
          Arguments: { FunctionName: "work", Payload: PICK },
          Output: "{% $states.result.Payload %}",
        }),
      },
      answer: { output: { "Payload.$": "$" } },
      source: JSONATA,
    },
  ],
};

/** A Map state, whose states hand on what they get. */
function mapping(fields: object, inner: object = END): object {
  return onlyJsonata({ Type: "Map", ItemProcessor: { StartAt: "In", States: { In: inner } }, ...fields });
}

export const jsonataMaps: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "Map and Parallel states in JSONata",
  rows: [
    {
      behaviour: "Items may be an expression",
      input: { definition: mapping({ Items: "{% $states.input.list %}" }), input: { list: [1, 2, 3] } },
      answer: { output: [1, 2, 3] },
      source: recorded("evaluate_jsonata/test_base_evaluate_expressions", "test_base_map"),
    },
    {
      behaviour: "Items may be a list, with expressions in it",
      input: { definition: mapping({ Items: [1, "{% $states.input.n %}"] }), input: { n: 2 } },
      answer: { output: [1, 2] },
      source: MAP_INLINE,
    },
    {
      behaviour: "without Items, the input is the list",
      input: { definition: mapping({}), input: [4, 5] },
      answer: { output: [4, 5] },
      source: MAP_INLINE,
    },
    {
      behaviour: "Items that are no list fail the state",
      input: { definition: mapping({ Items: "{% 1 %}" }) },
      answer: QUERY_ERROR,
      source: JSONATA,
    },
    {
      behaviour: "Items without a value fail the state",
      input: { definition: mapping({ Items: "{% $states.input.list %}" }) },
      answer: queryError("$states.input.list", "Items", NOTHING),
      source: measured(2665),
    },
    {
      behaviour: "ItemSelector has the item in the context object",
      input: {
        definition: mapping({
          Items: ["a", "b"],
          ItemSelector: {
            value: "{% $states.context.Map.Item.Value %}",
            index: "{% $states.context.Map.Item.Index %}",
            all: "{% $states.input.n %}",
          },
        }),
        input: { n: 7 },
      },
      answer: {
        output: [
          { value: "a", index: 0, all: 7 },
          { value: "b", index: 1, all: 7 },
        ],
      },
      source: CONTEXT_OBJECT,
    },
    {
      behaviour: "MaxConcurrency may be an expression",
      input: { definition: mapping({ Items: [1], MaxConcurrency: "{% 1 %}" }) },
      answer: { output: [1] },
      source: recorded("evaluate_jsonata/test_base_evaluate_expressions", "test_base_map"),
    },
    {
      behaviour: "MaxConcurrency without a value fails the state",
      input: { definition: mapping({ Items: [1], MaxConcurrency: "{% $states.input.n %}" }) },
      answer: queryError("$states.input.n", "MaxConcurrency", NOTHING),
      source: measured(2665),
    },
    {
      behaviour: "ToleratedFailureCount may be an expression",
      input: { definition: mapping({ Items: [1], ToleratedFailureCount: "{% 1 %}" }) },
      answer: { output: [1] },
      source: recorded("evaluate_jsonata/test_base_evaluate_expressions", "test_base_map"),
    },
    {
      behaviour: "ToleratedFailurePercentage may be an expression",
      input: { definition: mapping({ Items: [1], ToleratedFailurePercentage: "{% 1 %}" }) },
      answer: { output: [1] },
      source: recorded("evaluate_jsonata/test_base_evaluate_expressions", "test_base_map"),
    },
    {
      behaviour: "$states.result is the list of what came of the items",
      input: { definition: mapping({ Items: [1, 2], Output: "{% $sum($states.result) %}" }) },
      answer: { output: 3 },
      source: MAP_INLINE,
    },
    {
      behaviour: "states within have the machine's language",
      input: { definition: mapping({ Items: [1, 2] }, { ...END, Output: "{% $states.input * 10 %}" }) },
      answer: { output: [10, 20] },
      source: measured(2968),
    },
    {
      behaviour: "Arguments of Parallel are the input of its branches",
      input: {
        definition: onlyJsonata({
          Type: "Parallel",
          Arguments: { n: "{% $states.input.a + 1 %}" },
          Branches: [
            { StartAt: "One", States: { One: { ...END, Output: "{% $states.input.n %}" } } },
            { StartAt: "Two", States: { Two: { ...END, Output: "{% $states.input.n * 2 %}" } } },
          ],
        }),
        input: { a: 1 },
      },
      answer: { output: [2, 4] },
      source: PARALLEL,
    },
    {
      behaviour: "$states.result of Parallel is the list of its branches' outputs",
      input: {
        definition: onlyJsonata({
          Type: "Parallel",
          Branches: [{ StartAt: "One", States: { One: { ...END, Output: 1 } } }],
          Output: { all: "{% $states.result %}" },
        }),
      },
      answer: { output: { all: [1] } },
      source: PARALLEL,
    },
  ],
};
