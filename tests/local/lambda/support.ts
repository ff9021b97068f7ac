import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { AwsError } from "../../../local/base/awsError";
import type { Fault } from "../../../local/base/chaos";
import type { Timer } from "../../../local/base/clock";
import { type DataFolder, nothingKept } from "../../../local/base/dataFolder";
import type { Iam, Permission } from "../../../local/iam/iam";
import type { Datum } from "../../../local/services/cloudwatch/metrics";
import type { StreamReader } from "../../../local/services/dynamodb/dynamodb";
import type { Kinesis } from "../../../local/services/kinesis/kinesis";
import { createLambda } from "../../../local/services/lambda/createLambda";
import type { EventSourceSpec, FunctionSpec, Lambda, StreamSourceSpec } from "../../../local/services/lambda/lambda";
import type { LambdaDependencies } from "../../../local/services/lambda/lambdaDependencies";
import type { LogEvent } from "../../../local/services/logs/logEvent";
import type { Sqs } from "../../../local/services/sqs/sqs";
import { HeldClock } from "../../support/heldClock";

export { soon as until } from "../../support/until";

export const FUNCTION_ARN = "arn:aws:lambda:us-east-1:000000000000:function:orders";
export const ROLE_ARN = "arn:aws:iam::000000000000:role/orders-role";
export const STREAM_ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/events/stream/2026-01-01T00:00:00.000";
export const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:jobs";
export const FAILURE_QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:failures";
/** 2026-01-01T00:00:00.000Z */
export const NOW = 1_767_225_600_000;

export interface LambdaUnderTest {
  lambda: Lambda;
  clock: SkippingClock;
  /** Denied actions, such as `"logs:PutLogEvents"`; everything else is allowed. */
  denied: Set<string>;
  asked: Permission[];
  data: Datum[];
  groups: Map<string, (LogEvent & { stream: string })[]>;
  lines: string[];
  warnings: string[];
  /** Faults that strike, one entry a time. */
  faults: Fault[];
  workFolder: string;
  /** Writes `index.js` (or other files) to a code folder of its own. */
  code(files: string | Record<string, string>): string;
  /** Puts a function with the given code, and what else differs from the defaults. */
  put(files: string | Record<string, string>, changes?: Partial<FunctionSpec>): FunctionSpec;
  stop(): Promise<void>;
}

/** How often a stream is looked at without being told of a write. */
const POLL_MS = 1000;

/** A held clock on which a back-off (100, 200, 400 ... ms) is over as soon as it begins. */
export class SkippingClock extends HeldClock {
  /** The back-offs that were skipped, in order. */
  readonly backoffs: number[] = [];
  /** Set by a test that also has no time for polls of an idle stream. */
  skipsPolls = false;

  override after(delayMs: number, callback: () => void): Timer {
    const timer = super.after(delayMs, callback);
    if (delayMs >= 100 && Number.isInteger(Math.log2(delayMs / 100))) {
      this.backoffs.push(delayMs);
      setImmediate(() => this.advance(delayMs));
    } else if (this.skipsPolls && delayMs === POLL_MS) {
      setImmediate(() => this.advance(delayMs));
    }
    return timer;
  }
}

export function lambdaUnderTest(
  options: {
    environments?: number;
    accountConcurrency?: number;
    streams?: StreamReader;
    kinesis?: Kinesis;
    sqs?: Partial<Sqs>;
    kept?: DataFolder;
  } = {},
): LambdaUnderTest {
  const workFolder = mkdtempSync(path.join(tmpdir(), "sluice-lambda-"));
  const clock = new SkippingClock(NOW);
  const denied = new Set<string>();
  const asked: Permission[] = [];
  const data: Datum[] = [];
  const groups: LambdaUnderTest["groups"] = new Map([["/logs/orders", []]]);
  const lines: string[] = [];
  const warnings: string[] = [];
  const faults: Fault[] = [];

  const iam: Pick<Iam, "allows" | "authorize" | "assumeRole" | "revision"> = {
    // Tests change what is denied at any time.
    revision: Number.NaN,
    allows(_principal, permission) {
      asked.push(permission);
      return !denied.has(permission.action);
    },
    authorize(principal, permissions) {
      for (const permission of permissions) {
        if (!iam.allows(principal, permission)) {
          throw new AwsError("AccessDenied", `not authorized to perform: ${permission.action}`, 403);
        }
      }
    },
    assumeRole: (roleArn, sessionName) => ({
      principal: { kind: "role", arn: `arn:aws:sts::000000000000:assumed-role/orders-role/${sessionName}`, roleArn },
      credentials: { accessKeyId: "ASIATEST", secretAccessKey: "secret", sessionToken: "token" },
    }),
  };

  const deps = {
    iam,
    logs: {
      hasLogGroup: (name: string) => groups.has(name),
      putLogGroup: ({ name }: { name: string }) => void groups.set(name, []),
      write(group: string, stream: string, events: readonly LogEvent[]) {
        groups.get(group)?.push(...events.map((event) => ({ ...event, stream })));
      },
    },
    data: options.kept ?? nothingKept,
    metrics: { put: (datum: Datum) => void data.push(datum) },
    dynamodb: { streams: options.streams },
    kinesis: options.kinesis,
    sqs: options.sqs,
    chaos: {
      strikes(fault: Fault) {
        const index = faults.indexOf(fault);
        if (index >= 0) {
          faults.splice(index, 1);
        }
        return index >= 0;
      },
      draw: () => 0.5,
    },
    clock,
    report: {
      stage() {},
      log: (_source: string, line: string) => void lines.push(line),
      warn: (source: string, line: string) => void warnings.push(`${source}: ${line}`),
    },
    edgeUrl: "http://127.0.0.1:4510",
    workFolder,
  } as unknown as LambdaDependencies;
  const lambda = createLambda(deps, {
    environmentsPerFunction: options.environments ?? 1,
    ...(options.accountConcurrency !== undefined && { accountConcurrency: options.accountConcurrency }),
    processors: { count: 4, idle: () => 4 },
  });

  let folders = 0;
  const code: LambdaUnderTest["code"] = (files) => {
    folders += 1;
    const folder = path.join(workFolder, `code-${folders}`);
    for (const [name, text] of Object.entries(typeof files === "string" ? { "index.js": files } : files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    return folder;
  };

  return {
    lambda,
    clock,
    denied,
    asked,
    data,
    groups,
    lines,
    warnings,
    faults,
    workFolder,
    code,
    put(files, changes = {}) {
      const spec: FunctionSpec = {
        arn: FUNCTION_ARN,
        name: "orders",
        label: "orders",
        roleArn: ROLE_ARN,
        codeFolder: code(files),
        handler: "index.handler",
        timeoutSeconds: 3,
        memoryMb: 128,
        environment: {},
        logGroupName: "/logs/orders",
        runtime: "nodejs22.x",
        logFormat: "Text",
        ...changes,
      };
      lambda.putFunction(spec);
      return spec;
    },
    async stop() {
      await lambda.stop();
      rmSync(workFolder, { recursive: true, force: true });
    },
  };
}

/** A mapping of the test's stream, and what differs from the defaults. */
export function streamMapping(
  changes: Partial<Omit<EventSourceSpec, "source">> = {},
  source: Partial<StreamSourceSpec> = {},
): EventSourceSpec {
  return {
    uuid: "11111111-1111-1111-1111-111111111111",
    label: "orders-stream",
    functionArn: FUNCTION_ARN,
    eventSourceArn: STREAM_ARN,
    enabled: true,
    batchSize: 100,
    maximumBatchingWindowSeconds: 0,
    reportBatchItemFailures: false,
    filterPatterns: [],
    ...changes,
    source: {
      kind: "dynamodb-stream",
      startingPosition: "TRIM_HORIZON",
      maximumRetryAttempts: -1,
      maximumRecordAgeSeconds: -1,
      bisectBatchOnFunctionError: false,
      tumblingWindowSeconds: 0,
      ...source,
    },
  };
}
