import { AwsError } from "../../base/awsError";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import type { InvokeResult } from "../lambda/lambda";
import type { DeliveryStreamSpec, TransformSpec } from "./firehose";
import { keysOf } from "./prefix";
import type { AcceptedRecord, Outcome } from "./records";
import type { RetryDelays } from "./retryDelays";
import { problemOf, type StreamReport } from "./streamReport";
import { invocationsOf, readTransformed, transformEvent } from "./transformBatch";

/** Functions are called by ARN; this version is the only one here. */
const LATEST = /:\$LATEST$/;

/** Has the function of a delivery stream transform batches. */
export class Transformer {
  /** @param principal takes on the processor's role */
  constructor(
    private readonly deps: Pick<Services, "clock" | "iam"> & { lambda: Pick<Services["lambda"], "invoke"> },
    private readonly spec: () => DeliveryStreamSpec,
    private readonly principal: (roleArn: string) => Principal,
    private readonly report: StreamReport,
    private readonly retryDelays: RetryDelays,
  ) {}

  /** @returns what became of each record; those without an answer, for there was no time any more, are not among them */
  async transform(records: readonly AcceptedRecord[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const part of invocationsOf(records)) outcomes.push(...(await this.#transformPart(part)));
    return outcomes;
  }

  async #transformPart(records: readonly AcceptedRecord[]): Promise<readonly Outcome[]> {
    const { arn, source, destination } = this.spec();
    const { transform } = destination;
    if (!transform) return records.map(untouched);
    const event = transformEvent(arn, source, records);
    for (let attempt = 1; ; attempt += 1) {
      const startedAt = this.deps.clock.now();
      const result = await this.#invoke(transform, event);
      if (result === undefined) return [];
      this.report.count("ExecuteProcessing.Success", result.ok ? 1 : 0);
      this.report.count("ExecuteProcessing.Duration", this.deps.clock.now() - startedAt, "Milliseconds");
      if (result.ok) return this.#read(result.payload, records, attempt);
      const problem = failureOf(result);
      this.report.problem({ ...problem, processor: transform.lambdaArn });
      if (attempt > transform.retries || this.retryDelays.isOver) {
        const { errorCode, message: errorMessage } = problem;
        return records.map((accepted) => ({
          kind: "failed",
          failure: { accepted, errorCode, errorMessage, attempts: attempt },
        }));
      }
      await this.retryDelays.afterFailure(attempt);
    }
  }

  #read(payload: unknown, records: readonly AcceptedRecord[], attempts: number): readonly Outcome[] {
    const { destination } = this.spec();
    const keys = destination.dynamicPartitioning ? keysOf(destination.prefix) : [];
    const outcomes = readTransformed(payload, records, keys, attempts);
    const failures = new Map<string, string>();
    let bytes = 0;
    for (const outcome of outcomes) {
      if (outcome.kind === "failed") failures.set(outcome.failure.errorCode, outcome.failure.errorMessage);
      if (outcome.kind === "ok") bytes += outcome.record.data.length;
    }
    for (const [errorCode, message] of failures) {
      const processor = destination.transform?.lambdaArn;
      this.report.problem({ errorCode, message, ...(processor !== undefined && { processor }) });
    }
    this.report.count("SucceedProcessing.Records", outcomes.filter(({ kind }) => kind !== "failed").length);
    this.report.count("SucceedProcessing.Bytes", bytes, "Bytes");
    return outcomes;
  }

  /** A function that may not be called, or is not there, is waited for. @returns `undefined` where there is no time for that */
  async #invoke(
    { lambdaArn, roleArn }: TransformSpec,
    event: Record<string, unknown>,
  ): Promise<InvokeResult | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.deps.iam.authorize(this.principal(roleArn), [
          { action: "lambda:GetFunctionConfiguration", resource: lambdaArn },
          { action: "lambda:InvokeFunction", resource: lambdaArn },
        ]);
        return await this.deps.lambda.invoke(lambdaArn.replace(LATEST, ""), event);
      } catch (error) {
        const isDenied = error instanceof AwsError && error.code === "AccessDenied";
        const problem = problemOf("Lambda", error);
        this.report.count("ExecuteProcessing.Success", 0);
        this.report.problem({
          ...{ ...problem, processor: lambdaArn },
          ...(isDenied && { errorCode: "Lambda.InvokeAccessDenied" }),
        });
        if (this.retryDelays.isOver) return undefined;
        await this.retryDelays.afterFailure(attempt);
      }
    }
  }
}

/** Without a function, records are delivered as they came. */
function untouched(accepted: AcceptedRecord): Outcome {
  return { kind: "ok", record: { accepted, data: accepted.data, keys: {} } };
}

/** Source: Amazon Data Firehose Developer Guide, "Monitor Amazon Data Firehose using CloudWatch Logs", "Lambda invocation errors". */
function failureOf(result: Extract<InvokeResult, { ok: false }>): { errorCode: string; message: string } {
  if (result.kind === "throttled") {
    return { errorCode: "Lambda.InvokeLimitExceeded", message: "The function is throttled: check its concurrency." };
  }
  const { errorType, errorMessage } = result.error;
  const errorCode = errorType === "Sandbox.Timedout" ? "Lambda.FunctionTimedOut" : "Lambda.FunctionError";
  return { errorCode, message: `The function was invoked and returned an error: ${errorMessage}` };
}
