import type { Calls, Step } from "../calls";
import { measured } from "../measured";
import { ANY, type Source, type Table } from "../table";

const recorded = (test: string): Source => ({
  title: `recorded: ${test}`,
  address:
    "https://github.com/localstack/localstack/blob/83e73a7002b23cbb02902aa41bb02e78163360a9/tests/aws/services/events/" +
    "test_events_inputs.snapshot.json",
});
const guide: Source = {
  title: "Amazon EventBridge input transformation, Input transform examples (Amazon EventBridge User Guide)",
  address: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html",
};
const PATHS = measured("events", "pf-events-input-path-jsonpath", "061a7a5e9a2f6ff2dba051fe29a37b43d9a46911");
const WHOLE_EVENT = measured(
  "events",
  "pf-events-input-transformer-json-var",
  "6bf3df2b59f5e6da8799b7285b448209803f6c5c",
);
const DEAD_LETTERS = measured("events", "pf-events-target-dlq", "23f965a0d70b5c30918e538b1d86b1879e11838e");

const ARN = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;
const FUNCTION = { Id: "told", Arn: ARN("lambda", "function:told") };
const TOPIC = { Id: "told", Arn: ARN("sns", "told") };
const DETAIL = {
  command: "update-account",
  payload: { acc_id: "0a787ecb-4015", sf_id: "baz" },
  items: [{ n: 1 }, { n: 2 }],
};

const rule: Step = ["PutRule", { Name: "paid", EventPattern: '{"source":["shop"]}' }];
const put = (target: object): Step => ["PutTargets", { Rule: "paid", Targets: [target] }];
const sent: Step = [
  "PutEvents",
  {
    Entries: [
      { Source: "shop", DetailType: "Order", Detail: JSON.stringify(DETAIL), Time: new Date("2026-02-28T08:00:00Z") },
    ],
  },
];
const received = (target: object): Calls => ({
  calls: [rule, put({ ...FUNCTION, ...target }), sent, ["Received", {}]],
  see: "events.0",
});
const published = (target: object): Calls => ({
  calls: [rule, put({ ...TOPIC, ...target }), sent, ["Published", {}]],
  see: "messages.0",
});
const transformer = (InputTemplate: string, InputPathsMap?: object) => ({
  InputTransformer: { ...(InputPathsMap && { InputPathsMap }), InputTemplate },
});
const paths = (command: string) => ({ type: "$.detail-type", timestamp: "$.time", command });
const refused = (message: string) => ({ error: "ValidationException", message, status: 400 });
const TEXT = '"Event of <type> type, at time <timestamp>, info extracted from detail <command>"';
const OBJECT = '{"detailType": <type>,  "time": <timestamp>, "command": <command>}';

export const targetInputs: Table<Calls> = {
  service: "Amazon EventBridge",
  topic: "what targets get",
  rows: [
    {
      behaviour: "a target gets the part of the event that it asks for",
      input: received({ InputPath: "$.detail.payload" }),
      answer: DETAIL.payload,
      source: recorded("test_put_events_with_input_path_nested"),
    },
    {
      behaviour: "a text in an event is sent in quotes",
      input: published({ InputPath: "$.detail.payload.sf_id" }),
      answer: '"baz"',
      source: recorded("test_put_events_with_input_path_max_level_depth"),
    },
    {
      behaviour: "a path counts the items of a list",
      input: received({ InputPath: "$.detail.items[1].n" }),
      answer: 2,
      source: PATHS,
    },
    {
      behaviour: "a path with a wildcard finds a list",
      input: received(transformer('{"all": <all>}', { all: "$.detail.items[*].n" })),
      answer: { all: [1, 2] },
      source: guide,
    },
    {
      behaviour: "a target gets its own input instead of the event",
      input: received({ Input: '{"mine":true}' }),
      answer: { mine: true },
      source: {
        title: "Target, Input (Amazon EventBridge API Reference)",
        address: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html",
      },
    },
    {
      behaviour: "a template of text is sent with its quotes",
      input: published(transformer(TEXT, paths("$.detail.command"))),
      answer: '"Event of Order type, at time 2026-02-28T08:00:00Z, info extracted from detail update-account"',
      source: recorded("test_put_events_with_input_transformer_input_template_string"),
    },
    {
      behaviour: "what is not in the event leaves a gap in a text",
      input: published(transformer(TEXT, paths("$.detail.notinmessage"))),
      answer: '"Event of Order type, at time 2026-02-28T08:00:00Z, info extracted from detail "',
      source: recorded("test_put_events_with_input_transformer_input_template_string"),
    },
    {
      behaviour: "a text may begin like JSON",
      input: published(transformer('"{[/Check with special starting characters for event of <type> type"', paths("$"))),
      answer: '"{[/Check with special starting characters for event of Order type"',
      source: recorded("test_put_events_with_input_transformer_input_template_string"),
    },
    {
      behaviour: "a template of JSON gets values with their quotes",
      input: received(transformer(OBJECT, paths("$.detail.command"))),
      answer: { detailType: "Order", time: "2026-02-28T08:00:00Z", command: "update-account" },
      source: recorded("test_put_events_with_input_transformer_input_template_json"),
    },
    {
      behaviour: "what is not in the event is an empty text in JSON",
      input: received(transformer(OBJECT, paths("$.detail.notinmessage"))),
      answer: { detailType: "Order", time: "2026-02-28T08:00:00Z", command: "" },
      source: recorded("test_put_events_with_input_transformer_input_template_json"),
    },
    {
      behaviour: "a value is put into a text within JSON",
      input: received(
        transformer('{"status": "account \\"<id>\\" is in <command>"}', {
          id: "$.detail.payload.acc_id",
          command: "$.detail.command",
        }),
      ),
      answer: { status: 'account "0a787ecb-4015" is in update-account' },
      source: guide,
    },
    {
      behaviour: "JSON is sent without spaces between its parts",
      input: published(
        transformer('{\n  "command" : <command>,\n  "list" : [ 9, <command>, true ]\n}', paths("$.detail.command")),
      ),
      answer: '{"command":"update-account","list":[9,"update-account",true]}',
      source: guide,
    },
    {
      behaviour: "a template may name its rule and the time",
      input: published(transformer('"<aws.events.rule-arn> <aws.events.rule-name> <aws.events.event.ingestion-time>"')),
      answer: `"${ARN("events", "rule/paid")} paid 2026-03-01T12:00:00Z"`,
      source: recorded("test_input_transformer_predefined_variables"),
    },
    {
      behaviour: "a template may have the event without its detail, and with it",
      input: received(transformer('{"event": <aws.events.event>, "json": <aws.events.event.json>}')),
      answer: {
        event: {
          ...{ id: ANY, account: "000000000000", detailType: "Order", time: "2026-02-28T08:00:00Z", source: "shop" },
          ...{ region: "us-east-1", resources: [], version: "0" },
        },
        json: {
          ...{ id: ANY, account: "000000000000", "detail-type": "Order", time: "2026-02-28T08:00:00Z" },
          ...{ source: "shop", region: "us-east-1", resources: [], version: "0", detail: DETAIL },
        },
      },
      source: recorded("test_input_transformer_predefined_variables"),
    },
    {
      behaviour: "a name that a template does not explain is refused",
      input: { calls: [rule, put({ ...TOPIC, ...transformer('"<type> <absent>"', paths("$.detail.command")) })] },
      answer: refused("InputTemplate for target told contains invalid placeholder absent."),
      source: recorded("test_put_events_with_input_transformer_missing_keys"),
    },
    ...['"all: <aws.events.event.json>"', "[<aws.events.event.json>]"].map((template) => ({
      behaviour: `the whole event goes into an object only, not ${template}`,
      input: { calls: [rule, put({ ...TOPIC, ...transformer(template) })] },
      answer: refused(
        "InputTemplate for target told contains placeholder aws.events.event.json valid only for JSON template.",
      ),
      source: WHOLE_EVENT,
    })),
    {
      behaviour: "two ways to an input are refused",
      input: {
        calls: [rule, put({ ...TOPIC, InputPath: "$.detail", ...transformer(TEXT, paths("$.detail.command")) })],
      },
      answer: refused("Only one of Input, InputPath, or InputTransformer must be provided for target told."),
      source: recorded("test_put_event_input_path_and_input_transformer"),
    },
    ...[
      ["without a root", { InputPath: "detail" }],
      ["with a name in brackets", { InputPath: "$.detail['command']" }],
      ["in a template, without a root", transformer('"<a>"', { a: "detail" })],
    ].map(([what, target]) => ({
      behaviour: `a path ${what} is refused`,
      input: { calls: [rule, put({ ...TOPIC, ...(target as object) })] },
      answer: refused("InputPath for target told is invalid."),
      source: PATHS,
    })),
    {
      behaviour: "an input that is no JSON is refused",
      input: { calls: [rule, put({ ...TOPIC, Input: "hello" })] },
      answer: refused("JSON syntax error in input for target told"),
      source: measured("events", "pf-events-target-input-json", "23f965a0d70b5c30918e538b1d86b1879e11838e"),
    },
    {
      behaviour: "a FIFO queue needs a group",
      input: { calls: [rule, put({ Id: "told", Arn: ARN("sqs", "told.fifo") })] },
      answer: refused("Parameter(s) SqsParameters must be specified for target: told."),
      source: measured("events", "pf-events-target-parameters-required", "23f965a0d70b5c30918e538b1d86b1879e11838e"),
    },
    {
      behaviour: "a state machine needs a role",
      input: { calls: [rule, put({ Id: "told", Arn: ARN("states", "stateMachine:told") })] },
      answer: refused(`RoleArn is required for target ${ARN("states", "stateMachine:told")}.`),
      source: measured("events", "pf-events-target-role-required", "afd5dfa71119b1427d467ecd83c5be9a194664eb"),
    },
    {
      behaviour: "two targets of one id are refused",
      input: { calls: [rule, ["PutTargets", { Rule: "paid", Targets: [TOPIC, FUNCTION] }]] },
      answer: refused("Parameter targets is not valid. Reason: More than one target with Id 'told' is provided."),
      source: measured("events", "pf-events-target-id-duplicate", "afd5dfa71119b1427d467ecd83c5be9a194664eb"),
    },
    {
      behaviour: "a FIFO queue takes no dead letters",
      input: { calls: [rule, put({ ...TOPIC, DeadLetterConfig: { Arn: ARN("sqs", "dead.fifo") } })] },
      answer: refused("SQS FIFO is not supported by Dead Letter Queues"),
      source: DEAD_LETTERS,
    },
    {
      behaviour: "a topic takes no dead letters",
      input: { calls: [rule, put({ ...TOPIC, DeadLetterConfig: { Arn: ARN("sns", "dead") } })] },
      answer: refused("sns is not supported as a dead letter resource"),
      source: DEAD_LETTERS,
    },
    {
      behaviour: "targets are listed as they were put",
      input: {
        calls: [
          rule,
          put({
            ...{ Id: "told", Arn: ARN("sqs", "told.fifo"), SqsParameters: { MessageGroupId: "g" } },
            ...{ RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: ARN("sqs", "dead") } },
            ...transformer(TEXT, paths("$.detail.command")),
          }),
          ["ListTargetsByRule", { Rule: "paid" }],
        ],
        see: "Targets.0",
      },
      answer: {
        ...{ Id: "told", Arn: ARN("sqs", "told.fifo"), SqsParameters: { MessageGroupId: "g" } },
        ...{ RetryPolicy: { MaximumRetryAttempts: 2 }, DeadLetterConfig: { Arn: ARN("sqs", "dead") } },
        ...transformer(TEXT, paths("$.detail.command")),
      },
      source: {
        title: "ListTargetsByRule (Amazon EventBridge API Reference)",
        address: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html",
      },
    },
  ],
};
