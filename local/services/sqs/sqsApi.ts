import { AwsError } from "../../base/awsError";
import { awsApi } from "../../edge/awsApi";
import type { AwsService } from "../../edge/awsService";
import { changeMessageVisibility, changeMessageVisibilityBatch } from "./operations/changeMessageVisibility";
import { createQueue } from "./operations/createQueue";
import { deleteMessage, deleteMessageBatch } from "./operations/deleteMessage";
import { deleteQueue } from "./operations/deleteQueue";
import { getQueueAttributes } from "./operations/getQueueAttributes";
import { getQueueUrl } from "./operations/getQueueUrl";
import { listDeadLetterSourceQueues } from "./operations/listDeadLetterSourceQueues";
import { listQueues } from "./operations/listQueues";
import { cancelMessageMoveTask, listMessageMoveTasks, startMessageMoveTask } from "./operations/messageMoveTasks";
import { addPermission, removePermission } from "./operations/permissions";
import { purgeQueue } from "./operations/purgeQueue";
import { receiveMessage } from "./operations/receiveMessage";
import { sendMessage } from "./operations/sendMessage";
import { sendMessageBatch } from "./operations/sendMessageBatch";
import { setQueueAttributes } from "./operations/setQueueAttributes";
import type { SqsParts } from "./operations/sqsOperation";
import { listQueueTags, tagQueue, untagQueue } from "./operations/tags";
import { sqsQueryProtocol } from "./queryProtocol";
import { missingParameter, SQS_ERROR_CODES, SQS_QUERY_CODES } from "./sqsErrors";

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
      AddPermission: addPermission,
      CancelMessageMoveTask: cancelMessageMoveTask,
      ChangeMessageVisibility: changeMessageVisibility,
      ChangeMessageVisibilityBatch: changeMessageVisibilityBatch,
      CreateQueue: createQueue,
      DeleteMessage: deleteMessage,
      DeleteMessageBatch: deleteMessageBatch,
      DeleteQueue: deleteQueue,
      GetQueueAttributes: getQueueAttributes,
      GetQueueUrl: getQueueUrl,
      ListDeadLetterSourceQueues: listDeadLetterSourceQueues,
      ListMessageMoveTasks: listMessageMoveTasks,
      ListQueueTags: listQueueTags,
      ListQueues: listQueues,
      PurgeQueue: purgeQueue,
      ReceiveMessage: receiveMessage,
      RemovePermission: removePermission,
      SendMessage: sendMessage,
      SendMessageBatch: sendMessageBatch,
      SetQueueAttributes: setQueueAttributes,
      StartMessageMoveTask: startMessageMoveTask,
      TagQueue: tagQueue,
      UntagQueue: untagQueue,
    },
    unknown: (operation) => new AwsError("UnsupportedOperation", `The local cloud does not run sqs:${operation}.`),
    refused: ({ parameter, value, kind }) =>
      value === undefined || value === ""
        ? missingParameter(parameter)
        : new AwsError("SerializationException", `${parameter} must be a ${kind}.`),
  });
}
