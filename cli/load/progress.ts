import { Presets, SingleBar } from "cli-progress";
import type { Clock } from "../../local/base/clock";

/** Shows how far a run is. */
export interface Progress {
  advance(): void;
  stop(): void;
}

export type Terminal = NodeJS.WritableStream & { isTTY?: boolean };

/** Between two lines where there is no terminal to draw a bar on. */
const LINE_INTERVAL_MS = 5_000;

/** A bar on a terminal, otherwise a plain line every few seconds. */
export function createProgress(terminal: Terminal, clock: Clock, total: number): Progress {
  return terminal.isTTY === true ? bar(terminal, total) : lines(terminal, clock, total);
}

function bar(terminal: Terminal, total: number): Progress {
  const format = "sending {bar} {percentage} % · {value}/{total} · {duration_formatted}, {eta_formatted} to go";
  const shown = new SingleBar({ stream: terminal, format, hideCursor: true }, Presets.shades_classic);
  shown.start(total, 0);
  return { advance: () => shown.increment(), stop: () => shown.stop() };
}

function lines(terminal: Terminal, clock: Clock, total: number): Progress {
  let done = 0;
  let writtenAt = clock.now();
  return {
    advance() {
      done += 1;
      if (done < total && clock.now() - writtenAt < LINE_INTERVAL_MS) return;
      writtenAt = clock.now();
      terminal.write(`sent ${done} of ${total}\n`);
    },
    stop() {},
  };
}
