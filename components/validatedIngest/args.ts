import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { EntryCheck } from "../../functions/ingestion/judge";
import type { FieldRule } from "../../functions/ingestion/rules";
import type { SignedAuth } from "../parts/api/auth";
import type { CommonArgs } from "../parts/arguments/commonArgs";
import type { Transform } from "../parts/arguments/transform";
import type { ExistingKeyArgs } from "../parts/existing/existingKey";

export interface ValidatedIngestArgs extends CommonArgs, ExistingKeyArgs {
  /**
   * A table that is there already for entries, with the partition key `id`, a string, no sort key, and the index `pending`, by `pending` and
   * `created_at`, which are strings, with all attributes: `new aws.dynamodb.Table(...)`, or `aws.dynamodb.Table.get(...)` for one of another program.
   * @default one of the component's own
   */
  table?: aws.dynamodb.Table;
  /**
   * Those who may send entries: `"iam"`, who sign their requests for `lambda` and are allowed `lambda:InvokeFunctionUrl` and
   * `lambda:InvokeFunction`; or `"public"`, whoever knows the URL. A function URL knows no tokens and no API keys.
   * @default "iam"
   */
  auth?: SignedAuth;
  /**
   * Shows what is stored, and what waits for a person, to all who may send entries.
   * @default whether they sign their requests: false where `auth` is `"public"`
   */
  listsEntries?: boolean;
  /**
   * The rules that the fields of an entry must keep. The workflow, the form on the page and the list follow them.
   * @default user_name (up to 100 characters), email (letters and digits, @, letters and digits, .com), pincode (4 to 6 digits)
   */
  rules?: readonly FieldRule[];
  /**
   * A check beyond the rules of single fields: code of one's own, with all that it captures, in the workflow's first function. It is asked about
   * entries that keep the rules, and names the fields that are wrong all the same, each with a reason of 500 bytes at most, which is shown to
   * whoever sent the entry. Synchronous and pure. An entry of which some approvable fields are wrong goes to a person, as by the rules.
   * @default the rules are all
   */
  check?: EntryCheck;
  /**
   * Seconds that an entry waits for a person; 1 to 31,532,400, an hour less than the year after which Step Functions ends an execution
   * in mid-wait (Step Functions docs, "Service quotas").
   * @default 604800, a week
   */
  approvalTimeoutSeconds?: number;
  /**
   * Seconds that questions about entries wait to be mailed together, so that many do not make more mails than SNS sends an address; 1 to
   * 300 (Lambda API reference, `MaximumBatchingWindowInSeconds`).
   * @default 60
   */
  approvalDigestSeconds?: number;
  /**
   * Addresses that are asked to approve; each has to confirm its subscription in a mail from AWS first.
   * @default nobody: subscribe to `approvalTopic`
   */
  approvalEmails?: readonly string[];
  /**
   * Requests that the URL serves at once, and five more for the approval links; the rest gets 429. Taken from the account's
   * concurrency, of which Lambda keeps 100 for functions without (Lambda docs, "Configuring reserved concurrency"): an account with a limit
   * of 10 to 100, as new ones have, is refused any. Without it, a flood of requests may take all of the account's concurrency. 1 to 1,000.
   * @default none
   */
  reservedConcurrency?: pulumi.Input<number>;
  /**
   * Bytes of the longest query string, still encoded; longer ones get 414. 64 to 65,536.
   * @default 4096
   */
  maxQueryBytes?: number;
  /**
   * Bytes of the longest body; longer ones get 413. 64 to 65,536.
   * @default 4096
   */
  maxBodyBytes?: number;
  /**
   * Refuses to delete the table, even as part of a replacement.
   * @default true
   */
  deletionProtection?: pulumi.Input<boolean>;
  /**
   * MiB of each function; 128 to 10,240.
   * @default 512
   */
  memoryMb?: pulumi.Input<number>;
  /** The last word on the arguments of the children. */
  transform?: {
    table?: Transform<aws.dynamodb.TableArgs>;
    entryApi?: Transform<aws.lambda.FunctionArgs>;
    validator?: Transform<aws.lambda.FunctionArgs>;
    approvalRequester?: Transform<aws.lambda.FunctionArgs>;
    approvalDigest?: Transform<aws.lambda.FunctionArgs>;
    decider?: Transform<aws.lambda.FunctionArgs>;
    approvalCloser?: Transform<aws.lambda.FunctionArgs>;
    intake?: Transform<aws.sfn.StateMachineArgs>;
    approval?: Transform<aws.sfn.StateMachineArgs>;
    approvalTopic?: Transform<aws.sns.TopicArgs>;
    /** Applied to the URL that takes entries. */
    url?: Transform<aws.lambda.FunctionUrlArgs>;
    /** Applied to the URL that the approval links lead to. */
    approvalUrl?: Transform<aws.lambda.FunctionUrlArgs>;
    /** Applied to each alarm. */
    alarm?: Transform<aws.cloudwatch.MetricAlarmArgs>;
  };
}
