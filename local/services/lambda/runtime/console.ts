import { format } from "node:util";

type Emit = (stream: "stdout" | "stderr", text: string) => void;

/** How the runtime prints what the function logs. */
export interface ConsoleSettings {
  format: "Text" | "JSON";
  /** Lines below it are dropped; only with the JSON format, as on AWS. */
  level: string;
  /** The invocation in progress; `undefined` outside one. */
  requestId(): string | undefined;
}

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

const METHODS = {
  trace: "TRACE",
  debug: "DEBUG",
  log: "INFO",
  info: "INFO",
  warn: "WARN",
  error: "ERROR",
} as const;

/**
 * Gives `console` the line formats of Lambda's Node runtime, and sends everything that is written to the standard
 * streams through `emit`: on one channel with results, so that a line never arrives after the end of its invocation.
 */
export function redirectOutput(settings: ConsoleSettings, emit: Emit): void {
  for (const [method, level] of Object.entries(METHODS) as [keyof typeof METHODS, string][]) {
    console[method] = (...args: unknown[]) => {
      if (settings.format === "JSON" && LEVELS.indexOf(level) < LEVELS.indexOf(settings.level)) {
        return;
      }
      emit(level === "ERROR" || level === "WARN" ? "stderr" : "stdout", logLine(settings, level, args));
    };
  }
  // Loggers that write by themselves (Powertools, pino) skip `console`.
  redirectStream("stdout", emit);
  redirectStream("stderr", emit);
}

/** One log event: tab-separated text, or a JSON document. */
export function logLine(settings: ConsoleSettings, level: string, args: readonly unknown[]): string {
  const timestamp = new Date().toISOString();
  const requestId = settings.requestId();
  if (settings.format === "Text") {
    return `${timestamp}\t${requestId}\t${level}\t${format(...args)}`;
  }
  const [first] = args;
  if (args.length === 1 && first instanceof Error) {
    const { name, message, stack } = first;
    return JSON.stringify({
      timestamp,
      level,
      requestId,
      message: stack,
      errorType: name,
      errorMessage: message,
      stackTrace: (stack ?? "").split("\n").slice(1),
    });
  }
  const message = args.length === 1 && isPlain(first) ? first : format(...args);
  return JSON.stringify({ timestamp, level, requestId, message });
}

function isPlain(value: unknown): boolean {
  try {
    return typeof value === "object" && JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}

function redirectStream(name: "stdout" | "stderr", emit: Emit): void {
  let partial = "";
  const write = (chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
    const text = partial + (typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8"));
    const lines = text.split("\n");
    partial = lines.pop() ?? "";
    for (const line of lines) {
      emit(name, line);
    }
    const done = rest.find((argument) => typeof argument === "function") as (() => void) | undefined;
    if (done !== undefined) {
      queueMicrotask(done);
    }
    return true;
  };
  process[name].write = write as typeof process.stdout.write;
  process.on("exit", () => {
    if (partial !== "") {
      emit(name, partial);
    }
  });
}
