import type { Source, Table } from "../table";
import { only } from "./machines";
import { recorded } from "./sources";
import type { SfnInput } from "./subject";

const PUT = { Resource: "arn:aws:states:::dynamodb:putItem", Parameters: { TableName: "entries", Item: {} } };
const SEND = { Resource: "arn:aws:states:::sqs:sendMessage", Parameters: { QueueUrl: "q", MessageBody: "m" } };
const NO_MACHINE = "arn:aws:states:us-east-1:000000000000:stateMachine:none";
const START = { Resource: "arn:aws:states:::states:startExecution", Parameters: { StateMachineArn: NO_MACHINE } };

function refusing(
  behaviour: string,
  task: object,
  [code, message]: readonly [code: string, message: string],
  [error, service]: readonly [error: string, service: string],
  source: Source,
) {
  const cause = `${message} (Service: ${service}; Status Code: 400; Error Code: ${code}; Request ID: <id>; Proxy: null)`;
  return {
    behaviour,
    input: { definition: only({ Type: "Task", ...task }), refusal: { code, message } },
    answer: { error, cause },
    source,
  };
}

export const causes: Table<SfnInput> = {
  service: "AWS Step Functions",
  topic: "causes of failed tasks",
  rows: [
    refusing(
      "a table that does not exist is a failure of AmazonDynamoDBv2",
      PUT,
      ["ResourceNotFoundException", "Requested resource not found"],
      ["DynamoDB.ResourceNotFoundException", "AmazonDynamoDBv2"],
      recorded("error_handling/test_task_service_dynamodb", "test_put_item_no_such_table"),
    ),
    refusing(
      "an error that DynamoDB does not model is a DynamoDB.AmazonDynamoDBException",
      PUT,
      ["ValidationException", "1 validation error detected: Value null at 'item' failed to satisfy constraint"],
      ["DynamoDB.AmazonDynamoDBException", "AmazonDynamoDBv2"],
      recorded("error_handling/test_task_service_dynamodb", "test_invalid_param"),
    ),
    refusing(
      "an error that SQS does not model is an SQS.AmazonSQSException",
      SEND,
      ["MissingParameter", "The request must contain the parameter MessageBody."],
      ["SQS.AmazonSQSException", "AmazonSQS"],
      recorded("error_handling/test_task_service_sqs", "test_send_message_empty_body"),
    ),
    refusing(
      "a state machine that does not exist is a failure of AWSStepFunctions",
      START,
      ["StateMachineDoesNotExist", `State Machine Does Not Exist: '${NO_MACHINE}'`],
      ["StepFunctions.StateMachineDoesNotExistException", "AWSStepFunctions"],
      recorded("error_handling/test_task_service_sfn", "test_start_execution_no_such_arn"),
    ),
  ],
};
