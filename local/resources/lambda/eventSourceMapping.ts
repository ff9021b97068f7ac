import { createHash } from "node:crypto";
import { arn } from "../../base/arn";
import type { Properties, ResourceContext, ResourceHandler, ResourceState } from "../../engine/resourceHandler";
import type { Services } from "../../services";
import type { EventSourceSpec, QueueSourceSpec, StreamSourceSpec } from "../../services/lambda/lambda";
import { checkQueueMapping, checkStreamMapping } from "./eventSourceLimits";
import type { MappingInputs } from "./mappingInputs";
import { functionArnOf } from "./permission";

/** `aws.lambda.EventSourceMapping`: Kinesis streams, DynamoDB streams and SQS queues. */
export function eventSourceMapping(services: Pick<Services, "lambda">): ResourceHandler {
  const put = async (context: ResourceContext, properties: Properties): Promise<ResourceState> => {
    const inputs = properties as unknown as MappingInputs;
    const spec = toSpec(context, inputs);
    await services.lambda.putEventSource(spec);
    return {
      id: spec.uuid,
      state: {
        ...properties,
        uuid: spec.uuid,
        arn: arn("lambda", `event-source-mapping:${spec.uuid}`),
        functionArn: spec.functionArn,
        batchSize: spec.batchSize,
        enabled: spec.enabled,
        state: spec.enabled ? "Enabled" : "Disabled",
        stateTransitionReason: "USER_INITIATED",
        lastProcessingResult: "No records processed",
      },
    };
  };

  return {
    type: "aws:lambda/eventSourceMapping:EventSourceMapping",
    properties: {
      eventSourceArn: "honoured",
      functionName: "honoured",
      enabled: "honoured",
      batchSize: "honoured",
      maximumBatchingWindowInSeconds: "honoured",
      startingPosition: "honoured",
      maximumRetryAttempts: "honoured",
      maximumRecordAgeInSeconds: "honoured",
      bisectBatchOnFunctionError: "honoured",
      parallelizationFactor: "honoured",
      tumblingWindowInSeconds: "honoured",
      destinationConfig: "honoured",
      functionResponseTypes: "honoured",
      filterCriteria: "honoured",
      scalingConfig: "honoured",
      metricsConfig: { noEffect: "the local cloud counts AWS/Lambda's function metrics only" },
    },
    replaceOn: ["eventSourceArn", "startingPosition"],
    create: put,
    update: (context, _current, inputs) => put(context, inputs),
    delete: async (_context, current) => services.lambda.deleteEventSource(current.id),
  };
}

function toSpec(context: ResourceContext, inputs: MappingInputs): EventSourceSpec {
  const { eventSourceArn = "" } = inputs;
  const service = eventSourceArn.split(":")[2];
  if (service !== "dynamodb" && service !== "kinesis" && service !== "sqs") {
    throw new Error(
      `eventSourceArn must be of a Kinesis stream, a DynamoDB stream or an SQS queue locally, got "${eventSourceArn}": other sources are ` +
        "not supported yet",
    );
  }
  return {
    uuid: uuidOf(context.urn),
    label: context.name,
    functionArn: functionArnOf(inputs.functionName),
    eventSourceArn,
    enabled: inputs.enabled ?? true,
    batchSize: inputs.batchSize ?? (service === "sqs" ? 10 : 100),
    maximumBatchingWindowSeconds: inputs.maximumBatchingWindowInSeconds ?? 0,
    reportBatchItemFailures: (inputs.functionResponseTypes ?? []).includes("ReportBatchItemFailures"),
    filterPatterns: (inputs.filterCriteria?.filters ?? []).flatMap(({ pattern }) => pattern ?? []),
    source: service === "sqs" ? queueSource(inputs) : streamSource(inputs, `${service}-stream`),
  };
}

function streamSource(inputs: MappingInputs, kind: StreamSourceSpec["kind"]): StreamSourceSpec {
  checkStreamMapping(inputs, kind);
  const onFailureArn = inputs.destinationConfig?.onFailure?.destinationArn;
  return {
    kind,
    startingPosition: inputs.startingPosition === "LATEST" ? "LATEST" : "TRIM_HORIZON",
    maximumRetryAttempts: inputs.maximumRetryAttempts ?? -1,
    maximumRecordAgeSeconds: inputs.maximumRecordAgeInSeconds ?? -1,
    bisectBatchOnFunctionError: inputs.bisectBatchOnFunctionError ?? false,
    ...((inputs.parallelizationFactor ?? 1) > 1 && { parallelizationFactor: Number(inputs.parallelizationFactor) }),
    tumblingWindowSeconds: inputs.tumblingWindowInSeconds ?? 0,
    ...(onFailureArn !== undefined && { onFailureArn }),
  };
}

function queueSource(inputs: MappingInputs): QueueSourceSpec {
  checkQueueMapping(inputs);
  const maximumConcurrency = inputs.scalingConfig?.maximumConcurrency;
  return { kind: "sqs", ...(maximumConcurrency !== undefined && { maximumConcurrency }) };
}

/** The same in every start of the same program. */
function uuidOf(urn: string): string {
  const hex = createHash("sha256").update(urn).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
