import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createApprovalCloser } from "../../functions/ingestion/approvalCloser";
import { createApprovalDigest } from "../../functions/ingestion/approvalDigest";
import { createApprovalRequester } from "../../functions/ingestion/approvalRequester";
import { createDecider } from "../../functions/ingestion/decider";
import { PENDING_INDEX } from "../../functions/ingestion/entry";
import { createEntryApi } from "../../functions/ingestion/entryApi";
import type { FieldRule } from "../../functions/ingestion/rules";
import { createValidator } from "../../functions/ingestion/validator";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { KeyedTable } from "../parts/existing/existingTable";
import { keyPermissions } from "../parts/existing/keyUse";
import { BOUNDED, boundedTo } from "../parts/lambda/awsClients";
import { inlineFunction } from "../parts/lambda/inlineFunction";
import type { Settings } from "./settings";

/** Seconds that the workflow behind a request may take: a client should hear of a fault while it still listens. */
export const INTAKE_TIMEOUT_SECONDS = 15;

/** Seconds that the URL's function may take: the workflow, and what is around it. */
const ENTRY_API_TIMEOUT_SECONDS = 25;

/** Seconds that a step of a workflow, or an answer to a link, may take. */
const STEP_TIMEOUT_SECONDS = 10;

/** Seconds that a digest may take: a second for each of its mails, of which there are at most as many as questions. */
export const DIGEST_TIMEOUT_SECONDS = 60;

/** Links that are answered at once: people click them. */
const DECIDER_CONCURRENCY = 5;

/** Bounds of the client that waits for the workflow's end. */
const BOUNDED_BY_WORKFLOW = boundedTo(18_000);

type EntryApiVariables = {
  ENTRY_TABLE: string;
  INTAKE_ARN: string;
  MAX_QUERY_BYTES: string;
  MAX_BODY_BYTES: string;
  LISTS_ENTRIES: string;
};
type ApprovalRequesterVariables = {
  ENTRY_TABLE: string;
  QUEUE_URL: string;
  KEY_SECRET_ARN: string;
  APPROVAL_URL: string;
  TIMEOUT_SECONDS: string;
};
type DeciderVariables = { ENTRY_TABLE: string; KEY_SECRET_ARN: string };

interface Handlers {
  entryApi(environment: EntryApiVariables): unknown;
  validator(): unknown;
  approvalRequester(environment: ApprovalRequesterVariables): unknown;
  decider(environment: DeciderVariables): unknown;
}

const handlersByRules = new WeakMap<readonly FieldRule[], Handlers>();

/** The same functions for the same rules, so that each is serialised once in a program: see `bundle.ts`. */
function handlersOf(rules: readonly FieldRule[]): Handlers {
  const handlers: Handlers = handlersByRules.get(rules) ?? {
    entryApi: ({ ENTRY_TABLE, INTAKE_ARN, MAX_QUERY_BYTES, MAX_BODY_BYTES, LISTS_ENTRIES }) =>
      createEntryApi({
        dynamo: new DynamoDBClient(BOUNDED),
        stepFunctions: new SFNClient(BOUNDED_BY_WORKFLOW),
        entryTable: ENTRY_TABLE,
        intakeArn: INTAKE_ARN,
        maxQueryBytes: Number(MAX_QUERY_BYTES),
        maxBodyBytes: Number(MAX_BODY_BYTES),
        listsEntries: LISTS_ENTRIES === "true",
        rules,
      }),
    validator: () => createValidator({ rules }),
    approvalRequester: ({ ENTRY_TABLE, QUEUE_URL, KEY_SECRET_ARN, APPROVAL_URL, TIMEOUT_SECONDS }) =>
      createApprovalRequester({
        dynamo: new DynamoDBClient(BOUNDED),
        secrets: new SecretsManagerClient(BOUNDED),
        sqs: new SQSClient(BOUNDED),
        entryTable: ENTRY_TABLE,
        queueUrl: QUEUE_URL,
        keySecretArn: KEY_SECRET_ARN,
        approvalUrl: APPROVAL_URL,
        timeoutSeconds: Number(TIMEOUT_SECONDS),
        rules,
      }),
    decider: ({ ENTRY_TABLE, KEY_SECRET_ARN }) =>
      createDecider({
        dynamo: new DynamoDBClient(BOUNDED),
        secrets: new SecretsManagerClient(BOUNDED),
        stepFunctions: new SFNClient(BOUNDED),
        entryTable: ENTRY_TABLE,
        keySecretArn: KEY_SECRET_ARN,
        rules,
      }),
  };
  handlersByRules.set(rules, handlers);
  return handlers;
}

const approvalCloserHandler = ({ ENTRY_TABLE }: { ENTRY_TABLE: string }) =>
  createApprovalCloser({ dynamo: new DynamoDBClient(BOUNDED), entryTable: ENTRY_TABLE });

const approvalDigestHandler = ({ TOPIC_ARN }: { TOPIC_ARN: string }) =>
  createApprovalDigest({ sns: new SNSClient(BOUNDED), topicArn: TOPIC_ARN });

function shared({ memoryMb, logRetentionDays, tags }: Settings) {
  return { memoryMb, logRetentionDays, tags };
}

/** Answers the URL that takes entries. */
export function entryApi(
  name: string,
  args: Settings & { entries: KeyedTable; intake: aws.sfn.StateMachine },
  opts: ChildOptions,
): aws.lambda.Function {
  const { entries, intake, rules, maxQueryBytes, maxBodyBytes, listsEntries, reservedConcurrency, transform } = args;
  const { table } = entries;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: {
        ENTRY_TABLE: table.name,
        INTAKE_ARN: intake.arn,
        MAX_QUERY_BYTES: String(maxQueryBytes),
        MAX_BODY_BYTES: String(maxBodyBytes),
        LISTS_ENTRIES: String(listsEntries),
      },
      handler: handlersOf(rules).entryApi,
      permissions: [
        { actions: ["states:StartSyncExecution"], resources: [intake.arn] },
        { actions: ["dynamodb:Scan"], resources: [table.arn] },
        { actions: ["dynamodb:Query"], resources: [pulumi.interpolate`${table.arn}/index/${PENDING_INDEX}`] },
        ...keyPermissions({ reads: [entries.keyArn] }),
      ],
      timeoutSeconds: ENTRY_API_TIMEOUT_SECONDS,
      ...(reservedConcurrency !== undefined && { reservedConcurrency }),
      transform: transform.entryApi,
    },
    opts,
  );
}

/** The intake workflow's first step: holds what came in against the rules. */
export function validator(name: string, settings: Settings, opts: ChildOptions): aws.lambda.Function {
  const { rules, check, transform } = settings;
  return inlineFunction(
    name,
    {
      ...shared(settings),
      environment: {},
      handler: check === undefined ? handlersOf(rules).validator : () => createValidator({ rules, check }),
      permissions: [],
      timeoutSeconds: STEP_TIMEOUT_SECONDS,
      transform: transform.validator,
    },
    opts,
  );
}

/** The approval workflow's first step: asks people. */
export function approvalRequester(
  name: string,
  args: Settings & {
    entries: KeyedTable;
    /** The queue whose messages are mailed together. */
    questions: aws.sqs.Queue;
    linkKey: aws.secretsmanager.Secret;
    /** The URL that the approval links lead to. */
    url: aws.lambda.FunctionUrl;
  },
  opts: ChildOptions,
): aws.lambda.Function {
  const { entries, questions, linkKey, url, rules, approvalTimeoutSeconds, transform } = args;
  const { table } = entries;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: {
        ENTRY_TABLE: table.name,
        QUEUE_URL: questions.url,
        KEY_SECRET_ARN: linkKey.arn,
        APPROVAL_URL: url.functionUrl,
        TIMEOUT_SECONDS: String(approvalTimeoutSeconds),
      },
      handler: handlersOf(rules).approvalRequester,
      permissions: [
        { actions: ["dynamodb:UpdateItem"], resources: [table.arn] },
        { actions: ["secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue"], resources: [linkKey.arn] },
        { actions: ["sqs:SendMessage"], resources: [questions.arn] },
        ...keyPermissions({ reads: [entries.keyArn], sends: [args.keyArn] }),
      ],
      timeoutSeconds: STEP_TIMEOUT_SECONDS,
      transform: transform.approvalRequester,
    },
    opts,
  );
}

/** Mails what the requester asks, together. */
export function approvalDigest(
  name: string,
  args: Settings & { questions: aws.sqs.Queue; topic: aws.sns.Topic },
  opts: ChildOptions,
): aws.lambda.Function {
  const { questions, topic, transform } = args;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { TOPIC_ARN: topic.arn },
      handler: approvalDigestHandler,
      permissions: [
        {
          actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
          resources: [questions.arn],
        },
        { actions: ["sns:Publish"], resources: [topic.arn] },
        ...keyPermissions({ sends: [args.keyArn] }),
      ],
      timeoutSeconds: DIGEST_TIMEOUT_SECONDS,
      transform: transform.approvalDigest,
    },
    opts,
  );
}

/** Answers the approval links. */
export function decider(
  name: string,
  args: Settings & { entries: KeyedTable; linkKey: aws.secretsmanager.Secret },
  opts: ChildOptions,
): aws.lambda.Function {
  const { entries, linkKey, rules, transform } = args;
  const { table } = entries;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { ENTRY_TABLE: table.name, KEY_SECRET_ARN: linkKey.arn },
      handler: handlersOf(rules).decider,
      permissions: [
        { actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"], resources: [table.arn] },
        { actions: ["secretsmanager:GetSecretValue"], resources: [linkKey.arn] },
        // A call names a task token and no resource, so "*" is what fits it: the token, which nobody can guess, is the permission.
        { actions: ["states:SendTaskSuccess"], resources: ["*"] },
        ...keyPermissions({ reads: [entries.keyArn, args.keyArn] }),
      ],
      timeoutSeconds: STEP_TIMEOUT_SECONDS,
      ...(args.reservedConcurrency !== undefined && { reservedConcurrency: DECIDER_CONCURRENCY }),
      transform: transform.decider,
    },
    opts,
  );
}

/** The approval workflow's last step: carries out what was decided, or that nobody has. */
export function approvalCloser(
  name: string,
  args: Settings & { entries: KeyedTable },
  opts: ChildOptions,
): aws.lambda.Function {
  const { entries, transform } = args;
  const { table } = entries;
  return inlineFunction(
    name,
    {
      ...shared(args),
      environment: { ENTRY_TABLE: table.name },
      handler: approvalCloserHandler,
      permissions: [
        { actions: ["dynamodb:GetItem", "dynamodb:UpdateItem"], resources: [table.arn] },
        ...keyPermissions({ reads: [entries.keyArn] }),
      ],
      timeoutSeconds: STEP_TIMEOUT_SECONDS,
      transform: transform.approvalCloser,
    },
    opts,
  );
}
