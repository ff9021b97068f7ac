import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import type { DeliveryStreamSpec } from "./firehose";

type Unit = "Count" | "Bytes" | "Seconds" | "Milliseconds";

/** A problem, and where it is. */
export interface DeliveryProblem {
  errorCode: string;
  message: string;
  /** ARN of the processor that it is about; of the destination where absent. */
  processor?: string;
}

/** Reports on a delivery stream: to metrics, to its error log, and, once for each kind of trouble, to the person at the laptop. */
export class StreamReport {
  readonly #told = new Set<string>();

  constructor(
    private readonly deps: Pick<Services, "clock" | "iam" | "logs" | "metrics" | "report">,
    private readonly spec: () => DeliveryStreamSpec,
    private readonly principal: () => Principal,
    private readonly version: () => number,
  ) {}

  /** Source: Amazon Data Firehose Developer Guide, "Monitor Amazon Data Firehose with CloudWatch metrics". */
  count(metricName: string, value: number, unit: Unit = "Count"): void {
    this.deps.metrics.put({ ...this.#metric(metricName), value, unit });
  }

  /** A value that is read once a minute. */
  gauge(metricName: string, unit: Unit, read: () => number | undefined): { remove(): void } {
    return this.deps.metrics.gauge({ ...this.#metric(metricName), unit }, read);
  }

  #metric(metricName: string) {
    return { namespace: "AWS/Firehose", metricName, dimensions: { DeliveryStreamName: this.spec().name } };
  }

  problem(problem: DeliveryProblem): void {
    this.#warnOnce(problem.errorCode, `${problem.errorCode}: ${problem.message}`);
    this.#log(problem);
  }

  /** Trouble of a kind (`"S3"`) is over: should it come again, people hear of it again. */
  recovered(kind: string): void {
    for (const code of this.#told) if (code.startsWith(`${kind}.`)) this.#told.delete(code);
  }

  warn(line: string): void {
    this.deps.report.warn(this.spec().label, line);
  }

  /** Source: Amazon Data Firehose Developer Guide, "Monitor Amazon Data Firehose using CloudWatch Logs". */
  #log({ errorCode, message, processor }: DeliveryProblem): void {
    const { arn: deliveryStreamARN, destination } = this.spec();
    if (!destination.logging) return;
    const { group, stream } = destination.logging;
    const event = {
      ...{ deliveryStreamARN, destination: destination.bucketArn, deliveryStreamVersionId: this.version() },
      ...{ message, errorCode, ...(processor !== undefined && { processor }) },
    };
    try {
      const resource = arn("logs", `log-group:${group}:log-stream:${stream}`);
      if (!this.deps.logs.hasLogStream(group, stream)) {
        throw new AwsError(
          "ResourceNotFoundException",
          `there is no log stream ${stream}: make it (aws.cloudwatch.LogStream)`,
        );
      }
      this.deps.iam.authorize(this.principal(), [{ action: "logs:PutLogEvents", resource }]);
      this.deps.logs.write(group, stream, [{ timestamp: this.deps.clock.now(), message: JSON.stringify(event) }]);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      this.#warnOnce("CloudWatch", `its errors do not come into the log ${group}: ${error.message}`);
    }
  }

  #warnOnce(code: string, line: string): void {
    if (this.#told.has(code)) return;
    this.#told.add(code);
    this.warn(line);
  }
}

/** Makes a problem of an error. One that is no answer of AWS's, such as a full disk, is a problem like others: what waits is not lost. */
export function problemOf(kind: string, error: unknown): DeliveryProblem {
  const message = error instanceof Error ? error.message : String(error);
  return { errorCode: `${kind}.${error instanceof AwsError ? error.code : "InternalError"}`, message };
}
