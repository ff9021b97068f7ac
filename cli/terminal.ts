import { createColors } from "picocolors";
import type { Report } from "../local/base/report";
import { readLogLine } from "./logLine";
import { createProgress } from "./progress";

type Colors = ReturnType<typeof createColors>;
type Paint = (text: string) => string;

/** The terminal that the commands write to: a stream, with colours when a person looks at it. */
export interface Terminal {
  print(text: string): void;
  readonly colors: Colors;
  /** Prints what the local cloud reports: stages with their time, log lines prefixed by their resource. */
  readonly report: Report;
  /** Prints an event for programs; nothing on a terminal for people, who are told in words. */
  event(event: TerminalEvent): void;
}

/** A line of `--json`; docs/commands.md lists them. */
export type TerminalEvent = { type: "text" | "stage" | "log" | "warning" | "ready" } & Readonly<
  Record<string, unknown>
>;

export interface TerminalOptions {
  /** Milliseconds, for the times of stages. */
  now?: () => number;
  /** `NO_COLOR` in it means what no-color.org says. */
  environment?: NodeJS.ProcessEnv;
  /** Every line is an object. */
  json?: boolean;
}

/** @param stream usually `process.stdout` */
export function createTerminal(
  stream: { write(text: string): unknown; isTTY?: boolean },
  { now = () => performance.now(), environment = process.env, json = false }: TerminalOptions = {},
): Terminal {
  if (json) return eventTerminal(stream, now);
  const colors = createColors(stream.isTTY === true && !environment.NO_COLOR);
  const palette: readonly Paint[] = [colors.cyan, colors.magenta, colors.blue, colors.green, colors.yellow];
  const paints = new Map<string, Paint>();
  const paintOf = (source: string): Paint => {
    const paint = paints.get(source) ?? palette[paints.size % palette.length] ?? colors.white;
    paints.set(source, paint);
    return paint;
  };

  const progress = createProgress({ write: (text) => stream.write(text), isLive: stream.isTTY === true, colors, now });
  const print = (text: string) => progress.around(() => void stream.write(`${text}\n`));
  let last = now();
  return {
    print,
    colors,
    event() {},
    report: {
      progress: progress.show,
      stage(text) {
        const at = now();
        print(`  ${text} ${colors.dim(`${Math.round(at - last)} ms`)}`);
        last = at;
      },
      log(source, line) {
        if (isMetrics(line)) return;
        const { level, text } = readLogLine(line);
        const paint = { info: (plain: string) => plain, warn: colors.yellow, error: colors.red }[level];
        print(`${paintOf(source)(source)} ${paint(text)}`);
      },
      warn: (source, line) => print(`${paintOf(source)(source)} ${colors.yellow(`! ${line.trimEnd()}`)}`),
    },
  };
}

/** Writes an object a line: log lines as they were written, metrics among them. */
function eventTerminal(stream: { write(text: string): unknown }, now: () => number): Terminal {
  const event = (each: TerminalEvent) => void stream.write(`${JSON.stringify(each)}\n`);
  let last = now();
  return {
    event,
    print: (text) => event({ type: "text", text: text.trim() }),
    colors: createColors(false),
    report: {
      stage(text) {
        const at = now();
        event({ type: "stage", text, ms: Math.round(at - last) });
        last = at;
      },
      log: (source, line) => event({ type: "log", source, line: line.trimEnd() }),
      warn: (source, line) => event({ type: "warning", source, line: line.trimEnd() }),
    },
  };
}

/** Metrics that travel in the log (CloudWatch's embedded metric format) say nothing to a person. */
function isMetrics(line: string): boolean {
  return line.startsWith('{"_aws":{');
}
