import { ANY, type Row, type Source, type Table } from "../table";
import { machine } from "./machines";
import { JSONATA, measured, recorded, VARIABLES } from "./sources";
import type { SfnInput } from "./subject";

const END = { Type: "Pass", End: true };
const BLOCK = { StartAt: "In", States: { In: END } };
const OTHER = (is: string, field: string, other: string) =>
  `The QueryLanguage is set to '${is}', but field '${field}' is only supported for the '${other}' QueryLanguage`;
const ENUM = "Value should be one of the following: [JSONPath, JSONata]";
const DOWNGRADE = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine";

type Fault = readonly [code: string, message: string, location?: string];
const schema = (message: string, location: string): Fault => ["SCHEMA_VALIDATION_FAILED", message, location];

/** A row about what is wrong in a definition; nothing, where no fault is given. */
function row(behaviour: string, definition: object, faults: readonly Fault[], source: Source): Row<SfnInput> {
  return {
    behaviour,
    input: { definition, diagnostics: true },
    answer: faults.map(([code, message, location]) => ({
      ...{ severity: "ERROR", code, message },
      ...(location !== undefined && { location }),
    })),
    source,
  };
}

const one = (state: object, queryLanguage = "JSONPath") => machine({ X: { ...END, ...state } }, queryLanguage);
const output = (expression: string) => machine({ X: { ...END, Output: `{% ${expression} %}` } });
const invalid = (expression: string, message: string) =>
  row(
    `the expression ${expression || "of nothing"} can't be read`,
    output(expression),
    [["INVALID_JSONATA_EXPRESSION", message, "/States/X/Output"]],
    measured(2745),
  );
const topLevel = (name: string, location: string): Fault => [
  "UNSUPPORTED_JSONATA_EXPRESSION",
  `Reference to '${name}' at the top level is not supported.`,
  location,
];
const lambda = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", End: true };

export const queryLanguages: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "query languages in definitions",
  rows: [
    row(
      "a machine may have states of both languages",
      machine({ A: { Type: "Pass", QueryLanguage: "JSONata", Output: "{% 1 %}", Next: "B" }, B: END }, "JSONPath"),
      [],
      recorded("query_language/test_mixed_query_language", "test_output_to_state"),
    ),
    row(
      "a JSONata machine has no JSONPath states",
      one({ QueryLanguage: "JSONPath" }, "JSONata"),
      [schema(DOWNGRADE, "/States/X")],
      recorded("test_sfn_api_validation", "test_validate_state_machine_definition_type_standard"),
    ),
    row(
      "the fields of such a state are not faults beside it",
      one({ QueryLanguage: "JSONPath", Output: 1 }, "JSONata"),
      [schema(DOWNGRADE, "/States/X")],
      measured(2968),
    ),
    row(
      "a state of a JSONata machine may say so, too",
      one({ QueryLanguage: "JSONata", Output: "{% 1 %}" }, "JSONata"),
      [],
      measured(2968),
    ),
    row(
      "Output is JSONata's",
      one({ Output: 1 }),
      [schema(OTHER("JSONPath", "Output", "JSONata"), "/States/X")],
      measured(2968),
    ),
    row(
      "Arguments are JSONata's",
      machine({ X: { ...lambda, Parameters: { FunctionName: "f" }, Arguments: {} } }, "JSONPath"),
      [schema(OTHER("JSONPath", "Arguments", "JSONata"), "/States/X")],
      measured(2968),
    ),
    row(
      "Items are JSONata's",
      machine({ X: { Type: "Map", Items: [1], ItemProcessor: BLOCK, End: true } }, "JSONPath"),
      [schema(OTHER("JSONPath", "Items", "JSONata"), "/States/X")],
      measured(2968),
    ),
    row("Assign is of both", one({ Assign: { a: 1 } }), [], measured(2968)),
    ...["InputPath", "OutputPath", "ResultPath"].map((field) =>
      row(
        `${field} is JSONPath's`,
        one({ [field]: "$.a" }, "JSONata"),
        [schema(OTHER("JSONata", field, "JSONPath"), "/States/X")],
        measured(2968),
      ),
    ),
    row(
      "MaxConcurrencyPath is JSONPath's",
      machine({ X: { Type: "Map", MaxConcurrencyPath: "$.n", ItemProcessor: BLOCK, End: true } }),
      [schema(OTHER("JSONata", "MaxConcurrencyPath", "JSONPath"), "/States/X")],
      measured(2968),
    ),
    row(
      "the language of a Map state is not that of the states within",
      machine(
        {
          M: {
            Type: "Map",
            QueryLanguage: "JSONata",
            ItemProcessor: { StartAt: "P", States: { P: { ...END, Output: 1 } } },
            End: true,
          },
        },
        "JSONPath",
      ),
      [schema(OTHER("JSONPath", "Output", "JSONata"), "/States/M/ItemProcessor/States/P")],
      measured(2968),
    ),
    row(
      "nor is that of a Parallel state",
      machine(
        {
          P: {
            Type: "Parallel",
            QueryLanguage: "JSONata",
            Branches: [{ StartAt: "B", States: { B: { ...END, Output: 1 } } }],
            End: true,
          },
        },
        "JSONPath",
      ),
      [schema(OTHER("JSONPath", "Output", "JSONata"), "/States/P/Branches[0]/States/B")],
      measured(2968),
    ),
    row(
      "the states within have the machine's",
      machine({
        M: { Type: "Map", ItemProcessor: { StartAt: "P", States: { P: { ...END, Output: "{% 1 %}" } } }, End: true },
      }),
      [],
      measured(2968),
    ),
    ...["ItemProcessor", "Iterator"].map((field) =>
      row(
        `${field} has no QueryLanguage`,
        machine({ M: { Type: "Map", [field]: { ...BLOCK, QueryLanguage: "JSONata" }, End: true } }, "JSONPath"),
        [schema("Field 'QueryLanguage' is not supported", `/States/M/${field}`)],
        measured(2968),
      ),
    ),
    row(
      "a branch has no QueryLanguage",
      machine({ P: { Type: "Parallel", Branches: [{ ...BLOCK, QueryLanguage: "JSONata" }], End: true } }, "JSONPath"),
      [schema("Field 'QueryLanguage' is not supported", "/States/P/Branches[0]")],
      measured(2968),
    ),
    row(
      "another word is no language, and counts as JSONata",
      one({ QueryLanguage: "foo", InputPath: "$.a" }),
      [schema(OTHER("JSONata", "InputPath", "JSONPath"), "/States/X"), schema(ENUM, "/States/X/QueryLanguage")],
      measured(2968),
    ),
    row(
      "so does jsonpath in small letters",
      one({ QueryLanguage: "jsonpath" }, "JSONata"),
      [schema(ENUM, "/States/X/QueryLanguage")],
      measured(2968),
    ),
    row(
      "the language of a machine is no number",
      { ...one({}), QueryLanguage: 5 },
      [schema("Expected value of type [STRING]", "/QueryLanguage")],
      measured(2968),
    ),
    row(
      "a rule of JSONata needs its Condition",
      machine({ C: { Type: "Choice", Choices: [{ Next: "E" }] }, E: END }),
      [schema("These fields are required: [Condition]", "/States/C/Choices[0]")],
      JSONATA,
    ),
    row(
      "MaxConcurrency may be an expression in JSONata",
      machine({ M: { Type: "Map", MaxConcurrency: "{% $states.input.n %}", ItemProcessor: BLOCK, End: true } }),
      [],
      measured(2745),
    ),
  ],
};

export const expressionChecks: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "expressions in definitions",
  rows: [
    invalid("a[1,2)", 'Expected "]", got ","'),
    invalid('"unterminated', "String literal must be terminated by a matching quote"),
    invalid("1 +", "Unexpected end of expression"),
    invalid('{"a":}', 'The symbol "}" cannot be used as a unary operator'),
    invalid("$x :=", "Unexpected end of expression"),
    invalid('$match("a", /abc', "No terminating / in regular expression"),
    invalid("", "Unexpected end of expression"),
    row(
      "$$ is not there",
      output("$$"),
      [["UNSUPPORTED_JSONATA_EXPRESSION", "Reference to '$$' is not supported.", "/States/X/Output"]],
      measured(2745),
    ),
    row(
      "$states.errorOutput is there in catchers only",
      output("$states.errorOutput"),
      [["UNSUPPORTED_JSONATA_EXPRESSION", "Field '$states.errorOutput' does not exist.", "/States/X/Output"]],
      measured(2745),
    ),
    ...["Output", "Assign"].map((field) =>
      row(
        `$states.errorOutput is there in ${field} of a catcher`,
        machine({
          X: {
            ...lambda,
            Arguments: { FunctionName: "f" },
            Catch: [{ ErrorEquals: ["States.ALL"], [field]: { v: "{% $states.errorOutput %}" }, Next: "Y" }],
          },
          Y: END,
        }),
        [],
        measured(2745),
      ),
    ),
    row(
      "a name at the top level is refused",
      one({ Output: { v: "{% phone %}" } }, "JSONata"),
      [topLevel("phone", "/States/X/Output/v")],
      measured(2670),
    ),
    row(
      "the place of a name has members and indexes",
      one({ Output: { a: { b: ["{% phone %}"] } } }, "JSONata"),
      [topLevel("phone", "/States/X/Output/a/b[0]")],
      measured(2670),
    ),
    row(
      "each name is a fault",
      one({ Output: { v: "{% aaa + bbb %}" } }, "JSONata"),
      [topLevel("aaa", "/States/X/Output/v"), topLevel("bbb", "/States/X/Output/v")],
      measured(2670),
    ),
    row(
      "$ is refused at the top level",
      one({ Output: { v: "{% $.phone %}" } }, "JSONata"),
      [topLevel("$", "/States/X/Output/v")],
      measured(2670),
    ),
    row(
      "a name in a function's body is at the top level",
      one({ Output: { v: "{% $map($states.input.a, function($x){ b }) %}" } }, "JSONata"),
      [topLevel("b", "/States/X/Output/v")],
      measured(2670),
    ),
    row("a name in a predicate is not", output("$states.input.items[phone > 3]"), [], measured(2670)),
    row("a variable is not", output("$phone"), [], measured(2670)),
    row(
      "Assign is checked",
      one({ Assign: { v: "{% phone %}" } }, "JSONata"),
      [topLevel("phone", "/States/X/Assign/v")],
      measured(2670),
    ),
    row(
      "a variable does not make its bare name right",
      machine({ A: { Type: "Pass", Assign: { phone: 1 }, Next: "X" }, X: { ...END, Output: "{% phone %}" } }),
      [topLevel("phone", "/States/X/Output")],
      measured(2670),
    ),
    row(
      "Condition is checked",
      machine({ C: { Type: "Choice", Choices: [{ Condition: "{% phone = 1 %}", Next: "E" }], Default: "E" }, E: END }),
      [topLevel("phone", "/States/C/Choices[0]/Condition")],
      measured(2670),
    ),
    row(
      "Seconds are checked",
      machine({ X: { Type: "Wait", Seconds: "{% phone %}", End: true } }),
      [topLevel("phone", "/States/X/Seconds")],
      measured(2670),
    ),
    row(
      "Cause is checked",
      machine({ X: { Type: "Fail", Cause: "{% phone %}" } }),
      [topLevel("phone", "/States/X/Cause")],
      measured(2670),
    ),
    row(
      "Items are checked",
      machine({ M: { Type: "Map", Items: "{% phone %}", ItemProcessor: BLOCK, End: true } }),
      [topLevel("phone", "/States/M/Items")],
      measured(2670),
    ),
    row(
      "ItemSelector is checked",
      machine({ M: { Type: "Map", ItemSelector: { Next: "{% phone %}" }, ItemProcessor: BLOCK, End: true } }),
      [topLevel("phone", "/States/M/ItemSelector/Next")],
      measured(2670),
    ),
    row(
      "Arguments are checked",
      machine({ X: { ...lambda, Arguments: { FunctionName: "f", Payload: { Comment: "{% phone %}" } } } }),
      [topLevel("phone", "/States/X/Arguments/Payload/Comment")],
      measured(2670),
    ),
    row(
      "catchers are checked",
      machine({
        X: {
          ...lambda,
          Arguments: { FunctionName: "f" },
          Catch: [{ ErrorEquals: ["States.ALL"], Output: { v: "{% phone %}" }, Next: "E" }],
        },
        E: END,
      }),
      [topLevel("phone", "/States/X/Catch[0]/Output/v")],
      measured(2670),
    ),
    row("Comment is not", one({ Comment: "{% phone %}" }, "JSONata"), [], measured(2670)),
    row(
      "ErrorEquals is not",
      machine({ X: { ...lambda, Arguments: { FunctionName: "f" }, Retry: [{ ErrorEquals: ["{% phone %}"] }] } }),
      [],
      measured(2670),
    ),
    row(
      "a branch may not set a variable of the states around it",
      machine({
        A: { Type: "Pass", Assign: { x: 1 }, Next: "P" },
        P: { Type: "Parallel", Branches: [{ StartAt: "B", States: { B: { ...END, Assign: { x: 2 } } } }], End: true },
      }),
      [["DUPLICATE_VARIABLE_NAME", ANY, "/States/P/Branches[0]/States/B/Assign/x"]],
      VARIABLES,
    ),
    row(
      "$states is nobody's variable",
      one({ Assign: { states: 1 } }),
      [schema(ANY, "/States/X/Assign/states")],
      VARIABLES,
    ),
    row(
      "a variable's name has up to 80 characters",
      one({ Assign: { ["a".repeat(81)]: 1 } }),
      [schema(ANY, `/States/X/Assign/${"a".repeat(81)}`)],
      VARIABLES,
    ),
    row("a variable's name may have letters of every script", one({ Assign: { größe_1: 1 } }), [], VARIABLES),
  ],
};

const target = (name: string, location: string): Fault => [
  "MISSING_TRANSITION_TARGET",
  `Missing 'Next' target: ${name}`,
  location,
];
const unreached = (name: string, location: string): Fault => [
  "MISSING_TRANSITION_TARGET",
  `State "${name}" is not reachable.`,
  location,
];
const NO_END: Fault = ["MISSING_END_STATE", "Workflow has no terminal state"];
const LOOP = { A: { Type: "Pass", Next: "B" }, B: { Type: "Pass", Next: "A" } };
const PATHS = "JSONPath";

export const transitions: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "states and their fields in definitions",
  rows: [
    row(
      "a definition has States and StartAt",
      {},
      [schema("These fields are required: [States, StartAt]", "/")],
      recorded("test_sfn_api_validation", "test_validate_state_machine_definition_not_a_definition"),
    ),
    row(
      "a definition has StartAt",
      { States: { A: END } },
      [schema("These fields are required: [StartAt]", "/")],
      recorded("test_sfn_api_validation", "test_validate_state_machine_definition_type_standard"),
    ),
    row("a machine has an end", machine(LOOP, PATHS), [NO_END], measured(2735)),
    row(
      "without an end, no state is reported as not reachable",
      machine({ ...LOOP, C: { Type: "Pass", Next: "A" } }, PATHS),
      [NO_END],
      measured(2735),
    ),
    row(
      "an end that nothing leads to is not reachable",
      machine({ ...LOOP, C: END }, PATHS),
      [unreached("C", "/States/C")],
      measured(2735),
    ),
    row(
      "a block within needs no end",
      machine({ M: { Type: "Map", ItemProcessor: { StartAt: "A", States: LOOP }, End: true } }, PATHS),
      [],
      measured(2735),
    ),
    row(
      "Next names a state",
      machine({ A: { Type: "Pass", Next: "NOPE" } }, PATHS),
      [target("NOPE", "/States/A/Next"), NO_END],
      measured(2735),
    ),
    row(
      "Next of a rule names a state",
      machine(
        { C: { Type: "Choice", Choices: [{ Variable: "$.x", IsPresent: true, Next: "Ghost" }], Default: "Z" }, Z: END },
        PATHS,
      ),
      [target("Ghost", "/States/C/Choices[0]/Next")],
      measured(2735),
    ),
    row(
      "Default names a state",
      machine(
        { C: { Type: "Choice", Choices: [{ Variable: "$.x", IsPresent: true, Next: "Z" }], Default: "Ghost" }, Z: END },
        PATHS,
      ),
      [target("Ghost", "/States/C/Default")],
      measured(2735),
    ),
    row(
      "Next of a catcher names a state",
      machine(
        {
          T: { ...lambda, Parameters: { FunctionName: "f" }, Catch: [{ ErrorEquals: ["States.ALL"], Next: "Ghost" }] },
        },
        PATHS,
      ),
      [target("Ghost", "/States/T/Catch[0]/Next")],
      measured(2735),
    ),
    row(
      "StartAt names a state",
      { StartAt: "Nope", States: { A: END } },
      [target("Nope", "/StartAt"), unreached("A", "/States/A")],
      measured(2735),
    ),
    row(
      "StartAt of a block within names a state",
      machine({ M: { Type: "Map", ItemProcessor: { StartAt: "Nope", States: { A: END } }, End: true } }, PATHS),
      [target("Nope", "/States/M/ItemProcessor/StartAt"), unreached("A", "/States/M/ItemProcessor/States/A")],
      measured(2735),
    ),
    row(
      "a state of a branch is reached",
      machine(
        { P: { Type: "Parallel", Branches: [{ StartAt: "W", States: { W: END, Ghost: END } }], End: true } },
        PATHS,
      ),
      [unreached("Ghost", "/States/P/Branches[0]/States/Ghost")],
      measured(2735),
    ),
    row(
      "Map has no TimeoutSeconds",
      machine({ M: { Type: "Map", TimeoutSeconds: 5, ItemProcessor: BLOCK, End: true } }, PATHS),
      [schema("Field 'TimeoutSeconds' is not supported", "/States/M")],
      measured(2735),
    ),
    row(
      "Parallel has no TimeoutSeconds",
      machine({ P: { Type: "Parallel", TimeoutSeconds: 5, Branches: [BLOCK], End: true } }, PATHS),
      [schema("Field 'TimeoutSeconds' is not supported", "/States/P")],
      measured(2735),
    ),
    row(
      "Pass has no Catch",
      one({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "X" }] }),
      [schema("Field 'Catch' is not supported", "/States/X")],
      measured(2735),
    ),
    row(
      "nor has it one in JSONata",
      one({ Catch: [{ ErrorEquals: ["States.ALL"], Next: "X" }] }, "JSONata"),
      [schema("Field 'Catch' is not supported", "/States/X")],
      measured(2735),
    ),
    row(
      "Wait has no Retry",
      machine({ X: { Type: "Wait", Seconds: 1, Retry: [{ ErrorEquals: ["States.ALL"] }], End: true } }, PATHS),
      [schema("Field 'Retry' is not supported", "/States/X")],
      measured(2735),
    ),
    row(
      "MaxConcurrency is at least 0",
      machine({ M: { Type: "Map", MaxConcurrency: -1, ItemProcessor: BLOCK, End: true } }, PATHS),
      [schema("Minimum value is 0", "/States/M/MaxConcurrency")],
      measured(2968),
    ),
  ],
};
