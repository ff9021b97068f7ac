import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { getQueueAttributes } from "./operations/getQueueAttributes";
import { getQueueUrl } from "./operations/getQueueUrl";
import { listQueues } from "./operations/listQueues";
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from "./operations/messageMoveTasks";
import { receiveMessage } from "./operations/receiveMessage";
import { sendMessage } from "./operations/sendMessage";
import { sendMessageBatch } from "./operations/sendMessageBatch";
import type { SqsParts } from "./operations/sqsOperation";
import {
  changeMessageVisibility,
  changeMessageVisibilityBatch,
  deleteMessage,
  deleteMessageBatch,
  listQueueTags,
  purgeQueue,
} from "./operations/storeOperations";

const DECLARED = "queues are resources of the Pulumi program here: declare an aws.sqs.Queue.";
const REFUSED: Readonly<Record<string, string>> = {
  CreateQueue: DECLARED,
  DeleteQueue: DECLARED,
  SetQueueAttributes: DECLARED,
  TagQueue: DECLARED,
  UntagQueue: DECLARED,
  AddPermission: "declare an aws.sqs.QueuePolicy.",
  RemovePermission: "declare an aws.sqs.QueuePolicy.",
};

/** SQS kept the codes and statuses of its query protocol when it moved to JSON. */
export const SQS_ERROR_CODES: Readonly<Record<string, string>> = {
  AccessDenied: "AccessDenied",
  IncompleteSignature: "IncompleteSignature",
  MissingAuthenticationToken: "MissingAuthenticationToken",
};

/**
 * SQS's API.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SQS".
 */
export function sqsApi(parts: SqsParts): AwsService {
  return awsApi({
    signingName: "sqs",
    protocol: "json-1.0",
    errorCodes: SQS_ERROR_CODES,
    parts,
    operations: {
      CancelMessageMoveTask: cancelMessageMoveTask,
      ChangeMessageVisibility: changeMessageVisibility,
      ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
      DeleteMessage: deleteMessage,
      DeleteMessageBatch: deleteMessageBatch,
      GetQueueAttributes: getQueueAttributes,
      GetQueueUrl: getQueueUrl,
      ListMessageMoveTasks: listMessageMoveTasks,
      ListQueueTags: listQueueTags,
      ListQueues: listQueues,
      PurgeQueue: purgeQueue,
      ReceiveMessage: receiveMessage,
      SendMessage: sendMessage,
      SendMessageBatch: sendMessageBatch,
      StartMessageMoveTask: startMessageMoveTask,
    },
    unknown(operation) {
      const reason = Object.hasOwn(REFUSED, operation) ? `: ${REFUSED[operation]}` : ".";
      return new AwsError("UnsupportedOperation", `The local cloud does not run sqs:${operation}${reason}`);
    },
    refused: ({ parameter }) =>
      new AwsError("MissingParameter", `The request must contain the parameter ${parameter}.`),
  });
}
