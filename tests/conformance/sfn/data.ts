import { ANY, type Row, type Source, type Table } from "../table";
import { CALL, invoking, only } from "./machines";
import { CONTEXT_OBJECT, recorded } from "./sources";
import { ROLE_ARN, type SfnInput } from "./subject";

const GENERIC = "intrinsic_functions/test_generic";
const STRING_TO_JSON = recorded("intrinsic_functions/test_json_manipulation", "test_string_to_json");
const STRING_SPLIT = recorded("intrinsic_functions/test_string_operations", "test_string_split");

function computing(call: string, input: unknown): SfnInput {
  return { definition: only({ Type: "Pass", Parameters: { "it.$": call }, OutputPath: "$.it" }), input };
}

function formatted(value: unknown, shown: string): Row<SfnInput> {
  return {
    behaviour: `States.Format writes ${JSON.stringify(value)} as ${shown}`,
    input: computing("States.Format('<{}>', $)", value),
    answer: { output: `<${shown}>` },
    source: recorded(GENERIC, typeof value === "object" && value !== null ? "test_format_2" : "test_format_1"),
  };
}

function parsed(text: string, output: unknown): Row<SfnInput> {
  return {
    behaviour: `States.StringToJson reads ${JSON.stringify(text)} as ${JSON.stringify(output)}`,
    input: computing("States.StringToJson($)", text),
    answer: { output },
    source: STRING_TO_JSON,
  };
}

function written(value: unknown, text: string): Row<SfnInput> {
  return {
    behaviour: `States.JsonToString writes ${JSON.stringify(value)} as ${text}`,
    input: computing("States.JsonToString($)", value),
    answer: { output: text },
    source: recorded("intrinsic_functions/test_json_manipulation", "test_json_to_string"),
  };
}

function split(text: string, by: string, output: readonly string[]): Row<SfnInput> {
  return {
    behaviour: `States.StringSplit cuts ${JSON.stringify(text)} at ${JSON.stringify(by)} into ${JSON.stringify(output)}`,
    input: computing("States.StringSplit($.text, $.by)", { text, by }),
    answer: { output },
    source: STRING_SPLIT,
  };
}

export const intrinsics: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "intrinsic functions",
  rows: [
    formatted("", ""),
    formatted(" ", " "),
    formatted("HelloWorld", "HelloWorld"),
    formatted(null, "null"),
    formatted(1, "1"),
    formatted(1.1, "1.1"),
    formatted('{"Arg1": 1, "Arg2": []}', '{"Arg1": 1, "Arg2": []}'),
    formatted({ Arg1: 1, Arg2: [] }, "{Arg1=1, Arg2=[]}"),
    {
      behaviour: "States.Format writes an object of the context object with its texts unquoted",
      input: computing("States.Format('{} and {}', $$.Execution.Name, $$.StateMachine)", null),
      answer: { output: "run and {Id=arn:aws:states:us-east-1:000000000000:stateMachine:flow, Name=flow}" },
      source: recorded(GENERIC, "test_context_json_path"),
    },
    parsed("", null),
    parsed(" ", null),
    parsed("null", null),
    parsed("1", 1),
    parsed("1.1", 1.1),
    parsed("true", true),
    parsed('"HelloWorld"', "HelloWorld"),
    parsed('[1, 2, "HelloWorld"]', [1, 2, "HelloWorld"]),
    written(0, "0"),
    written(1.1, "1.1"),
    written(true, "true"),
    written("HelloWorld", '"HelloWorld"'),
    written([1, 2, "HelloWorld"], '[1,2,"HelloWorld"]'),
    written({ Arg1: 1, Arg2: [] }, '{"Arg1":1,"Arg2":[]}'),
    {
      behaviour: "States.JsonMerge puts the second object's members in the place of the first's",
      input: computing("States.JsonMerge($.first, $.second, false)", {
        first: { a: { a1: 1, a2: 2 }, b: 2, d: 3 },
        second: { a: { a3: 1, a4: 2 }, c: 3, d: 4 },
      }),
      answer: { output: { a: { a3: 1, a4: 2 }, b: 2, c: 3, d: 4 } },
      source: recorded("intrinsic_functions/test_json_manipulation", "test_json_merge"),
    },
    split(" ", ",", [" "]),
    split(" , ", ",", [" ", " "]),
    split(", , ,", ",", [" ", " "]),
    split(",,,,", ",", []),
    split("1,2,3,4,5", ",", ["1", "2", "3", "4", "5"]),
    split("This.is+a,test=string", ".+,=", ["This", "is", "a", "test", "string"]),
    split("split on T and \nnew line", "T\n", ["split on ", " and ", "new line"]),
  ],
};

const CONTEXT = "context_object/test_context_object";
const EXECUTION = {
  Id: "arn:aws:states:us-east-1:000000000000:execution:flow:run",
  Input: { n: 0 },
  StartTime: "2026-01-01T00:00:00.000Z",
  Name: "run",
  RoleArn: ROLE_ARN,
  RedriveCount: 0,
};
const MACHINE = { Id: "arn:aws:states:us-east-1:000000000000:stateMachine:flow", Name: "flow" };
const MAP = { Type: "Map", ItemProcessor: { StartAt: "Each", States: { Each: { Type: "Pass", End: true } } } };
const STATE = { Name: "Only", EnteredTime: "2026-01-01T00:00:00.000Z" };

function context(behaviour: string, state: object, output: unknown, source: Source): Row<SfnInput> {
  return { behaviour, input: { definition: only({ ...state }), input: { n: 0 } }, answer: { output }, source };
}

export const contextObject: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "the context object",
  rows: [
    context(
      "InputPath may be the context object, which has no RetryCount in a Pass state",
      { Type: "Pass", InputPath: "$$" },
      { Execution: EXECUTION, StateMachine: MACHINE, State: STATE },
      recorded(CONTEXT, "test_input_path[$$]"),
    ),
    context(
      "OutputPath may be the context object",
      { Type: "Pass", OutputPath: "$$" },
      { Execution: EXECUTION, StateMachine: MACHINE, State: STATE },
      recorded(CONTEXT, "test_output_path[$$]"),
    ),
    context(
      "InputPath may be a part of the context object",
      { Type: "Pass", InputPath: "$$.Execution.Input" },
      { n: 0 },
      recorded(CONTEXT, "test_input_path[$$.Execution.Input]"),
    ),
    context(
      "OutputPath may be a part of the context object",
      { Type: "Pass", OutputPath: "$$.Execution.Input" },
      { n: 0 },
      recorded(CONTEXT, "test_output_path[$$.Execution.Input]"),
    ),
    context(
      "ResultSelector may look into the context object",
      { ...CALL, ResultSelector: { "input.$": "$$.Execution.Input", "result.$": "$.n" } },
      { input: { n: 0 }, result: 0 },
      recorded(CONTEXT, "test_result_selector"),
    ),
    context(
      "a Task state has a RetryCount",
      { ...invoking({ "Payload.$": "$$.State" }), OutputPath: "$.Payload" },
      { ...STATE, RetryCount: 0 },
      recorded("scenarios/test_base_scenarios", "test_lambda_service_invoke_with_retry_extended_input"),
    ),
    {
      behaviour: "a choice may look at the context object",
      input: {
        definition: {
          StartAt: "Only",
          States: {
            Only: {
              Type: "Choice",
              Choices: [{ Variable: "$$.Execution.Input.n", NumericEquals: 0, Next: "Yes" }],
            },
            Yes: { Type: "Pass", End: true },
          },
        },
        input: { n: 0 },
      },
      answer: { output: { n: 0 } },
      source: recorded(CONTEXT, "test_variable"),
    },
    {
      behaviour: "ItemsPath may lead into the context object",
      input: { definition: only({ ...MAP, ItemsPath: "$$.Execution.Input.items" }), input: { items: ["a"] } },
      answer: { output: ["a"] },
      source: recorded(CONTEXT, "test_items_path"),
    },
    {
      behaviour: "ItemSelector sees an item's index and value",
      input: {
        definition: only({ ...MAP, ItemSelector: { "at.$": "$$.Map.Item.Index", "of.$": "$$.Map.Item.Value" } }),
        input: ["a", "b"],
      },
      answer: {
        output: [
          { at: 0, of: "a" },
          { at: 1, of: "b" },
        ],
      },
      source: CONTEXT_OBJECT,
    },
    {
      behaviour: "the states within a Map state do not see an item's index",
      input: {
        definition: only({
          Type: "Map",
          ItemProcessor: {
            StartAt: "Each",
            States: { Each: { Type: "Pass", Parameters: { "at.$": "$$.Map.Item.Index" }, End: true } },
          },
        }),
        input: ["a"],
      },
      answer: { error: "States.Runtime", cause: ANY },
      source: CONTEXT_OBJECT,
    },
    {
      behaviour: "a task that waits for no token has none",
      input: { definition: only(invoking({ Payload: { "token.$": "$$.Task.Token" } })) },
      answer: { error: "States.Runtime", cause: ANY },
      source: CONTEXT_OBJECT,
    },
  ],
};
