import { ANY, type Table } from "../table";
import { apiReference, developerGuide, METADATA, recorded } from "./sources";
import { invalidValue, receive, send } from "./steps";
import type { SqsInput } from "./subject";

const orders = { orders: { VisibilityTimeout: "0" } };

/** The attributes of LocalStack's recording, and the digests that AWS gave of them and of their parts. */
const THREE = {
  "Help.Me": { DataType: "String", StringValue: "Me" },
  Hello: { DataType: "String", StringValue: "There" },
  General: { DataType: "String", StringValue: "Kenobi" },
};
const DIGEST_OF_THREE = "4c360f3fdafd970e05fae2f149d997f5";
const FILTERS = "test_receive_message_message_attribute_names_filters";
const TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";

function filtered(names: readonly string[]): SqsInput {
  return {
    queues: orders,
    calls: [send("msg", { MessageAttributes: THREE }), receive(1, { MessageAttributeNames: names })],
    see: "Messages.0",
  };
}

function messageWith(attributes: object): object {
  return {
    Body: "msg",
    MD5OfBody: "6e2baaf3b97dbeef01c0043275f9a0e7",
    MessageId: ANY,
    ReceiptHandle: ANY,
    ...attributes,
  };
}

const allThree = messageWith({ MD5OfMessageAttributes: DIGEST_OF_THREE, MessageAttributes: THREE });

function sent(attributes: object): SqsInput {
  return { queues: orders, calls: [send("m", { MessageAttributes: attributes })] };
}

function number(StringValue: string): SqsInput {
  return sent({ n: { DataType: "Number", StringValue } });
}

const NOT_A_NUMBER = invalidValue("Can't cast the value of message (user) attribute 'n' to a number.");
const accepted = { MessageId: ANY, MD5OfMessageBody: ANY, MD5OfMessageAttributes: ANY };
const text = { DataType: "String", StringValue: "a" };

export const messageAttributes: Table<SqsInput> = {
  service: "Amazon SQS",
  topic: "message attributes",
  rows: [
    {
      behaviour: "a send answers the digest of all attributes",
      input: { queues: orders, calls: [send("msg", { MessageAttributes: THREE })] },
      answer: {
        MessageId: ANY,
        MD5OfMessageBody: "6e2baaf3b97dbeef01c0043275f9a0e7",
        MD5OfMessageAttributes: DIGEST_OF_THREE,
      },
      source: recorded(FILTERS),
    },
    {
      behaviour: "a receive that asks for no attributes gets none, and no digest",
      input: filtered([]),
      answer: messageWith({}),
      source: recorded(FILTERS),
    },
    { behaviour: "All means all attributes", input: filtered(["All"]), answer: allThree, source: recorded(FILTERS) },
    { behaviour: ".* means all attributes", input: filtered([".*"]), answer: allThree, source: recorded(FILTERS) },
    { behaviour: "* means all attributes", input: filtered(["*"]), answer: allThree, source: recorded(FILTERS) },
    {
      behaviour: "names that no attribute has give none",
      input: filtered(["Foo", "Help"]),
      answer: messageWith({}),
      source: recorded(FILTERS),
    },
    {
      behaviour: "names give those attributes, and the digest over what is given",
      input: filtered(["Hello", "General"]),
      answer: messageWith({
        MD5OfMessageAttributes: "fca026605781cb4126a1e9044df24232",
        MessageAttributes: { Hello: THREE.Hello, General: THREE.General },
      }),
      source: recorded(FILTERS),
    },
    {
      behaviour: "a name that no attribute has changes nothing beside one that does",
      input: filtered(["Foo", "Hello"]),
      answer: messageWith({
        MD5OfMessageAttributes: "a311262e065454b75da111d535b8dacd",
        MessageAttributes: { Hello: THREE.Hello },
      }),
      source: recorded(FILTERS),
    },
    {
      behaviour: "a prefix with .* gives each attribute that begins with it",
      input: filtered(["Hel.*"]),
      answer: messageWith({
        MD5OfMessageAttributes: "83fee93c1bcd8b9a5a923ffacdc636c7",
        MessageAttributes: { "Help.Me": THREE["Help.Me"], Hello: THREE.Hello },
      }),
      source: recorded(FILTERS),
    },
    {
      behaviour: "a prefix and a name are taken together",
      input: { ...filtered(["Help.*", "General"]), see: "Messages.0.MessageAttributes" },
      answer: { "Help.Me": THREE["Help.Me"], General: THREE.General },
      source: apiReference("ReceiveMessage"),
    },
    ...["AWS.", "..foo"].map((name) => ({
      behaviour: `asking for the name ${name}, which no attribute may have, is no error`,
      input: filtered([name]),
      answer: messageWith({}),
      source: recorded(FILTERS),
    })),
    {
      behaviour: "bytes have a digest of their own kind",
      input: sent({
        attr1: {
          DataType: "Binary",
          BinaryValue: Buffer.from("traceparent\u001e00-774062d6c37081a5a0b9b5b88e30627c-2d2482211f6489da-01").toString(
            "base64",
          ),
        },
      }),
      answer: { ...accepted, MD5OfMessageAttributes: "8cbe4db156db8a94db8b801b7addb984" },
      source: recorded("test_send_message_with_binary_attributes"),
    },
    {
      behaviour: "the trace header has a digest of its own, and is not among the message's attributes",
      input: {
        queues: orders,
        calls: [
          send("test", { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: TRACE } } }),
        ],
      },
      answer: {
        MessageId: ANY,
        MD5OfMessageBody: "098f6bcd4621d373cade4e832627b4f6",
        MD5OfMessageSystemAttributes: "5ae4d5d7636402d80f4eb6d213245a88",
      },
      source: recorded("test_system_attributes_have_no_effect_on_attr_md5"),
    },
    {
      behaviour: "the trace header is given to those who ask for it",
      input: {
        queues: orders,
        calls: [
          send("m", { MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: TRACE } } }),
          receive(1, { MessageSystemAttributeNames: ["AWSTraceHeader"] }),
        ],
        see: "Messages.0.Attributes",
      },
      answer: { AWSTraceHeader: TRACE },
      source: apiReference("ReceiveMessage"),
    },
    {
      behaviour: "the trace header does not count towards the size of a message",
      input: {
        queues: { orders: { MaximumMessageSize: "1024" } },
        calls: [
          send("x".repeat(1024), {
            MessageSystemAttributes: { AWSTraceHeader: { DataType: "String", StringValue: TRACE } },
          }),
        ],
        see: "MD5OfMessageSystemAttributes",
      },
      answer: "5ae4d5d7636402d80f4eb6d213245a88",
      source: METADATA,
    },
    {
      behaviour: "no other attribute of SQS's own may be set",
      input: {
        queues: orders,
        calls: [send("m", { MessageSystemAttributes: { SenderId: { DataType: "String", StringValue: "me" } } })],
      },
      answer: invalidValue(ANY),
      source: METADATA,
    },
    {
      behaviour: "SQS's own attributes of a standard queue's message are four",
      input: {
        queues: orders,
        calls: [send("m"), receive(1, { AttributeNames: ["All"] })],
        see: "Messages.0.Attributes",
      },
      answer: {
        SenderId: ANY,
        SentTimestamp: ANY,
        ApproximateReceiveCount: "1",
        ApproximateFirstReceiveTimestamp: ANY,
      },
      source: recorded("test_receive_message_attribute_names_filters"),
    },
    {
      behaviour: "asking for one that the message does not have is no error",
      input: {
        queues: orders,
        calls: [send("m"), receive(1, { AttributeNames: ["SenderId", "SequenceNumber"] })],
        see: "Messages.0.Attributes",
      },
      answer: { SenderId: ANY },
      source: recorded("test_receive_message_attribute_names_filters"),
    },
    {
      behaviour: "asking for an attribute that SQS does not have is refused",
      input: { queues: orders, calls: [receive(1, { AttributeNames: ["Foobar"] })] },
      answer: { error: "InvalidAttributeName", message: "Unknown Attribute Foobar.", status: 400 },
      source: recorded("test_get_queue_attributes_with_invalid_arg_returns_error"),
    },
    ...["1614717034367", "-1", "+1", "1.5", ".5", "1e10", "-1E-3", "9".repeat(38), "1e126"].map((value) => ({
      behaviour: `${value.length > 20 ? "a number of 38 digits" : value} is a number`,
      input: number(value),
      answer: accepted,
      source: METADATA,
    })),
    ...["abc", "1,5", "0x10", "1 ", "", "9".repeat(39), "1e127", "-1e129", "Infinity"].map((value) => ({
      behaviour: `${value.length > 20 ? "a number of 39 digits" : JSON.stringify(value)} is no number`,
      input: number(value),
      answer:
        value === ""
          ? invalidValue("Message (user) attribute 'n' must contain a non-empty value of type 'Number'.")
          : NOT_A_NUMBER,
      source: METADATA,
    })),
    {
      behaviour: "an attribute without text is refused",
      input: sent({ ErrorDetails: { DataType: "String", StringValue: "" } }),
      answer: invalidValue("Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'."),
      source: recorded("test_send_message_with_empty_string_attribute"),
    },
    {
      behaviour: "a control character in an attribute's text is refused",
      input: sent({ a: { DataType: "String", StringValue: "Invalid-\b,\u000b" } }),
      answer: invalidValue(ANY),
      source: recorded("test_invalid_string_attributes_cause_invalid_parameter_value_error"),
    },
    ...["aWs.a", "AMAZON.a", ".a", "a.", "a..b", "a!b", 'a"b', "a b", "a(b", "a?b", "L".repeat(257)].map((name) => ({
      behaviour: `an attribute may not be called ${name.length > 20 ? "by 257 characters" : name}`,
      input: sent({ [name]: text }),
      answer: invalidValue(ANY),
      source: recorded("test_send_message_with_invalid_string_attributes"),
    })),
    ...["attr.1\u00f8\u00df\u00e4", "a_b-c.d", "L".repeat(256)].map((name) => ({
      behaviour: `an attribute may be called ${name.length > 20 ? "by 256 characters" : name}`,
      input: sent({ [name]: text }),
      answer: accepted,
      source: recorded("test_send_message_with_invalid_string_attributes"),
    })),
    ...["Invalid", "string", `Number.${"L".repeat(256)}`].map((DataType) => ({
      behaviour: `an attribute may not be of the type ${DataType.length > 20 ? "of 263 characters" : DataType}`,
      input: sent({ a: { ...text, DataType } }),
      answer: invalidValue(ANY),
      source: recorded("test_send_message_with_invalid_string_attributes"),
    })),
    {
      behaviour: "a type may have a label behind a dot",
      input: sent({ a: { ...text, DataType: "String.uuid" } }),
      answer: accepted,
      source: METADATA,
    },
    {
      behaviour: "a message has ten attributes at most",
      input: sent(Object.fromEntries("abcdefghijk".split("").map((name) => [name, text]))),
      answer: invalidValue("Number of message attributes [11] exceeds the allowed maximum [10]."),
      source: developerGuide("Amazon SQS message quotas", "quotas-messages"),
    },
    {
      behaviour: "attributes count towards the size of a message: names, types and values",
      input: {
        queues: { orders: { MaximumMessageSize: "1024" } },
        calls: [send("a".repeat(1017), { MessageAttributes: { k: { DataType: "String", StringValue: "x" } } })],
      },
      answer: invalidValue("One or more parameters are invalid. Reason: Message must be shorter than 1024 bytes."),
      source: recorded("test_send_message_with_updated_maximum_message_size"),
    },
    {
      behaviour: "body and attributes together may be as long as the queue allows",
      input: {
        queues: { orders: { MaximumMessageSize: "1024" } },
        calls: [send("a".repeat(1016), { MessageAttributes: { k: { DataType: "String", StringValue: "x" } } })],
      },
      answer: { ...accepted, MD5OfMessageAttributes: "a45daa70926828a2f0a1db3418e6feb4" },
      source: recorded("test_send_message_with_updated_maximum_message_size"),
    },
  ],
};
