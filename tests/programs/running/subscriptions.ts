import * as aws from "@pulumi/aws";

/** Callbacks of a topic, a queue and a table's stream. */
export function subscriptions() {
  const topic = new aws.sns.Topic("subscribed-topic");
  topic.onEvent("topic-listener", async ({ Records }) => {
    for (const { Sns } of Records) console.log(`topic says ${Sns.Message}`);
  });
  const queue = new aws.sqs.Queue("subscribed-queue", { visibilityTimeoutSeconds: 180 });
  queue.onEvent(
    "queue-listener",
    async ({ Records }) => {
      for (const { body } of Records) console.log(`queue says ${body}`);
    },
    { batchSize: 1 },
  );
  const table = new aws.dynamodb.Table("subscribed-table", {
    attributes: [{ name: "id", type: "S" }],
    hashKey: "id",
    billingMode: "PAY_PER_REQUEST",
    streamEnabled: true,
    streamViewType: "NEW_IMAGE",
  });
  table.onEvent(
    "table-listener",
    async ({ Records }) => {
      for (const { dynamodb } of Records) console.log(`table says ${dynamodb?.NewImage?.id?.S}`);
    },
    { startingPosition: "TRIM_HORIZON" },
  );
  return { topic: topic.arn, queue: queue.url, table: table.name };
}
