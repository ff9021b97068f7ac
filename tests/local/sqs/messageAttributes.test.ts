import { SendMessageBatchCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { expect } from "chai";
import { checkMessageAttributes } from "../../../local/services/sqs/messageAttributes";
import { rejection } from "../../support/rejection";
import { startSqs } from "./support";

describe("message attributes", () => {
  it("may be of every type", () => {
    expect(() =>
      checkMessageAttributes({
        text: { DataType: "String", StringValue: "a" },
        "number.int-1_A": { DataType: "Number.int", StringValue: "1" },
        bytes: { DataType: "Binary", BinaryValue: "AA==" },
      }),
    ).not.to.throw();
    expect(() => checkMessageAttributes(undefined)).not.to.throw();
  });

  const text = { DataType: "String", StringValue: "a" };
  for (const [what, attributes, message] of [
    [
      "an empty text",
      { a: { ...text, StringValue: "" } },
      "Message (user) attribute 'a' must contain a non-empty value of type 'String'.",
    ],
    ["a missing text", { a: { DataType: "String" } }, "must contain a non-empty value of type 'String'."],
    ["text for bytes", { a: { ...text, DataType: "Binary" } }, "must contain a non-empty value of type 'Binary'."],
    ["no type", { a: { StringValue: "a" } }, "must contain a non-empty message attribute type."],
    ["an unknown type", { a: { ...text, DataType: "Text" } }, "The type of message (user) attribute 'a' is invalid."],
    ["a space in a name", { "a b": text }, "Message (user) attribute name 'a b' is invalid."],
    ["a name with two dots", { "a..b": text }, "attribute name 'a..b' is invalid."],
    ["a reserved name", { "AWS.a": text }, "attribute name 'AWS.a' is invalid."],
    ["a list", "text", "MessageAttributes must be a map"],
    [
      "eleven",
      Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, text])),
      "Number of message attributes [11] exceeds the allowed maximum [10].",
    ],
  ] as const) {
    it(`may not be ${what}`, () => {
      expect(() => checkMessageAttributes(attributes)).to.throw(message);
    });
  }

  it("refuse a message, and in a batch the one message", async () => {
    const test = await startSqs();
    const { url, arn } = await test.sqs.createQueue("orders", {});
    const empty = { a: { DataType: "String", StringValue: "" } };

    const error = await rejection(
      test.client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: "a", MessageAttributes: empty })),
    );
    const entries = [
      { Id: "1", MessageBody: "b" },
      { Id: "2", MessageBody: "c", MessageAttributes: empty },
    ];
    const both = await test.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries }));
    const none = await test.client.send(new SendMessageBatchCommand({ QueueUrl: url, Entries: entries.slice(1) }));

    const ids = (list: readonly { Id?: string | undefined }[] = []) => list.map(({ Id }) => Id);
    expect(error.name).to.equal("InvalidParameterValue");
    expect([ids(both.Successful), ids(both.Failed)]).to.deep.equal([["1"], ["2"]]);
    expect([ids(none.Successful), ids(none.Failed)]).to.deep.equal([[], ["2"]]);
    expect(test.sqs.depth(arn).visible).to.equal(1);
    await test.close();
  });
});
