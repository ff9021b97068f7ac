import { AwsError } from "../../../base/awsError";
import type { Iam, Principal } from "../../../iam/iam";
import type { FunctionRunner } from "../functionRunner";
import type { EventSourceSpec, FunctionSpec } from "../lambda";
import type { SourceDependencies } from "./poller";

/** Permissions that Lambda needs on a source, by kind. ListStreams of Kinesis knows no resource, so nothing is to be had of it on a stream. */
const ACTIONS: Readonly<Record<EventSourceSpec["source"]["kind"], readonly string[]>> = {
  "dynamodb-stream": ["DescribeStream", "GetRecords", "GetShardIterator", "ListStreams"].map(
    (name) => `dynamodb:${name}`,
  ),
  "kinesis-stream": ["DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards"].map(
    (name) => `kinesis:${name}`,
  ),
  sqs: ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"].map((name) => `sqs:${name}`),
};

/** The function's role as Lambda uses it to read sources and to send to destinations. */
export function executionPrincipal(iam: Iam, spec: FunctionSpec): Principal {
  return iam.assumeRole(spec.roleArn, spec.name, "lambda.amazonaws.com").principal;
}

/** Lists what the function's role may not do with the source, such as `["dynamodb:GetRecords"]`. */
export function missingActions(iam: Iam, principal: Principal, source: EventSourceSpec): readonly string[] {
  return ACTIONS[source.source.kind].filter(
    (action) => !iam.allows(principal, { action, resource: source.eventSourceArn }),
  );
}

/** The error of CreateEventSourceMapping for a role that may not read the source. */
export function accessError(source: EventSourceSpec, missing: readonly string[]): AwsError {
  const [first = ""] = missing;
  const listing = source.source.kind === "kinesis-stream" ? "ListShards" : "ListStreams";
  const message =
    source.source.kind === "sqs"
      ? `The provided execution role does not have permissions to call ${first.slice("sqs:".length)} on SQS`
      : `Cannot access stream ${source.eventSourceArn}. Please ensure the role can perform the GetRecords, ` +
        `GetShardIterator, DescribeStream, and ${listing} Actions on your stream in IAM.`;
  return new AwsError("InvalidParameterValueException", `${message} (missing: ${missing.join(", ")})`);
}

/** Decides if a poller may read its source now: asked before each read, as permissions come and go with every reload. */
export class SourceAccess {
  #denied = false;
  /** The answer, with the policies and the configuration that it was found for. */
  #found: { revision: number; function: FunctionSpec; reason: string | undefined } | undefined;

  constructor(
    private readonly deps: SourceDependencies,
    private readonly spec: EventSourceSpec,
    private readonly runner: () => FunctionRunner,
  ) {}

  /** Tells people once when the answer turns to no. */
  mayRead(): boolean {
    const reason = this.#reasonAgainst();
    if (reason !== undefined && !this.#denied) {
      const { report } = this.deps;
      report.warn(
        this.spec.label,
        `stopped reading ${this.spec.eventSourceArn}, and goes on as soon as it may: ${reason}`,
      );
    }
    this.#denied = reason !== undefined;
    return !this.#denied;
  }

  #reasonAgainst(): string | undefined {
    try {
      const { currentSpec } = this.runner();
      const { revision } = this.deps.iam;
      if (this.#found?.revision === revision && this.#found.function === currentSpec) return this.#found.reason;
      const missing = missingActions(this.deps.iam, executionPrincipal(this.deps.iam, currentSpec), this.spec);
      const reason =
        missing.length === 0 ? undefined : `the role ${currentSpec.roleArn} lacks ${missing.join(", ")} on it`;
      this.#found = { revision, function: currentSpec, reason };
      return reason;
    } catch (error) {
      return describe(error);
    }
  }
}

/** Describes a thrown value. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
