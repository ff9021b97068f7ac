import type { Logger } from "@aws-lambda-powertools/logger";

type Level = "debug" | "info" | "warn" | "error";

/** A logger as code of one's own has it: of the worker's own one, the part that will not change. Lines are JSON. */
export type CodeLog = Record<Level, (text: string, details?: Readonly<Record<string, unknown>>) => void>;

/** The worker's logger, for code of one's own. */
export function codeLog(log: Logger): CodeLog {
  return logOf((level, text, details) => log[level](text, { ...details }));
}

/** A logger whose lines all have some facts, such as what is worked on. */
export function withFacts(log: CodeLog, facts: Readonly<Record<string, unknown>>): CodeLog {
  return logOf((level, text, details) => log[level](text, { ...facts, ...details }));
}

function logOf(write: (level: Level, text: string, details?: Readonly<Record<string, unknown>>) => void): CodeLog {
  return {
    debug: (text, details) => write("debug", text, details),
    info: (text, details) => write("info", text, details),
    warn: (text, details) => write("warn", text, details),
    error: (text, details) => write("error", text, details),
  };
}
