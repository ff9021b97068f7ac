import { REST_CONTROL_TABLES, REST_QUEUE_TABLES, REST_TABLES, REST_TEMPLATE_TABLES } from "./apigateway/tables";
import { HTTP_TABLES } from "./apigatewayv2/tables";
import { ATHENA_TABLES } from "./athena/tables";
import { AUTO_SCALING_TABLES } from "./autoscaling/tables";
import { CLOUDWATCH_TABLES, COMPRESSED_TABLES } from "./cloudwatch/tables";
import { DYNAMO_TABLES } from "./dynamodb/tables";
import { EC2_TABLES } from "./ec2/tables";
import { ECR_TABLES } from "./ecr/tables";
import { ECS_TABLES } from "./ecs/tables";
import { EVENT_PATTERN_TABLES, EVENTS_API_TABLES } from "./events/tables";
import { IAM_TABLES, RECORDED_IAM_TABLES } from "./iam/tables";
import { KINESIS_CONTROL_TABLES, KINESIS_TABLES } from "./kinesis/tables";
import { KMS_TABLES } from "./kms/tables";
import {
  LAMBDA_BATCH_TABLES,
  LAMBDA_CONTROL_TABLES,
  LAMBDA_DISCARD_TABLES,
  LAMBDA_FILTER_TABLES,
  LAMBDA_RECORD_TABLES,
} from "./lambda/tables";
import { FUNCTION_URL_TABLES } from "./lambdaUrls/tables";
import { LOGS_TABLES } from "./logs/tables";
import { RDS_TABLES } from "./rds/tables";
import { S3_TABLES } from "./s3/tables";
import { SCHEDULER_TABLES } from "./scheduler/tables";
import { SECRETS_TABLES } from "./secretsmanager/tables";
import { SFN_API_TABLES, SFN_TABLES } from "./sfn/tables";
import { SNS_CONTROL_TABLES, SNS_FILTER_TABLES, SNS_TOPIC_TABLES } from "./sns/tables";
import { SQS_TABLES } from "./sqs/tables";
import { SSM_TABLES } from "./ssm/tables";
import type { Table } from "./table";

/** Every table, for the page. */
export const tables: readonly Table<unknown>[] = [
  ...SQS_TABLES,
  ...[...EVENT_PATTERN_TABLES, ...EVENTS_API_TABLES],
  ...SCHEDULER_TABLES,
  ...[...CLOUDWATCH_TABLES, ...COMPRESSED_TABLES],
  ...LOGS_TABLES,
  ...AUTO_SCALING_TABLES,
  ...[...LAMBDA_BATCH_TABLES, ...LAMBDA_RECORD_TABLES, ...LAMBDA_DISCARD_TABLES, ...LAMBDA_FILTER_TABLES],
  ...LAMBDA_CONTROL_TABLES,
  ...[...SNS_TOPIC_TABLES, ...SNS_CONTROL_TABLES, ...SNS_FILTER_TABLES],
  ...[...SFN_TABLES, ...SFN_API_TABLES],
  ...S3_TABLES,
  ...[...REST_TABLES, ...REST_CONTROL_TABLES, ...REST_TEMPLATE_TABLES, ...REST_QUEUE_TABLES],
  ...HTTP_TABLES,
  ...FUNCTION_URL_TABLES,
  ...ATHENA_TABLES,
  ...DYNAMO_TABLES,
  ...[...KINESIS_TABLES, ...KINESIS_CONTROL_TABLES],
  ...EC2_TABLES,
  ...ECR_TABLES,
  ...ECS_TABLES,
  ...SECRETS_TABLES,
  ...KMS_TABLES,
  ...[...IAM_TABLES, ...RECORDED_IAM_TABLES],
  ...RDS_TABLES,
  ...SSM_TABLES,
];
