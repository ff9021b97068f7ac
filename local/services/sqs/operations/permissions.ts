import type {
  AddPermissionCommandInput,
  AddPermissionCommandOutput,
  RemovePermissionCommandInput,
  RemovePermissionCommandOutput,
} from "@aws-sdk/client-sqs";
import type { Queue } from "../queue";
import { invalidValue } from "../sqsErrors";
import { onQueue, type SqsOperation } from "./sqsOperation";

interface Policy {
  readonly Version: string;
  readonly Id?: string;
  readonly Statement: readonly { readonly Sid?: string }[];
}

/** Adds a statement to the queue's policy. Source: Amazon SQS API Reference, "AddPermission". */
export const addPermission: SqsOperation<AddPermissionCommandInput, AddPermissionCommandOutput> = {
  parameters: { QueueUrl: "text", Label: "text", AWSAccountIds: "list", Actions: "list" },
  permissions: ({ QueueUrl }) => onQueue("sqs:AddPermission", QueueUrl),
  async run({ QueueUrl, Label, AWSAccountIds, Actions }, { sqs, queues }) {
    const queue = queues.at(QueueUrl);
    const policy = policyOf(queue);
    if (policy.Statement.some(({ Sid }) => Sid === Label)) {
      throw invalidValue("Label", Label, "Already exists.");
    }
    const principals = AWSAccountIds.map((id) => `arn:aws:iam::${id}:root`);
    const actions = Actions.map((name) => `SQS:${name}`);
    const statement = {
      Sid: Label,
      Effect: "Allow",
      Principal: { AWS: oneOrMore(principals) },
      Action: oneOrMore(actions),
      Resource: queue.arn,
    };
    const Policy = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
    await sqs.setAttributes(QueueUrl, { Policy });
    return {};
  },
};

/** Takes a statement out of the queue's policy. Source: Amazon SQS API Reference, "RemovePermission". */
export const removePermission: SqsOperation<RemovePermissionCommandInput, RemovePermissionCommandOutput> = {
  parameters: { QueueUrl: "text", Label: "text" },
  permissions: ({ QueueUrl }) => onQueue("sqs:RemovePermission", QueueUrl),
  async run({ QueueUrl, Label }, { sqs, queues }) {
    const policy = policyOf(queues.at(QueueUrl));
    const kept = policy.Statement.filter(({ Sid }) => Sid !== Label);
    if (kept.length === policy.Statement.length) {
      throw invalidValue("Label", Label, "can't find label on existing policy.");
    }
    await sqs.setAttributes(QueueUrl, {
      Policy: kept.length === 0 ? "" : JSON.stringify({ ...policy, Statement: kept }),
    });
    return {};
  },
};

function policyOf({ arn, attributes }: Queue): Policy {
  return attributes.Policy
    ? (JSON.parse(attributes.Policy) as Policy)
    : { Version: "2008-10-17", Id: `${arn}/SQSDefaultPolicy`, Statement: [] };
}

/** A policy writes a list of one as the text itself. */
function oneOrMore(values: readonly string[]): string | readonly string[] {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : values;
}
