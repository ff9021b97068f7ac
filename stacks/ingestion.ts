import type * as pulumi from "@pulumi/pulumi";
import { ValidatedIngest } from "../components/validatedIngest";
import type { IngestionSettings } from "./ingestionSettings";

/** What `pulumi stack output ingestion` shows; nothing of what a toggle has switched off. */
export interface IngestionOutputs {
  /** The public URL, with a slash at its end. */
  url?: pulumi.Output<string>;
  /** Where the links of the notifications lead to. */
  approvalUrl?: pulumi.Output<string>;
  tableName?: pulumi.Output<string>;
  /** Of the express workflow that validates and stores. */
  stateMachineArn?: pulumi.Output<string>;
  /** Of the standard workflow that waits for a person. */
  approvalStateMachineArn?: pulumi.Output<string>;
  /** Of the topic that tells people of entries to decide about. */
  topicArn?: pulumi.Output<string>;
}

/** The system `ingestion`: takes entries at a public URL, validates them, and has a person decide about those that are almost right. */
export function createIngestion(settings: IngestionSettings): IngestionOutputs {
  const { ingestion = true, ...args } = settings;
  return ingestion ? outputsOf(new ValidatedIngest("ingestion", args)) : {};
}

function outputsOf(ingest: ValidatedIngest): IngestionOutputs {
  return {
    url: ingest.url,
    approvalUrl: ingest.approvalUrl.functionUrl,
    tableName: ingest.table.name,
    stateMachineArn: ingest.intake.arn,
    approvalStateMachineArn: ingest.approval.arn,
    topicArn: ingest.approvalTopic.arn,
  };
}
