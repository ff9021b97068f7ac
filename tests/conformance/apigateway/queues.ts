import { ANY, type Table } from "../table";
import type { QueueInput } from "./queueSubject";
import { recorded } from "./sources";

const attributes = (parameter: string) =>
  `Action=SendMessage&MessageBody=$input.body&${parameter}.1.Name=user-agent&` +
  `${parameter}.1.Value.DataType=String&${parameter}.1.Value.StringValue=$input.params('HeaderFoo')`;
const ATTRIBUTES = "test_sqs_aws_integration_with_message_attribute";

export const queueIntegrations: Table<QueueInput> = {
  service: "Amazon API Gateway (REST APIs)",
  topic: "integrations with SQS by path",
  rows: [
    {
      behaviour: "a form makes a message of the queue in the path",
      input: {
        template: "Action=SendMessage&MessageBody=$input.body",
        request: { path: "/hooks", body: '{"foo": "bar"}' },
        see: ["status", "event.Body"],
      },
      answer: { status: 200, "event.Body": '{"foo": "bar"}' },
      source: recorded("test_apigateway_sqs.snapshot", "test_sqs_aws_integration"),
    },
    ...["MessageAttribute", "MessageAttributes"].map((parameter) => ({
      behaviour: `a form may call an attribute ${parameter}.1.Name`,
      input: {
        template: attributes(parameter),
        request: { path: "/hooks", headers: { HeaderFoo: "BAR-Header" }, body: '{"foo": "bar"}' },
        see: ["status", "event.MessageAttributes"],
      },
      answer: {
        status: 200,
        "event.MessageAttributes": { "user-agent": { DataType: "String", StringValue: "BAR-Header" } },
      },
      source: recorded("test_apigateway_sqs.snapshot", `${ATTRIBUTES}[${parameter}]`),
    })),
    {
      behaviour: "the answer of a form is JSON by the names of the query protocol",
      input: {
        template: "Action=SendMessage&MessageBody=$input.body",
        request: { path: "/hooks", body: "text" },
        see: ["answer"],
      },
      answer: {
        answer: {
          SendMessageResponse: {
            SendMessageResult: {
              ...{ MD5OfMessageAttributes: null, MD5OfMessageBody: "1cb251ec0d568de6a929b520c4aed8d1" },
              ...{ MD5OfMessageSystemAttributes: null, MessageId: ANY, SequenceNumber: null },
            },
            ResponseMetadata: { RequestId: ANY },
          },
        },
      },
      source: recorded("test_apigateway_sqs.snapshot", "test_sqs_request_and_response_xml_templates_integration"),
    },
  ],
};
