import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NOTHING_TO_DECIDE } from "../../functions/ingestion/approvalRequester";
import type { ChildOptions } from "../parts/arguments/childOptions";
import type { KeyedTable } from "../parts/existing/existingTable";
import { keyPermissions } from "../parts/existing/keyUse";
import { whereaboutsOf } from "../parts/regions/regions";
import { retries, stateMachine } from "../parts/workflows/stateMachine";
import { INTAKE_TIMEOUT_SECONDS } from "./functions";
import type { Settings } from "./settings";

const LAMBDA = "lambda:invoke";
const PUT_ITEM = "dynamodb:putItem";
const GET_ITEM = "dynamodb:getItem";
const START_EXECUTION = "states:startExecution";

/** The error that says that the id is taken: the entry is known. */
const TAKEN = "DynamoDB.ConditionalCheckFailedException";

/** The error that says that an execution of this name has ended: somebody has answered. */
const ENDED = "StepFunctions.ExecutionAlreadyExistsException";

/** Tries for a client that waits: three more, within some seconds. */
const HASTY = { attempts: 3, longestDelaySeconds: 3 };

/** Tries for a person who will be asked in a minute if not now: a day of them. */
const PERSISTENT = { attempts: 300, longestDelaySeconds: 300 };

/** Validates, stores, and starts the wait for a person where one is to decide. Every step may be repeated. */
export function intake(
  name: string,
  args: Settings & {
    entries: KeyedTable;
    validator: aws.lambda.Function;
    approval: aws.sfn.StateMachine;
  },
  opts: ChildOptions,
): aws.sfn.StateMachine {
  const { entries, validator, approval, logRetentionDays, tags, transform } = args;
  const { table } = entries;
  const integration = integrationsOf(opts);
  const startApproval = (nameAt: string, next: string) => ({
    Type: "Task",
    Resource: integration(START_EXECUTION),
    // The same name with the same input starts nothing twice.
    Parameters: { StateMachineArn: approval.arn, "Name.$": nameAt, Input: { "id.$": "$.id" } },
    ResultPath: null,
    Retry: retries([ENDED], HASTY),
    Catch: [{ ErrorEquals: [ENDED], ResultPath: null, Next: next }],
    Next: next,
  });
  const definition = {
    Comment: "Validates an entry, stores it once, and has a person decide where that is called for.",
    StartAt: "Validate",
    TimeoutSeconds: INTAKE_TIMEOUT_SECONDS,
    States: {
      Validate: {
        Type: "Task",
        Resource: integration(LAMBDA),
        Parameters: { FunctionName: validator.arn, "Payload.$": "$" },
        OutputPath: "$.Payload",
        Retry: retries([], HASTY),
        Next: "Is it to be stored?",
      },
      "Is it to be stored?": {
        Type: "Choice",
        Choices: [{ Variable: "$.outcome", StringEquals: "invalid", Next: "Invalid" }],
        Default: "Store",
      },
      Store: {
        Type: "Task",
        Resource: integration(PUT_ITEM),
        Parameters: {
          TableName: table.name,
          "Item.$": "$.item",
          ConditionExpression: "attribute_not_exists(id)",
        },
        ResultPath: null,
        Retry: retries([TAKEN], HASTY),
        Catch: [{ ErrorEquals: [TAKEN], ResultPath: null, Next: "Look it up" }],
        Next: "Does it wait?",
      },
      "Does it wait?": {
        Type: "Choice",
        Choices: [{ Variable: "$.outcome", StringEquals: "waiting", Next: "Ask" }],
        Default: "Stored",
      },
      Ask: startApproval("$.execution", "Waiting"),
      "Look it up": {
        Type: "Task",
        Resource: integration(GET_ITEM),
        Parameters: { TableName: table.name, Key: { id: { "S.$": "$.id" } }, ConsistentRead: true },
        ResultPath: "$.earlier",
        Retry: retries([], HASTY),
        Next: "Has anybody been asked?",
      },
      // A workflow that ended between storing and asking left an entry that nobody knows of; its repeat makes up for it.
      "Has anybody been asked?": {
        Type: "Choice",
        Choices: [{ Variable: "$.earlier.Item.status.S", StringEquals: "pending", Next: "Ask all the same" }],
        Default: "Known",
      },
      "Ask all the same": startApproval("$.earlier.Item.execution.S", "Known"),
      Invalid: result({ outcome: "invalid", "reasons.$": "$.reasons" }),
      Stored: result({ outcome: "stored", "id.$": "$.id" }),
      Waiting: result({ outcome: "waiting", "id.$": "$.id", "reasons.$": "$.reasons" }),
      Known: result({
        outcome: "known",
        "id.$": "$.id",
        "fingerprint.$": "$.fingerprint",
        "reasons.$": "$.reasons",
        "earlier.$": "$.earlier.Item",
      }),
    },
  };
  return stateMachine(
    name,
    {
      type: "EXPRESS",
      definition,
      permissions: [
        { actions: ["lambda:InvokeFunction"], resources: [validator.arn] },
        { actions: ["dynamodb:PutItem", "dynamodb:GetItem"], resources: [table.arn] },
        { actions: ["states:StartExecution"], resources: [approval.arn] },
        ...keyPermissions({ reads: [entries.keyArn] }),
      ],
      logRetentionDays,
      tags,
      transform: transform.intake,
    },
    opts,
  );
}

/** Names Step Functions' integrations, whose ARNs have the partition and nothing else of the place. */
function integrationsOf({ parent }: ChildOptions) {
  const { partition } = whereaboutsOf(parent);
  return (api: string) => pulumi.interpolate`arn:${partition}:states:::${api}`;
}

function result(parameters: object) {
  return { Type: "Pass", Parameters: parameters, End: true };
}

/** Asks people, waits for what they decide, and carries it out; or ends the wait when its time is up. */
export function approval(
  name: string,
  args: Settings & { approvalRequester: aws.lambda.Function; approvalCloser: aws.lambda.Function },
  opts: ChildOptions,
): aws.sfn.StateMachine {
  const { approvalRequester, approvalCloser, approvalTimeoutSeconds, logRetentionDays, tags, transform } = args;
  const integration = integrationsOf(opts);
  const undecided = { ResultPath: null, Next: "Undecided" };
  const definition = {
    Comment: "Waits for a person's decision about one entry.",
    StartAt: "Ask people",
    States: {
      "Ask people": {
        Type: "Task",
        Resource: integration(`${LAMBDA}.waitForTaskToken`),
        Parameters: {
          FunctionName: approvalRequester.arn,
          Payload: { "id.$": "$.id", "taskToken.$": "$$.Task.Token" },
        },
        TimeoutSeconds: approvalTimeoutSeconds,
        ResultPath: "$.answer",
        Retry: retries([NOTHING_TO_DECIDE], PERSISTENT),
        Catch: [
          { ErrorEquals: ["States.Timeout"], ...undecided },
          { ErrorEquals: [NOTHING_TO_DECIDE], ...undecided },
        ],
        Next: "Settle",
      },
      Undecided: { Type: "Pass", Result: { decision: "none" }, ResultPath: "$.answer", Next: "Settle" },
      Settle: {
        Type: "Task",
        Resource: integration(LAMBDA),
        Parameters: {
          FunctionName: approvalCloser.arn,
          Payload: { "id.$": "$.id", "decision.$": "$.answer.decision" },
        },
        OutputPath: "$.Payload",
        Retry: retries([], PERSISTENT),
        End: true,
      },
    },
  };
  return stateMachine(
    name,
    {
      type: "STANDARD",
      definition,
      permissions: [{ actions: ["lambda:InvokeFunction"], resources: [approvalRequester.arn, approvalCloser.arn] }],
      logRetentionDays,
      tags,
      transform: transform.approval,
    },
    opts,
  );
}
