import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EventAggregator } from "../../components/eventAggregator";

const config = new pulumi.Config();

/** The things of another team: in its own program on AWS, whose names the stack's configuration has, and made here on this machine. */
interface Platform {
  key: aws.kms.Key;
  events: aws.dynamodb.Table;
  failures: aws.sqs.Queue;
}

function found(): Platform {
  return {
    key: aws.kms.Key.get("platform", config.require("keyId")),
    events: aws.dynamodb.Table.get("platform-events", config.require("eventTable")),
    failures: aws.sqs.Queue.get("platform-failures", config.require("failureQueueUrl")),
  };
}

function made(): Platform {
  const key = new aws.kms.Key("platform", { description: "All that the platform keeps." });
  const events = new aws.dynamodb.Table("platform-events", {
    billingMode: "PAY_PER_REQUEST",
    hashKey: "eventId",
    attributes: [{ name: "eventId", type: "S" }],
    streamEnabled: true,
    streamViewType: "NEW_IMAGE",
    serverSideEncryption: { enabled: true, kmsKeyArn: key.arn },
  });
  const failures = new aws.sqs.Queue("platform-failures", { kmsMasterKeyId: key.arn });
  return { key, events, failures };
}

const { key, events, failures } = pulumi.getStack() === "local" ? made() : found();

// It makes no twin of what it is handed, and its functions may do with it exactly what they need, the key's use included.
const sales = new EventAggregator("sales", {
  auth: pulumi.getStack() === "local" ? "public" : "iam",
  key,
  eventTable: events,
  failureQueue: failures,
  summarize: ({ shop, amount }) => ({ key: String(shop), add: { total: Number(amount) } }),
  maximumBatchingWindowSeconds: 0,
});

export const endpoint = sales.apiEndpoint;
export const eventTable = events.name;
export const summaryTable = sales.summaryTable.name;
