import { ANY, type Row, type Source, type Table } from "../table";
import { CALL, invoking, only } from "./machines";
import { LANGUAGE, MAP_INLINE, NO_JSON, NUMBERS, recorded, WAIT } from "./sources";
import type { SfnInput } from "./subject";

const ENTERED = "An error occurred while executing the state 'Only' (entered at the event id #2).";

function row(behaviour: string, input: SfnInput, answer: unknown, source: Source): Row<SfnInput> {
  return { behaviour, input, answer, source };
}

function until(at: string, test: string): Row<SfnInput> {
  return row(
    `a Wait state takes the timestamp ${at}`,
    { definition: only({ Type: "Wait", TimestampPath: "$.at" }), input: { at } },
    { output: { at } },
    recorded("base/test_wait", test),
  );
}

function notUntil(at: string, test: string): Row<SfnInput> {
  const cause =
    `${ENTERED} The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ` +
    `$.at == ${at}`;
  return row(
    `a Wait state fails for ${at}, which has no zone`,
    { definition: only({ Type: "Wait", TimestampPath: "$.at" }), input: { at } },
    { error: "States.Runtime", cause },
    recorded("base/test_wait", test),
  );
}

function waiting(seconds: unknown): SfnInput {
  return { definition: only({ Type: "Wait", SecondsPath: "$.seconds" }), input: { seconds } };
}

const NO_SECONDS = { error: "States.Runtime", cause: ANY };

export const waits: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "Wait states",
  rows: [
    until("2026-01-01T00:00:30Z", "test_wait_timestamppath[Z]"),
    until("2026-01-01T00:00:30.000Z", "test_wait_timestamppath[.000Z]"),
    until("2026-01-01T00:00:30.0000000Z", "test_wait_timestamppath[.0000000Z]"),
    until("2025-12-31T00:00:00Z", "test_timestamp_in_past"),
    notUntil("2026-01-01T00:00:30", "test_wait_timestamppath[]"),
    notUntil("2026-01-01T00:00:30.000", "test_wait_timestamppath[.000]"),
    notUntil("2026-01-01T00:00:30.000000", "test_wait_timestamppath[.000000]"),
    row("a Wait state takes whole seconds from a path", waiting(3), { output: { seconds: 3 } }, WAIT),
    row("a Wait state fails for a part of a second", waiting(1.5), NO_SECONDS, WAIT),
    row("a Wait state fails for seconds in a text", waiting("3"), NO_SECONDS, WAIT),
    row("a Wait state fails for less than no seconds", waiting(-1), NO_SECONDS, WAIT),
  ],
};

function matching(pattern: string, text: string): SfnInput {
  return {
    definition: {
      StartAt: "Only",
      States: {
        Only: { Type: "Choice", Choices: [{ Variable: "$", StringMatches: pattern, Next: "Yes" }], Default: "No" },
        Yes: { Type: "Pass", Result: true, End: true },
        No: { Type: "Pass", Result: false, End: true },
      },
    },
    input: text,
  };
}

function matches(pattern: string, text: string, output: boolean): Row<SfnInput> {
  const behaviour = `StringMatches ${pattern} is ${output} of ${text}`;
  return row(behaviour, matching(pattern, text), { output }, LANGUAGE);
}

export const choices: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "Choice states",
  rows: [
    matches("log-*.txt", "log-2026.txt", true),
    matches("log-*.txt", "log_2026.txt", false),
    matches("foo*.log", "foo23.log", true),
    matches("*.log", "zebra.log", true),
    matches("foo*.*", "foobar.zebra", true),
    matches("*-*", "a", false),
    matches("a.c", "abc", false),
    matches("[a-c]", "b", false),
    matches("a/b*", "a/b/c", true),
    matches("50\\*", "50*", true),
    matches("50\\*", "500", false),
    matches("C:\\\\*", "C:\\temp", true),
    matches("a\\\\-b", "a\\-b", true),
    row(
      "StringMatches fails for a backslash before another character",
      matching("a\\-b", "a-b"),
      { error: "States.Runtime", cause: ANY },
      LANGUAGE,
    ),
    row(
      "StringMatches fails for a backslash at the end",
      matching("a\\", "a"),
      { error: "States.Runtime", cause: ANY },
      LANGUAGE,
    ),
  ],
};

function mapping(concurrency: unknown): SfnInput {
  const definition = only({
    Type: "Map",
    ItemsPath: "$.items",
    MaxConcurrencyPath: "$.concurrency",
    ItemProcessor: { StartAt: "Each", States: { Each: { Type: "Pass", End: true } } },
  });
  return { definition, input: { items: ["a", "b"], concurrency } };
}

const notWhole = (value: string) => ({
  error: "States.Runtime",
  cause: `${ENTERED} The MaxConcurrencyPath field refers to value "${value}" which is not a valid integer: $.concurrency`,
});
const byPath = (value: string) => recorded("scenarios/test_base_scenarios", `test_max_concurrency_path[${value}]`);

export const maps: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "Map states",
  rows: [
    row("MaxConcurrencyPath may lead to a whole number", mapping(1), { output: ["a", "b"] }, MAP_INLINE),
    row("MaxConcurrencyPath may lead to 0, which is no limit", mapping(0), { output: ["a", "b"] }, MAP_INLINE),
    row("MaxConcurrencyPath fails for a text", mapping("NoNumber"), notWhole("NoNumber"), byPath("NoNumber")),
    row("MaxConcurrencyPath fails for an object", mapping({}), notWhole("{}"), byPath("max_concurrency_value0")),
  ],
};

function sending(payload: unknown): SfnInput {
  return {
    definition: only({ ...invoking({ "Payload.$": "$.payload" }), OutputPath: "$.Payload" }),
    input: { payload },
  };
}

const JSON_VALUES = recorded("services/test_lambda_task_service", "test_invoke_json_values");

export const payloads: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "payloads of functions",
  rows: [
    row(
      "a Payload of null arrives as {}",
      sending(null),
      { output: {} },
      recorded("services/test_lambda_task_service", "test_invoke"),
    ),
    row("a text Payload is sent as it is: null", sending("null"), { output: null }, JSON_VALUES),
    row(
      "a text Payload is sent as it is: a JSON text",
      sending('"HelloWorld!"'),
      { output: "HelloWorld!" },
      JSON_VALUES,
    ),
    row("a text Payload is sent as it is: an object", sending('{"a":1}'), { output: { a: 1 } }, JSON_VALUES),
    row("an object as Payload arrives as it is", sending({ a: "1" }), { output: { a: "1" } }, JSON_VALUES),
    row(
      "a text as the input of a function by its ARN arrives as a text",
      { definition: only(CALL), input: "null" },
      { output: "null" },
      JSON_VALUES,
    ),
    ...[1, true].map((payload) =>
      row(
        `a Payload of ${payload} ends the execution`,
        sending(payload),
        {
          error: "States.Runtime",
          cause:
            `${ENTERED} The Parameters '{"FunctionName":"work","Payload":${payload}}' could not be used to start the Task: ` +
            "[The value for the field 'Payload' must be a STRING]",
        },
        NUMBERS,
      ),
    ),
    row(
      "a text Payload that is no JSON fails as Lambda refuses it",
      sending("HelloWorld!"),
      { error: "Lambda.InvalidRequestContentException", cause: ANY },
      NO_JSON,
    ),
  ],
};
