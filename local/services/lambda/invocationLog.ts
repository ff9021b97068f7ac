import { randomBytes } from "node:crypto";
import { arn } from "../../base/arn";
import { AwsError } from "../../base/awsError";
import type { Principal } from "../../iam/iam";
import type { Services } from "../../services";
import type { FunctionSpec } from "./lambda";

export type LogDependencies = Pick<Services, "iam" | "logs" | "clock" | "report">;

/** The figures of an invocation's REPORT line. */
export interface InvocationReport {
  requestId: string;
  durationMs: number;
  initMs?: number;
  maxMemoryBytes?: number;
  status: "success" | "error" | "timeout";
  errorType?: string;
}

/** `"2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef"` */
export function newLogStreamName(now: number): string {
  return `${new Date(now).toISOString().slice(0, 10).replaceAll("-", "/")}/[$LATEST]${randomBytes(16).toString("hex")}`;
}

/** The log stream of one environment: the function's own lines and Lambda's, as far as the function's role may log. */
export class InvocationLog {
  #mayWrite: boolean | undefined;
  /** Revision of IAM when it was asked. */
  #revision = Number.NaN;

  constructor(
    private readonly deps: LogDependencies,
    private readonly spec: FunctionSpec,
    private readonly principal: Principal,
    readonly streamName: string,
  ) {}

  /** A line that the function wrote: shown live, too. */
  line(text: string): void {
    this.#show(text);
    this.#write(text);
  }

  start(requestId: string): void {
    // A permission that was granted or taken away counts from the next invocation on.
    if (this.#mayWrite !== true || this.#revision !== this.deps.iam.revision) this.#mayWrite = undefined;
    this.#platform("platform.start", { requestId, version: "$LATEST" }, [
      `START RequestId: ${requestId} Version: $LATEST`,
    ]);
  }

  /** Lambda's own word on an invocation that went wrong: shown live, too, as the function could not say it. */
  failure(text: string): void {
    this.#show(text);
    this.#write(text);
  }

  report(report: InvocationReport): void {
    const { requestId, durationMs, initMs, maxMemoryBytes, status, errorType } = report;
    const billedMs = Math.ceil(durationMs + (initMs ?? 0));
    const maxMemoryMb = maxMemoryBytes === undefined ? undefined : Math.ceil(maxMemoryBytes / 1024 / 1024);
    const fields = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${billedMs} ms`,
      `Memory Size: ${this.spec.memoryMb} MB`,
      ...(maxMemoryMb === undefined ? [] : [`Max Memory Used: ${maxMemoryMb} MB`]),
      ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
      ...(status === "success" ? [] : [`Status: ${status}`]),
      ...(errorType === undefined ? [] : [`Error Type: ${errorType}`]),
    ];
    const metrics = {
      durationMs,
      billedDurationMs: billedMs,
      memorySizeMB: this.spec.memoryMb,
      maxMemoryUsedMB: maxMemoryMb,
      initDurationMs: initMs,
    };
    this.#platform("platform.report", { requestId, metrics, status, errorType }, [
      `END RequestId: ${requestId}`,
      fields.join("\t"),
    ]);
  }

  #show(text: string): void {
    for (const line of text.split("\n")) {
      this.deps.report.log(this.spec.label, line);
    }
  }

  /** Lambda's own events: the given lines as text, or one JSON document. */
  #platform(type: string, record: Record<string, unknown>, lines: readonly string[]): void {
    const { logFormat, systemLogLevel } = this.spec;
    if (logFormat === "Text") {
      for (const line of lines) {
        this.#write(line);
      }
    } else if (systemLogLevel !== "WARN") {
      this.#write(JSON.stringify({ time: new Date(this.deps.clock.now()).toISOString(), type, record }));
    }
  }

  #write(message: string): void {
    this.#mayWrite ??= this.#checkAccess();
    if (!this.#mayWrite) {
      return;
    }
    const { logs, clock } = this.deps;
    try {
      logs.write(this.spec.logGroupName, this.streamName, [{ timestamp: clock.now(), message }]);
    } catch (error) {
      if (!(error instanceof AwsError)) {
        throw error;
      }
      // The group went away under a running function: nothing is logged from here on, as on AWS.
      this.#mayWrite = false;
    }
  }

  /** Lambda logs with the function's role, and without a word where that may not: here, one warning tells. */
  #checkAccess(): boolean {
    const { iam, logs } = this.deps;
    this.#revision = iam.revision;
    const group = this.spec.logGroupName;
    const stream = arn("logs", `log-group:${group}:log-stream:${this.streamName}`);
    const missing = ["logs:CreateLogStream", "logs:PutLogEvents"].filter(
      (action) => !iam.allows(this.principal, { action, resource: stream }),
    );
    if (missing.length > 0) {
      this.#warnOnce(`its logs are lost: the role ${this.spec.roleArn} lacks ${missing.join(" and ")} on ${stream}`);
      return false;
    }
    if (!logs.hasLogGroup(group)) {
      const groupArn = arn("logs", `log-group:${group}`);
      if (!iam.allows(this.principal, { action: "logs:CreateLogGroup", resource: groupArn })) {
        this.#warnOnce(
          `its logs are lost: there is no log group ${group}, and the role ${this.spec.roleArn} lacks ` +
            `logs:CreateLogGroup on ${groupArn}; create the group in the program`,
        );
        return false;
      }
      logs.putLogGroup({ name: group });
    }
    return true;
  }

  #warnOnce(text: string): void {
    if (!warned.has(this.spec)) {
      warned.add(this.spec);
      this.deps.report.warn(this.spec.label, text);
    }
  }
}

/** Functions whose logs were reported lost: every environment of a function would say the same. */
const warned = new WeakSet<FunctionSpec>();
