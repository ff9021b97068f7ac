export interface LogLine {
  /** Milliseconds since the Unix epoch. */
  timestamp: number;
  message: string;
}

/** Members in which loggers put what a person reads, by how much they say. */
const TEXTS = ["message", "msg", "errorMessage"] as const;

/** Reads the level of a line and what it says, from JSON or from text such as Lambda's own. */
export function lineOf(message: string): { level: string; text: string } {
  if (message.startsWith("{")) {
    try {
      const read = JSON.parse(message) as Record<string, unknown>;
      const text = TEXTS.map((name) => read[name]).find((value) => typeof value === "string");
      if (typeof read.level === "string") return { level: read.level.toUpperCase(), text: String(text ?? message) };
      if (typeof read.type === "string")
        return { level: "SYSTEM", text: `${read.type} ${JSON.stringify(read.record)}` };
      return { level: "_aws" in read ? "METRICS" : "INFO", text: String(text ?? message) };
    } catch {
      // It only begins like JSON.
    }
  }
  if (/^(START|END|REPORT|INIT_START|INIT_REPORT) /.test(message)) return { level: "SYSTEM", text: message };
  const [, level = "INFO"] = /\t(TRACE|DEBUG|INFO|WARN|ERROR|FATAL)\t/.exec(message) ?? [];
  return { level, text: message };
}
