import type { createColors } from "picocolors";
import type { PartProgress } from "../local/base/report";

export interface ProgressOptions {
  write(text: string): void;
  /** A person looks at it, and lines can be written over. */
  isLive: boolean;
  colors: ReturnType<typeof createColors>;
  /** Milliseconds. */
  now: () => number;
}

/** Moves the cursor to the start of the line above, and clears from there to the end of the screen. */
const UP_AND_CLEAR = "\x1b[1A\x1b[0J";
/** Half a line of a terminal: what a part waits for must not take a second one. */
const NAME_WIDTH = 40;

/**
 * Shows how far the parts of a program are: a line when one is made, and on a terminal below them a line for each of the others, with what
 * it waits for. Of a program with one part nothing is shown. Nothing answers before all parts are made: they may need each other.
 */
export function createProgress({ write, isLive, colors, now }: ProgressOptions) {
  const from = now();
  const made = new Set<string>();
  let waiting: readonly string[] = [];

  const erase = () => {
    if (waiting.length > 0) write(UP_AND_CLEAR.repeat(waiting.length));
  };
  const draw = () => {
    for (const line of waiting) write(`${line}\n`);
  };
  return {
    show(parts: readonly PartProgress[]): void {
      if (parts.length < 2) return;
      erase();
      for (const { part, waitsFor } of parts) {
        if (waitsFor.length > 0 || made.has(part)) continue;
        made.add(part);
        write(`  ${part} made ${colors.dim(`after ${((now() - from) / 1000).toFixed(1)} s`)}\n`);
      }
      const others = parts.filter(({ part }) => !made.has(part));
      waiting = isLive ? others.map((part) => colors.dim(waitLine(part))) : [];
      draw();
    },
    /** Has a line written above those of the parts that wait. */
    around(print: () => void): void {
      erase();
      print();
      draw();
    },
  };
}

function waitLine({ part, waitsFor: [first = "", ...others] }: PartProgress): string {
  const [, name = first] = /:([^:]+)$/.exec(first) ?? [];
  const more = others.length > 0 ? ` and ${others.length} more` : "";
  return `  ${part} waits for ${name.slice(0, NAME_WIDTH)}${more}`;
}
