/** A function as the local cloud runs it. */
export interface FunctionSpec {
  arn: string;
  /** Physical name. */
  name: string;
  /** Logical name, for log lines. */
  label: string;
  roleArn: string;
  /** The key of the account that its variables are encrypted with. */
  keyArn?: string;
  /** Absolute path of the folder that holds the unpacked code. */
  codeFolder: string;
  /** `"index.handler"` */
  handler: string;
  timeoutSeconds: number;
  memoryMb: number;
  /** -1 or absent: unreserved; 0: throttles every call. */
  reservedConcurrency?: number;
  environment: Readonly<Record<string, string>>;
  /** The queue or topic for asynchronous events that are given up. */
  deadLetterArn?: string;
  logGroupName: string;
  /** `"nodejs22.x"`; the host's own Node runs the code whatever it says. */
  runtime: string;
  logFormat: "Text" | "JSON";
  /** Level below which the function's own lines are dropped; only with the JSON format. */
  applicationLogLevel?: LogLevel;
  /** Level below which START, END and REPORT are dropped; only with the JSON format. */
  systemLogLevel?: Extract<LogLevel, "DEBUG" | "INFO" | "WARN">;
}

export type LogLevel = "TRACE" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

export type InvokeResult =
  | { ok: true; payload: unknown }
  /** The function threw, ran out of time, or its process died; `error` is the document that Lambda returns. */
  | { ok: false; kind: "function"; error: { errorType: string; errorMessage: string; trace?: string[] } }
  /** No environment could be had within the function's reserved concurrency. */
  | { ok: false; kind: "throttled" };

export interface StreamSourceSpec {
  kind: "dynamodb-stream" | "kinesis-stream";
  startingPosition: "TRIM_HORIZON" | "LATEST";
  /** -1: until the record expires. */
  maximumRetryAttempts: number;
  maximumRecordAgeSeconds: number;
  bisectBatchOnFunctionError: boolean;
  /** Batches of one shard at the same time; 1 where absent. Records of one key stay in order. */
  parallelizationFactor?: number;
  /** Above 0, the event carries `shardId`, `window` and `state`, and the function must return `state`. */
  tumblingWindowSeconds: number;
  onFailureArn?: string;
}

export interface QueueSourceSpec {
  kind: "sqs";
  maximumConcurrency?: number;
}

export interface EventSourceSpec {
  uuid: string;
  label: string;
  functionArn: string;
  eventSourceArn: string;
  enabled: boolean;
  batchSize: number;
  maximumBatchingWindowSeconds: number;
  reportBatchItemFailures: boolean;
  /** EventBridge-style patterns, JSON text each; a record that matches none is dropped, as on AWS. */
  filterPatterns: readonly string[];
  source: StreamSourceSpec | QueueSourceSpec;
}

/** How often and how long a function's asynchronous events are tried, and who is told of the end. */
export interface EventInvokeConfig {
  functionArn: string;
  /** @default 2 */
  maximumRetryAttempts?: number;
  /** @default six hours */
  maximumEventAgeSeconds?: number;
  onSuccessArn?: string;
  onFailureArn?: string;
}

export interface Lambda {
  /** Creates or replaces; environments of an older code or configuration finish their invocation and end. */
  putFunction(spec: FunctionSpec): void;
  deleteFunction(arn: string): Promise<void>;
  /**
   * Waits for an environment, runs the function, and counts its metrics.
   * @param payload any JSON value
   * @param cause the call that asks for it, in the record of calls
   */
  invoke(functionArn: string, payload: unknown, cause?: string): Promise<InvokeResult>;
  /** The same, with the lines that the invocation wrote. */
  invokeWithLog(functionArn: string, payload: unknown, cause?: string): Promise<InvokeResult & { log: string }>;
  /**
   * Takes an event that nobody waits for, and tries again as Lambda does where the function fails or is throttled.
   * @throws AwsError `ResourceNotFoundException`, or `RequestTooLargeException` above 1 MB
   */
  invokeAsync(functionArn: string, payload: unknown): void;
  /**
   * Creates or updates; an updated source keeps its position.
   * @throws AwsError `InvalidParameterValueException` where the function's role may not read the source, or the queue's
   *   visibility timeout is below the function's timeout
   */
  putEventSource(spec: EventSourceSpec): Promise<void>;
  deleteEventSource(uuid: string): Promise<void>;
  /**
   * Creates or replaces what a function has of this kind; it counts from the next try of an event on.
   * @throws AwsError `InvalidParameterValueException` for a function as destination that is not there
   */
  putEventInvokeConfig(config: EventInvokeConfig): void;
  deleteEventInvokeConfig(functionArn: string): void;
  /** Calls that functions may have under way at once: all of the account's, and those without a reservation. */
  concurrency(): { all: number; unreserved: number };
  functionCount(): number;
  /** Goes on with the asynchronous events that an earlier process had accepted. */
  resume(): void;
  /** Ends pollers, then environments; no process is left. */
  stop(): Promise<void>;
}
