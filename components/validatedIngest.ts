import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { FieldRule } from "../functions/ingestion/rules";
import type { ChildOptions } from "./parts/arguments/childOptions";
import { table } from "./parts/data/table";
import { functionUrl } from "./parts/lambda/functionUrl";
import { FUNCTION_URLS, regionWith } from "./parts/regions/regions";
import { alarms } from "./validatedIngest/alarms";
import type { ValidatedIngestArgs } from "./validatedIngest/args";
import {
  approvalCloser,
  approvalDigest,
  approvalRequester,
  decider,
  entryApi,
  validator,
} from "./validatedIngest/functions";
import { approvalTopic, digestSource, linkKey, questionQueue } from "./validatedIngest/notification";
import { INDEX_OF_PENDING, type Settings, settingsOf } from "./validatedIngest/settings";
import { approval, intake } from "./validatedIngest/workflows";

export type { FieldRule } from "../functions/ingestion/rules";
export type { ValidatedIngestArgs } from "./validatedIngest/args";

/**
 * Takes entries at a URL, has a workflow validate them before they are stored, each once, and has a person decide about those
 * that are almost right.
 *
 * `GET /?user_name=..&email=..&pincode=..`, or the form of the page, runs an express workflow that validates, stores in DynamoDB, and
 * answers; a bad value gets 400 with every reason at once. Where one of the fields that a person may decide about is wrong and
 * another is right, a standard workflow waits for the click on a signed link that SNS sent. `GET /` lists what is stored.
 *
 * Callers sign their requests, unless `auth` is `"public"`: then anyone who knows the URL may send entries, and the list of them is closed
 * unless `listsEntries` opens it, too.
 *
 * @example
 * const signups = new ValidatedIngest("signups", { auth: "public", approvalEmails: ["ada@example.com"] });
 * export const url = signups.url;
 */
export class ValidatedIngest extends pulumi.ComponentResource {
  /** The URL that takes entries, with a slash at its end. */
  readonly url: pulumi.Output<string>;
  /** The rules that the fields of an entry must keep. */
  readonly rules: readonly FieldRule[];
  readonly table: aws.dynamodb.Table;
  readonly approvalTopic: aws.sns.Topic;
  readonly linkKey: aws.secretsmanager.Secret;
  /** Answers the URL that takes entries. */
  readonly entryApi: aws.lambda.Function;
  /** Holds an entry against the rules. */
  readonly validator: aws.lambda.Function;
  /** Asks people about an entry. */
  readonly approvalRequester: aws.lambda.Function;
  /** Questions that wait to be mailed together. */
  readonly questionQueue: aws.sqs.Queue;
  /** Questions that could not be mailed. */
  readonly deadLetterQueue: aws.sqs.Queue;
  /** Mails questions together. */
  readonly approvalDigest: aws.lambda.Function;
  /** Answers the approval links. */
  readonly decider: aws.lambda.Function;
  /** Ends the wait for one entry, decided or not. */
  readonly approvalCloser: aws.lambda.Function;
  /** The express workflow that validates and stores. */
  readonly intake: aws.sfn.StateMachine;
  /** The standard workflow that waits for a person. */
  readonly approval: aws.sfn.StateMachine;
  readonly entryUrl: aws.lambda.FunctionUrl;
  /** The place that the approval links lead to. */
  readonly approvalUrl: aws.lambda.FunctionUrl;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: ValidatedIngestArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:ValidatedIngest", name, {}, opts);
    regionWith(FUNCTION_URLS, `ValidatedIngest ${JSON.stringify(name)}`, this);
    const child = { parent: this };
    const { transform } = settings;

    this.rules = settings.rules;
    const { keyArn } = settings;
    const entries = settings.entries ?? { table: entryTable(`${name}-entries`, settings, child), keyArn };
    this.table = entries.table;
    const stored = { ...settings, entries };

    // Each child under the name that it has had from the start: another name would replace the resource.
    this.approvalTopic = approvalTopic(`${name}-approvals`, settings, child);
    this.linkKey = linkKey(`${name}-link-key`, settings, child);
    this.decider = decider(`${name}-decider`, { ...stored, linkKey: this.linkKey }, child);
    // Whoever opens a link has no AWS credentials: the link itself is signed, and nothing is answered without.
    this.approvalUrl = functionUrl(
      `${name}-approval-url`,
      { target: this.decider, auth: "public", transform: transform.approvalUrl },
      child,
    );
    const { queue: questions, deadLetterQueue } = questionQueue(`${name}-questions`, settings, child);
    this.questionQueue = questions;
    this.deadLetterQueue = deadLetterQueue;
    this.approvalDigest = approvalDigest(
      `${name}-digest`,
      { ...settings, questions, topic: this.approvalTopic },
      child,
    );
    digestSource(`${name}-digest-source`, { ...settings, questions, target: this.approvalDigest }, child);
    this.approvalRequester = approvalRequester(
      `${name}-asker`,
      { ...stored, questions, linkKey: this.linkKey, url: this.approvalUrl },
      child,
    );
    this.approvalCloser = approvalCloser(`${name}-settler`, stored, child);
    this.approval = approval(
      `${name}-approval`,
      { ...settings, approvalRequester: this.approvalRequester, approvalCloser: this.approvalCloser },
      child,
    );

    this.validator = validator(`${name}-validator`, settings, child);
    this.intake = intake(`${name}-intake`, { ...stored, validator: this.validator, approval: this.approval }, child);
    this.entryApi = entryApi(`${name}-door`, { ...stored, intake: this.intake }, child);
    this.entryUrl = functionUrl(
      `${name}-url`,
      { target: this.entryApi, auth: settings.auth, transform: transform.url },
      child,
    );
    this.alarms = alarms(
      name,
      {
        ...settings,
        table: this.table,
        entryApi: this.entryApi,
        validator: this.validator,
        approvalRequester: this.approvalRequester,
        decider: this.decider,
        approvalCloser: this.approvalCloser,
        intake: this.intake,
        approval: this.approval,
        approvalTopic: this.approvalTopic,
        approvalDigest: this.approvalDigest,
        deadLetterQueue,
      },
      child,
    );

    this.url = this.entryUrl.functionUrl;
    this.registerOutputs({
      url: this.url,
      table: this.table.name,
      intakeArn: this.intake.arn,
      approvalArn: this.approval.arn,
      approvalTopicArn: this.approvalTopic.arn,
    });
  }
}

function entryTable(
  name: string,
  { deletionProtection, keyArn, tags, transform }: Settings,
  opts: ChildOptions,
): aws.dynamodb.Table {
  return table(
    name,
    {
      hashKey: "id",
      indexes: [INDEX_OF_PENDING],
      deletionProtection,
      keyArn,
      tags,
      transform: transform.table,
    },
    opts,
  );
}
