import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { readLocalAccess } from "../../localAccess";
import { PATIENT_CLIENT } from "../patience";

/** Looks into a queue that holds what a system gave up. */
export interface FailureQueue {
  /** Messages in it, as far as SQS can tell ("approximate"), those in flight included. */
  depth(): Promise<number>;
}

/**
 * @param url of the queue; a local one is read as the operator of the local cloud, one on AWS with the caller's own credentials
 * @param workFolder absolute path of `.sluice/`
 */
export function failureQueueAt(url: string, workFolder: string): FailureQueue {
  const sqs = new SQSClient({
    ...PATIENT_CLIENT,
    ...(isOnAws(url) ? { region: regionOf(url) } : readLocalAccess(workFolder)),
  });
  return {
    async depth() {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: url,
          AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        }),
      );
      return Object.values(Attributes).reduce((sum, count) => sum + Number(count), 0);
    },
  };
}

function isOnAws(url: string): boolean {
  return new URL(url).hostname.startsWith("sqs.");
}

/** `https://sqs.eu-west-1.amazonaws.com/123456789012/name` */
function regionOf(url: string): string {
  return new URL(url).hostname.split(".")[1] ?? "us-east-1";
}
