import { DescribeServicesCommand, type ECSClient } from "@aws-sdk/client-ecs";
import { GetQueueAttributesCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** Messages of a queue, approximately, as SQS tells them. */
export async function depthOf(sqs: SQSClient, QueueUrl: string): Promise<{ waiting: number; inFlight: number }> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return {
    waiting: Number(Attributes.ApproximateNumberOfMessages),
    inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
  };
}

/** Tasks of a service. */
export async function tasksOf(
  ecs: ECSClient,
  cluster: string,
  serviceName: string,
): Promise<{ running: number; desired: number }> {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [serviceName] }));
  const [service] = services;
  return { running: service?.runningCount ?? 0, desired: service?.desiredCount ?? 0 };
}
