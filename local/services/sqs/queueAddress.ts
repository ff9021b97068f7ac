import { ACCOUNT_ID, arn } from "../../base/arn";
import { sqsError } from "./sqsErrors";

const ARN_PREFIX = arn("sqs", "");

export function queueArn(name: string): string {
  return ARN_PREFIX + name;
}

/** Queue URLs lead to the edge: SDK clients may take the endpoint from them. */
export function queueUrl(edgeUrl: string, name: string): string {
  return `${edgeUrl}/${ACCOUNT_ID}/${name}`;
}

export function queueUrlOf(edgeUrl: string, arn: string): string {
  return queueUrl(edgeUrl, arn.split(":").at(-1) ?? "");
}

/**
 * The queue's name from a queue URL. Only the path counts, so a URL by another name of this host works too.
 * @throws AwsError `QueueDoesNotExist` for what is no URL of a queue here
 */
export function queueNameOf(url: string): string {
  const [name, account] = url.split("/").reverse();
  if (!name || account !== ACCOUNT_ID) {
    throw sqsError(
      "QueueDoesNotExist",
      `The specified queue does not exist: ${url} is no queue of account ${ACCOUNT_ID}.`,
    );
  }
  return name;
}
