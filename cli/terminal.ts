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
}

export interface TerminalOptions {
  /** Milliseconds, for the times of stages. */
  now?: () => number;
  /** `NO_COLOR` in it means what no-color.org says. */
  environment?: NodeJS.ProcessEnv;
  /** Log lines are printed as they were written, not for a person. */
  rawLogs?: boolean;
}

/** @param stream usually `process.stdout` */
export function createTerminal(
  stream: { write(text: string): unknown; isTTY?: boolean },
  { now = () => performance.now(), environment = process.env, rawLogs = false }: TerminalOptions = {},
): Terminal {
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
    report: {
      progress: progress.show,
      stage(text) {
        const at = now();
        print(`  ${text} ${colors.dim(`${Math.round(at - last)} ms`)}`);
        last = at;
      },
      log(source, line) {
        if (rawLogs) return print(`${source} ${line.trimEnd()}`);
        if (isMetrics(line)) return;
        const { level, text } = readLogLine(line);
        const paint = { info: (plain: string) => plain, warn: colors.yellow, error: colors.red }[level];
        print(`${paintOf(source)(source)} ${paint(text)}`);
      },
      warn: (source, line) => print(`${paintOf(source)(source)} ${colors.yellow(`! ${line.trimEnd()}`)}`),
    },
  };
}

/** Metrics that travel in the log (CloudWatch's embedded metric format) say nothing to a person. */
function isMetrics(line: string): boolean {
  return line.startsWith('{"_aws":{');
}
