import { AthenaClient } from "@aws-sdk/client-athena";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SNSClient } from "@aws-sdk/client-sns";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { EVENTS_PREFIX, RESULTS_PREFIX } from "../../functions/access-cards/archive/layout";
import type { Areas } from "../../functions/access-cards/areas";
import { CARD_INDEX, EMPLOYEE_INDEX } from "../../functions/access-cards/cardItem";
import { createDesk } from "../../functions/access-cards/portal/desk";
import { createQueries } from "../../functions/access-cards/portal/queries";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { Allow } from "../parts/iam/policies";
import { boundedTo } from "../parts/lambda/awsClients";
import { inlineFunction } from "../parts/lambda/inlineFunction";
import type { PortalApiArgs } from "./args";

/** Seconds; a person should hear of a fault before API Gateway's 30. */
const TIMEOUT_SECONDS = 15;

/** Bounds of requests to AWS: they leave time for a retry within the function's own. */
const BOUNDED = boundedTo(4_000);

type DeskVariables = { CARD_TABLE: string; OCCUPANCY_TABLE: string; TOPIC_ARN: string };
type QueryVariables = { CARD_TABLE: string; DATABASE: string; WORKGROUP: string };

const deskHandlers = new WeakMap<Areas, (environment: DeskVariables) => unknown>();

/** The same function for the same areas, so that it is serialised once in a program: see `bundle.ts`. */
function deskHandler(areas: Areas): (environment: DeskVariables) => unknown {
  const handler =
    deskHandlers.get(areas) ??
    (({ CARD_TABLE, OCCUPANCY_TABLE, TOPIC_ARN }: DeskVariables) =>
      createDesk({
        dynamo: new DynamoDBClient(BOUNDED),
        sns: new SNSClient(BOUNDED),
        cardTable: CARD_TABLE,
        occupancyTable: OCCUPANCY_TABLE,
        topicArn: TOPIC_ARN,
        areas,
      }));
  deskHandlers.set(areas, handler);
  return handler;
}

const queriesHandler = ({ CARD_TABLE, DATABASE, WORKGROUP }: QueryVariables) =>
  createQueries({
    dynamo: new DynamoDBClient(BOUNDED),
    athena: new AthenaClient(BOUNDED),
    cardTable: CARD_TABLE,
    database: DATABASE,
    workgroup: WORKGROUP,
  });

function shared({ key, memoryMb, logRetentionDays, tags }: PortalApiArgs) {
  return { keyArn: key.arn, timeoutSeconds: TIMEOUT_SECONDS, memoryMb, logRetentionDays, tags };
}

/** Answers all that needs no query. */
export function desk(name: string, args: PortalApiArgs, opts: ChildOptions): aws.lambda.Function {
  const { cardTable, occupancyTable, commandTopic, key } = args;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { CARD_TABLE: cardTable.name, OCCUPANCY_TABLE: occupancyTable.name, TOPIC_ARN: commandTopic.arn },
      handler: deskHandler(args.areas),
      permissions: [
        { actions: ["dynamodb:GetItem"], resources: [cardTable.arn] },
        {
          actions: ["dynamodb:Query"],
          resources: [CARD_INDEX, EMPLOYEE_INDEX].map((index) => pulumi.interpolate`${cardTable.arn}/index/${index}`),
        },
        { actions: ["dynamodb:BatchGetItem"], resources: [occupancyTable.arn] },
        { actions: ["sns:Publish"], resources: [commandTopic.arn] },
        // The publisher to an encrypted topic encrypts (SNS Developer Guide, "Key management").
        { actions: ["kms:GenerateDataKey"], resources: [key.arn] },
      ],
      transform: args.transform?.desk,
    },
    opts,
  );
}

/** Asks the archive. */
export function queries(name: string, args: PortalApiArgs, opts: ChildOptions): aws.lambda.Function {
  const { cardTable, archive } = args;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: {
        CARD_TABLE: cardTable.name,
        DATABASE: archive.database.name,
        WORKGROUP: archive.workgroup.name,
      },
      handler: queriesHandler,
      permissions: [
        { actions: ["dynamodb:Query"], resources: [pulumi.interpolate`${cardTable.arn}/index/${EMPLOYEE_INDEX}`] },
        ...queryPermissions(args),
      ],
      transform: args.transform?.queries,
    },
    opts,
  );
}

/**
 * Allows what a query takes. Athena reads the catalog and the objects, and writes results, in the name of its caller (Athena User Guide,
 * "Configure access to databases and tables in the AWS Glue Data Catalog").
 */
function queryPermissions({ archive, key }: PortalApiArgs): readonly Allow[] {
  const { bucket, database, eventTable, workgroup } = archive;
  const catalogArn = database.arn.apply((arn) => arn.replace(/:database\/.*$/, ":catalog"));
  return [
    {
      actions: [
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
      ],
      resources: [workgroup.arn],
    },
    {
      // Athena looks for the database "default" whatever it is asked (same source).
      actions: ["glue:GetDatabase"],
      resources: [catalogArn, database.arn, catalogArn.apply((arn) => arn.replace(/:catalog$/, ":database/default"))],
    },
    { actions: ["glue:GetPartitions", "glue:GetTable"], resources: [catalogArn, database.arn, eventTable.arn] },
    {
      actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
      resources: [bucket.arn],
    },
    { actions: ["s3:GetObject"], resources: [pulumi.interpolate`${bucket.arn}/${EVENTS_PREFIX}*`] },
    {
      actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"],
      resources: [pulumi.interpolate`${bucket.arn}/${RESULTS_PREFIX}*`],
    },
    { actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [key.arn] },
  ];
}
