import { ANY, type Table } from "../table";
import { apiReference, developerGuide, QUOTAS, recorded } from "./sources";
import { BODIES, invalidValue, receive, send, wait } from "./steps";
import type { SqsInput } from "./subject";

const orders = { orders: {} };
const MISSING_BODY = {
  error: "MissingParameter",
  type: "MissingRequiredParameterException",
  message: "The request must contain the parameter MessageBody.",
  status: 400,
};

export const messages: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "messages",
  rows: [
    {
      behaviour: "a message comes out as it went in, with the digest of its body",
      input: { queues: orders, calls: [send("message"), receive(1)], see: "Messages.0" },
      answer: { MessageId: ANY, ReceiptHandle: ANY, Body: "message", MD5OfBody: "78e731027d8fd50ed642340b7c9a63b3" },
      source: recorded("test_send_receive_message"),
    },
    {
      behaviour: "an empty queue answers without a list",
      input: { queues: orders, calls: [receive(1)] },
      answer: {},
      source: recorded("test_send_receive_message_multiple_queues"),
    },
    ...['"&quot;&quot;\r', '{\r\n"machineID" : "d357"}', "caf\u00e9 \u{1f600}", "\t\n\r", "\u0085\u009b"].map(
      (body) => ({
        behaviour: `a body may be ${JSON.stringify(body)}`,
        input: { queues: orders, calls: [send(body), receive(1)], see: BODIES },
        answer: [body],
        source: recorded("test_send_receive_message_encoded_content"),
      }),
    ),
    ...["\u0000", "\b", "\u0013", "\uffff"].map((character) => ({
      behaviour: `a body may not have the character U+${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
      input: { queues: orders, calls: [send(`Invalid-${character}`)] },
      answer: { error: "InvalidMessageContents", message: ANY, status: 400 },
      source: recorded("test_send_message_with_invalid_payload_characters"),
    })),
    {
      behaviour: "an empty body is missing",
      input: { queues: orders, calls: [send("")] },
      answer: MISSING_BODY,
      source: apiReference("SendMessage"),
    },
    {
      behaviour: "a call without a body misses a parameter",
      input: { queues: orders, calls: [["SendMessage", {}]] },
      answer: MISSING_BODY,
      source: recorded("test_valid_action_with_missing_parameter_raises_exception"),
    },
    {
      behaviour: "a message has 1 MiB at most",
      input: { queues: orders, calls: [send("x".repeat(1_048_577))] },
      answer: invalidValue("One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes."),
      source: QUOTAS,
    },
    {
      behaviour: "a message's size is its bytes, not its characters",
      input: { queues: { orders: { MaximumMessageSize: "1024" } }, calls: [send("\u00e9".repeat(513))] },
      answer: invalidValue("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."),
      source: QUOTAS,
    },
    {
      behaviour: "a message's own delay hides it until it is over",
      input: { queues: orders, calls: [send("m", { DelaySeconds: 5 }), wait(4), receive(1)] },
      answer: {},
      source: recorded("test_send_delay_and_wait_time"),
    },
    {
      behaviour: "a message is received when its delay is over",
      input: { queues: orders, calls: [send("m", { DelaySeconds: 5 }), wait(5), receive(1)], see: BODIES },
      answer: ["m"],
      source: recorded("test_send_delay_and_wait_time"),
    },
    {
      behaviour: "a delay of 0 goes before the queue's own",
      input: {
        queues: { orders: { DelaySeconds: "60" } },
        calls: [send("m", { DelaySeconds: 0 }), receive(1)],
        see: BODIES,
      },
      answer: ["m"],
      source: developerGuide("Amazon SQS message timers", "sqs-message-timers"),
    },
    ...[-1, 901].map((DelaySeconds) => ({
      behaviour: `a delay of ${DelaySeconds} seconds is refused`,
      input: { queues: orders, calls: [send("m", { DelaySeconds })] },
      answer: invalidValue(
        `Value ${DelaySeconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
      ),
      source: apiReference("SendMessage"),
    })),
    {
      behaviour: "a message is forgotten when its retention is over",
      input: {
        queues: { orders: { MessageRetentionPeriod: "60" } },
        calls: [send("old"), wait(30), send("young"), wait(30), receive(10)],
        see: BODIES,
      },
      answer: ["young"],
      source: apiReference("SetQueueAttributes"),
    },
    ...[0, 11].map((max) => ({
      behaviour: `a receive of ${max} messages is refused`,
      input: { queues: orders, calls: [receive(max)] },
      answer: invalidValue(
        `Value ${max} for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.`,
      ),
      source: recorded("test_send_receive_max_number_of_messages"),
    })),
    ...[-1, 21].map((WaitTimeSeconds) => ({
      behaviour: `a wait of ${WaitTimeSeconds} seconds is refused`,
      input: { queues: orders, calls: [receive(1, { WaitTimeSeconds })] },
      answer: invalidValue(
        `Value ${WaitTimeSeconds} for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided.`,
      ),
      source: apiReference("ReceiveMessage"),
    })),
    ...[-1, 43_201].map((VisibilityTimeout) => ({
      behaviour: `a receive with a visibility timeout of ${VisibilityTimeout} seconds is refused`,
      input: { queues: orders, calls: [receive(1, { VisibilityTimeout })] },
      answer: invalidValue(ANY),
      source: apiReference("ReceiveMessage"),
    })),
    {
      behaviour: "a receive that may wait does not, where there are messages but fewer than it asks for",
      input: { queues: orders, calls: [send("m"), receive(3, { WaitTimeSeconds: 5 })], see: BODIES },
      answer: ["m"],
      source: recorded("test_receive_message_wait_time_seconds_and_max_number_of_messages_does_not_block"),
    },
    {
      behaviour: "a receive without a number gives one message",
      input: { queues: orders, calls: [send("1"), send("2"), ["ReceiveMessage", {}]], see: BODIES },
      answer: ["1"],
      source: apiReference("ReceiveMessage"),
    },
    {
      behaviour: "a message that was received before comes ahead of one that was sent later",
      input: {
        queues: orders,
        calls: [send("test1"), receive(1, { VisibilityTimeout: 3 }), send("test2"), wait(4), receive(1)],
        see: BODIES,
      },
      answer: ["test1"],
      source: recorded("test_inflight_message_requeue"),
    },
    {
      behaviour: "a message that was received three times goes behind the others",
      input: {
        queues: { orders: { VisibilityTimeout: "0" } },
        calls: [send("poison"), receive(1), receive(1), send("next"), receive(1), receive(1)],
        see: BODIES,
      },
      answer: ["next"],
      source: developerGuide("Available CloudWatch metrics for Amazon SQS", "sqs-available-cloudwatch-metrics"),
    },
  ],
};
