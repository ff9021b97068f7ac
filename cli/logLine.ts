/** A line of a log, as a person reads it. */
export interface LogLine {
  readonly level: "info" | "warn" | "error";
  /** One line; an error's stack follows on lines of its own. */
  readonly text: string;
}

/**
 * Members that each line of Powertools' logger has whatever happened. Source: Powertools for AWS Lambda (TypeScript), "Logger", standard
 * structured keys and keys of the Lambda context.
 */
const OF_EVERY_LINE: ReadonlySet<string> = new Set([
  "level",
  "message",
  "timestamp",
  "service",
  "sampling_rate",
  "cold_start",
  "function_arn",
  "function_memory_size",
  "function_name",
  "function_request_id",
  "xray_trace_id",
]);
const LEVELS: Readonly<Record<string, LogLine["level"]>> = { WARN: "warn", ERROR: "error", CRITICAL: "error" };
/** A detail that is longer says no more on a line among others. */
const DETAIL_WIDTH = 60;
const STACK_LINES = 4;

/** Reads a line that may be structured: its message first, then what is not the same in every line, then an error's stack. */
export function readLogLine(line: string): LogLine {
  const entry = structured(line);
  if (entry === undefined) return { level: "info", text: line.trimEnd() };
  const details = Object.entries(entry)
    .filter(([name]) => !OF_EVERY_LINE.has(name) && !isError(entry[name]))
    .map(([name, value]) => `${name}=${shortened(typeof value === "string" ? value : JSON.stringify(value))}`);
  const errors = Object.values(entry).filter(isError);
  return {
    level: LEVELS[entry.level] ?? "info",
    text: [[entry.message, ...details].join("  "), ...errors.flatMap(errorLines)].join("\n"),
  };
}

interface Structured extends Record<string, unknown> {
  level: string;
  message: string;
}

function structured(line: string): Structured | undefined {
  if (!line.startsWith("{")) return undefined;
  try {
    const entry = JSON.parse(line) as Partial<Structured>;
    return typeof entry.level === "string" && typeof entry.message === "string" ? (entry as Structured) : undefined;
  } catch {
    return undefined;
  }
}

interface LoggedError {
  name: string;
  message: string;
  stack?: string;
  cause?: unknown;
}

function isError(value: unknown): value is LoggedError {
  if (typeof value !== "object" || value === null) return false;
  const { name, message } = value as Partial<LoggedError>;
  return typeof name === "string" && typeof message === "string";
}

/** The error, the first places of its stack, and what caused it. */
function errorLines({ name, message, stack = "", cause }: LoggedError): readonly string[] {
  const places = stack
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line.startsWith("at ") && !/\(?node:/.test(line))
    .slice(0, STACK_LINES);
  const causes = isError(cause) ? errorLines(cause).map((line) => line.replace(/^ {2}(?=\S)/, "  caused by ")) : [];
  return [`  ${name}: ${message}`, ...places.map((place) => `    ${place}`), ...causes];
}

function shortened(text: string): string {
  return text.length > DETAIL_WIDTH ? `${text.slice(0, DETAIL_WIDTH - 1)}…` : text;
}
