import type { Json } from "../asl/json";
import { callService, type ErrorNames } from "./callService";
import type { Integration } from "./integration";

const SQS: ErrorNames = {
  prefix: "SQS",
  service: "AmazonSQS",
  other: "AmazonSQSException",
  modelled: new Set(["QueueDoesNotExistException"]),
};
const SNS: ErrorNames = {
  prefix: "SNS",
  service: "AmazonSNS",
  other: "AmazonSNSException",
  modelled: new Set(["AuthorizationErrorException", "InvalidParameterException", "NotFoundException"]),
};

/** Sources: Step Functions Developer Guide, "Send messages to an Amazon SQS queue", "Publish messages to an Amazon SNS topic". */
export const messagingIntegrations: Readonly<Record<string, Integration>> = {
  "sqs:sendMessage": {
    takesToken: true,
    parameters: [
      ...["QueueUrl", "MessageBody", "DelaySeconds", "MessageAttributes"],
      ...["MessageDeduplicationId", "MessageGroupId"],
    ],
    required: ["QueueUrl", "MessageBody"],
    call: ({ iam, sqs }, principal, parameters) =>
      callService(
        { iam },
        sqs.api,
        principal,
        { operation: "SendMessage", params: { ...parameters, MessageBody: asText(parameters.MessageBody) } },
        SQS,
      ),
  },
  "sns:publish": {
    takesToken: true,
    parameters: [
      ...["TopicArn", "TargetArn", "Message", "Subject", "MessageStructure", "MessageAttributes"],
      ...["MessageDeduplicationId", "MessageGroupId"],
    ],
    required: ["Message"],
    call({ iam, sns }, principal, parameters) {
      const params = { ...parameters, Message: asText(parameters.Message) };
      return callService({ iam }, sns.api, principal, { operation: "Publish", params }, SNS);
    },
  },
};

/** A body may be given as JSON; what is sent is a text. */
function asText(body: Json | undefined): string {
  return typeof body === "string" ? body : JSON.stringify(body ?? null);
}
