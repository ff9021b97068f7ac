import type * as pulumi from "@pulumi/pulumi";
import { refusal } from "../../components/parts/arguments/refusal";
import { ValidatedIngest } from "../../components/validatedIngest";
import type { StackNetwork } from "../stackNetwork";
import { ingestionDashboard } from "./dashboard";
import type { IngestionSettings } from "./settings";

/** The outputs that `pulumi stack output ingestion` shows; none of what a toggle has switched off. */
export interface IngestionOutputs {
  /** The URL that takes entries, with a slash at its end. */
  url?: pulumi.Output<string>;
  /** The callers that the URL lets in: those who sign their requests, or everybody. */
  urlAuth?: "iam" | "public";
  /** URL that the links of the notifications lead to. */
  approvalUrl?: pulumi.Output<string>;
  tableName?: pulumi.Output<string>;
  /** ARN of the express workflow that validates and stores. */
  stateMachineArn?: pulumi.Output<string>;
  /** ARN of the standard workflow that waits for a person. */
  approvalStateMachineArn?: pulumi.Output<string>;
  /** ARN of the topic that tells people of entries to decide about. */
  topicArn?: pulumi.Output<string>;
  /** URL of the queue of questions that wait to be mailed together. */
  queueUrl?: pulumi.Output<string>;
  /** URL of the queue of questions that could not be mailed. */
  deadLetterQueueUrl?: pulumi.Output<string>;
  /** Name of the cluster of the simulated traffic; its service has no tasks any more when the traffic is over. */
  trafficClusterName?: pulumi.Output<string>;
  trafficServiceName?: pulumi.Output<string>;
  /** Name of the stream that the traffic goes to; absent where it goes to the URL. */
  streamName?: pulumi.Output<string>;
  dashboardName?: pulumi.Output<string>;
  /** URL of the dashboard in AWS's console. */
  dashboardUrl?: pulumi.Output<string>;
}

/**
 * The system `ingestion`: takes entries at a URL, validates them, and has a person decide about those that are almost right.
 */
export function createIngestion(settings: IngestionSettings, network: StackNetwork): IngestionOutputs {
  const { ingestion = true, traffic = false, dashboard = false, load, ...args } = settings;
  if (!ingestion) {
    if (!traffic && !dashboard) return {};
    throw refusal(
      "ingestion: traffic and dashboard need what they load and watch: switch them off too, or ingestion on",
    );
  }
  if (traffic && load?.target !== "stream" && args.auth !== "public") {
    throw refusal(
      "ingestion: the traffic's clients sign nothing: set auth: public to let them in at the URL, or load.target: stream",
    );
  }
  const ingest = new ValidatedIngest("ingestion", args);
  const simulated = traffic ? trafficOf(ingest, network, settings) : undefined;
  const board = dashboard ? ingestionDashboard("ingestion", ingest, simulated) : undefined;
  return {
    ...outputsOf(ingest),
    urlAuth: args.auth ?? "iam",
    ...(simulated && {
      trafficClusterName: simulated.simulator.cluster.name,
      trafficServiceName: simulated.simulator.service.name,
      ...(simulated.entryStream && { streamName: simulated.entryStream.stream.name }),
    }),
    ...(board && { dashboardName: board.dashboardName, dashboardUrl: board.url }),
  };
}

/** Loaded only where there is traffic: its network's package takes long to load. */
function trafficOf(ingest: ValidatedIngest, { place }: StackNetwork, settings: IngestionSettings) {
  const { IngestionTraffic } = require("./traffic") as typeof import("./traffic");
  return new IngestionTraffic("ingestion-traffic", ingest, place, settings);
}

function outputsOf(ingest: ValidatedIngest): IngestionOutputs {
  return {
    url: ingest.url,
    approvalUrl: ingest.approvalUrl.functionUrl,
    tableName: ingest.table.name,
    stateMachineArn: ingest.intake.arn,
    approvalStateMachineArn: ingest.approval.arn,
    topicArn: ingest.approvalTopic.arn,
    queueUrl: ingest.questionQueue.url,
    deadLetterQueueUrl: ingest.deadLetterQueue.url,
  };
}
