import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PENDING_INDEX } from "../functions/ingestion/entry";
import type { FieldRule } from "../functions/ingestion/rules";
import { table } from "./parts/data/table";
import { functionUrl } from "./parts/lambda/functionUrl";
import { alarms } from "./validatedIngest/alarms";
import type { ValidatedIngestArgs } from "./validatedIngest/args";
import { approvalCloser, approvalRequester, decider, entryApi, validator } from "./validatedIngest/functions";
import { approvalTopic, linkKey } from "./validatedIngest/notification";
import { type Context, settingsOf } from "./validatedIngest/settings";
import { approval, intake } from "./validatedIngest/workflows";

export type { FieldRule } from "../functions/ingestion/rules";
export type { ValidatedIngestArgs } from "./validatedIngest/args";

/**
 * Takes entries at a public URL, has a workflow validate them before they are stored, each once, and has a person decide about those
 * that are almost right.
 *
 * `GET /?user_name=..&email=..&pincode=..`, or the form of the page, runs an express workflow that validates, stores in DynamoDB, and
 * answers; a bad value gets 400 with every reason at once. Where one of the fields that a person may decide about is wrong and
 * another is right, a standard workflow waits for the click on a signed link that SNS sent. `GET /` lists what is stored.
 *
 * **The URL is public: anyone who knows it may send entries and read the list.** To change that, set `authorizationType` by
 * `transform.url`.
 *
 * @example
 * const signups = new ValidatedIngest("signups", { approvalEmails: ["ada@example.com"] });
 * export const url = signups.url;
 */
export class ValidatedIngest extends pulumi.ComponentResource {
  /** The public URL, with a slash at its end. */
  readonly url: pulumi.Output<string>;
  /** The rules that the fields of an entry must keep. */
  readonly rules: readonly FieldRule[];
  readonly table: aws.dynamodb.Table;
  readonly approvalTopic: aws.sns.Topic;
  readonly linkKey: aws.secretsmanager.Secret;
  /** Answers the public URL. */
  readonly entryApi: aws.lambda.Function;
  /** Holds an entry against the rules. */
  readonly validator: aws.lambda.Function;
  /** Asks people about an entry. */
  readonly approvalRequester: aws.lambda.Function;
  /** Answers the approval links. */
  readonly decider: aws.lambda.Function;
  /** Ends the wait for one entry, decided or not. */
  readonly approvalCloser: aws.lambda.Function;
  /** The express workflow that validates and stores. */
  readonly intake: aws.sfn.StateMachine;
  /** The standard workflow that waits for a person. */
  readonly approval: aws.sfn.StateMachine;
  readonly publicUrl: aws.lambda.FunctionUrl;
  /** The place that the approval links lead to. */
  readonly approvalUrl: aws.lambda.FunctionUrl;
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  /** @throws RunError naming the argument that breaks its rule; for an `Output`, once its value is known */
  constructor(name: string, args: ValidatedIngestArgs = {}, opts: pulumi.ComponentResourceOptions = {}) {
    const settings = settingsOf(name, args);
    super("sluice:index:ValidatedIngest", name, {}, opts);
    const context = { ...settings, opts: { parent: this } };

    this.rules = settings.rules;
    this.table = entryTable(context);
    this.approvalTopic = approvalTopic(context);
    this.linkKey = linkKey(context);

    this.decider = decider(context, this.table, this.linkKey);
    this.approvalUrl = functionUrl(`${name}-approval-url`, this.decider, settings.transform.approvalUrl, context.opts);
    this.approvalRequester = approvalRequester(context, this.table, {
      topic: this.approvalTopic,
      key: this.linkKey,
      url: this.approvalUrl,
    });
    this.approvalCloser = approvalCloser(context, this.table);
    this.approval = approval(context, this.approvalRequester, this.approvalCloser);

    this.validator = validator(context);
    this.intake = intake(context, this.table, this.validator, this.approval);
    this.entryApi = entryApi(context, this.table, this.intake);
    this.publicUrl = functionUrl(`${name}-url`, this.entryApi, settings.transform.url, context.opts);
    this.alarms = alarms(context, this);

    this.url = this.publicUrl.functionUrl;
    this.registerOutputs({
      url: this.url,
      table: this.table.name,
      intakeArn: this.intake.arn,
      approvalArn: this.approval.arn,
      approvalTopicArn: this.approvalTopic.arn,
    });
  }
}

function entryTable({ subject, rules, deletionProtection, tags, transform, opts }: Context): aws.dynamodb.Table {
  return table(
    `${subject.name}-entries`,
    {
      hashKey: "id",
      indexes: [
        {
          name: PENDING_INDEX,
          // Only what waits for a person has the attribute: the index holds nothing else.
          hashKey: { name: "pending", type: "S" },
          rangeKey: { name: "created_at", type: "S" },
          projectedAttributes: [...rules.map((rule) => rule.name), "reasons", "expires_at", "decision"],
        },
      ],
      deletionProtection,
      tags,
      transform: transform.table,
    },
    opts,
  );
}
