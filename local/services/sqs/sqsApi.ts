import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { changeMessageVisibility, changeMessageVisibilityBatch } from "./operations/changeMessageVisibility";
import { deleteMessage, deleteMessageBatch } from "./operations/deleteMessage";
import { getQueueAttributes } from "./operations/getQueueAttributes";
import { getQueueUrl } from "./operations/getQueueUrl";
import { listDeadLetterSourceQueues } from "./operations/listDeadLetterSourceQueues";
import { listQueues } from "./operations/listQueues";
import { listQueueTags } from "./operations/listQueueTags";
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from "./operations/messageMoveTasks";
import { purgeQueue } from "./operations/purgeQueue";
import { receiveMessage } from "./operations/receiveMessage";
import { sendMessage } from "./operations/sendMessage";
import { sendMessageBatch } from "./operations/sendMessageBatch";
import type { SqsParts } from "./operations/sqsOperation";
import { sqsQueryProtocol } from "./queryProtocol";
import { missingParameter, SQS_ERROR_CODES, SQS_QUERY_CODES } from "./sqsErrors";

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

/**
 * SQS's API.
 * Source of the permissions: Service Authorization Reference, "Actions, resources, and condition keys for Amazon SQS".
 */
export function sqsApi(parts: SqsParts): AwsService {
  return awsApi({
    signingName: "sqs",
    protocol: "json-1.0",
    errorCodes: SQS_ERROR_CODES,
    queryErrorCodes: SQS_QUERY_CODES,
    queryProtocol: sqsQueryProtocol,
    parts,
    operations: {
      CancelMessageMoveTask: cancelMessageMoveTask,
      ChangeMessageVisibility: changeMessageVisibility,
      ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
      DeleteMessage: deleteMessage,
      DeleteMessageBatch: deleteMessageBatch,
      GetQueueAttributes: getQueueAttributes,
      GetQueueUrl: getQueueUrl,
      ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
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
    refused: ({ parameter, value, kind }) =>
      value === undefined || value === ""
        ? missingParameter(parameter)
        : new AwsError("SerializationException", `${parameter} must be a ${kind}.`),
  });
}
