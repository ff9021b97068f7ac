import { allowLoopbackOnly } from "../../../base/loopbackOnly";
import { type ConsoleSettings, logLine, redirectOutput } from "./console";
import { toErrorDocument } from "./errors";
import { runHandler } from "./invocation";
import { type Handler, loadHandler } from "./loadHandler";
import type { EnvironmentMessage, ErrorDocument, HostMessage } from "./messages";
import { restrictResolution } from "./moduleResolution";

// The process of one Lambda environment: it loads the function once, then runs one invocation at a time.

// As AWS's runtime ends: 128 after an unhandled rejection, 129 after an uncaught exception.
const EXIT_UNHANDLED_REJECTION = 128;
const EXIT_UNCAUGHT_EXCEPTION = 129;

let requestId: string | undefined;
let handler: Handler | undefined;
let settings: ConsoleSettings = { format: "Text", level: "TRACE", requestId: () => requestId };

const sendToHost = process.send?.bind(process);
// Functions must not find a channel that AWS does not give them.
Reflect.deleteProperty(process, "send");

function send(message: EnvironmentMessage, sent?: () => void): void {
  sendToHost?.(message, undefined, undefined, sent);
}

function logError(label: string, { errorType, errorMessage, trace }: ErrorDocument): void {
  const line =
    settings.format === "JSON"
      ? logLine(settings, "ERROR", [{ errorType, errorMessage, stackTrace: trace }])
      : logLine(settings, "ERROR", [`${label} \t${JSON.stringify({ errorType, errorMessage, stack: trace })}`]);
  send({ kind: "line", stream: "stderr", text: line });
}

async function initialise(message: Extract<HostMessage, { kind: "init" }>): Promise<void> {
  settings = { ...settings, format: message.logFormat, level: message.applicationLogLevel };
  redirectOutput(settings, (stream, text) => send({ kind: "line", stream, text }));
  allowLoopbackOnly();
  const rules = { codeFolder: message.codeFolder, sdkFolders: message.sdkFolders };
  restrictResolution(rules);
  try {
    handler = await loadHandler(rules, message.handler, message.runtime);
    send({ kind: "ready" });
  } catch (thrown) {
    failInit(thrown);
  }
}

function failInit(thrown: unknown): void {
  const error = toErrorDocument(thrown);
  logError("Uncaught Exception", error);
  send({ kind: "initError", error }, () => process.exit(1));
}

async function invoke(message: Extract<HostMessage, { kind: "invoke" }>): Promise<void> {
  if (handler === undefined) {
    throw new Error("The host sent an invocation before the function was loaded.");
  }
  requestId = message.requestId;
  process.env._X_AMZN_TRACE_ID = message.traceId;

  const outcome = await runHandler(handler, message);
  const maxMemoryBytes = mostMemory();
  if (!outcome.ok) {
    fail("Invoke Error", outcome.thrown, maxMemoryBytes);
  } else {
    const payload = toJson(outcome.value);
    if (payload === undefined) {
      fail("Invoke Error", new Error("Unable to stringify response body"), maxMemoryBytes);
    } else {
      send({ kind: "result", requestId: message.requestId, payload, maxMemoryBytes });
    }
  }
  requestId = undefined;
}

/** One call of the system, where `process.memoryUsage.rss` opens, reads and closes a file. */
function mostMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}

function fail(label: string, thrown: unknown, maxMemoryBytes: number): void {
  const error = toErrorDocument(thrown);
  logError(label, error);
  send({ kind: "error", requestId: requestId ?? "", error, maxMemoryBytes, fatal: false });
}

/** `undefined` for what JSON can't hold, such as a cycle or a BigInt. */
function toJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value) ?? "null";
  } catch {
    return undefined;
  }
}

function dieOf(label: string, error: ErrorDocument, exitCode: number): void {
  logError(label, error);
  const message: EnvironmentMessage =
    handler === undefined
      ? { kind: "initError", error }
      : { kind: "error", requestId: requestId ?? "", error, maxMemoryBytes: mostMemory(), fatal: true };
  send(message, () => process.exit(exitCode));
}

process.on("uncaughtException", (thrown) => {
  dieOf("Uncaught Exception", toErrorDocument(thrown), EXIT_UNCAUGHT_EXCEPTION);
});
process.on("unhandledRejection", (reason) => {
  const { trace } = toErrorDocument(reason);
  const error = {
    errorType: "Runtime.UnhandledPromiseRejection",
    errorMessage: String(reason),
    ...(trace && { trace }),
  };
  dieOf("Unhandled Promise Rejection", error, EXIT_UNHANDLED_REJECTION);
});

// Without a host there is nobody to work for: covers a host that was killed and could not say goodbye.
process.on("disconnect", () => process.exit(0));
process.on("message", (message: HostMessage) => {
  void (message.kind === "init" ? initialise(message) : invoke(message));
});
