import type { Clock, Timer } from "../../base/clock";
import type { KeptLines } from "../logs/keptLines";
import { METRIC_RETENTION_MS, type MetricSeries, type ValuesTogether } from "./metricSeries";

/** Metrics that are kept have a value a minute, as CloudWatch has of what is older than three hours. */
const MINUTE_MS = 60_000;
const GROUP = "metrics";

type Line = ValuesTogether & { unit?: string };

/**
 * Writes the values of metrics down, minute by minute, a minute after each has ended: late ones are in it by then. After a kill, the last two
 * minutes are missing. What an earlier process left is read when somebody first asks.
 */
export class KeptMetrics {
  #isRead = false;
  /** Milliseconds since the Unix epoch: minutes that began before then are written down. */
  #writtenUntil: number;
  #timer: Timer;

  /** @param seriesNamed finds a metric's values by its key, or makes room for them */
  constructor(
    private readonly lines: KeptLines,
    private readonly clock: Clock,
    private readonly series: ReadonlyMap<string, MetricSeries>,
    private readonly seriesNamed: (key: string) => MetricSeries,
  ) {
    this.#writtenUntil = minuteOf(clock.now());
    this.#timer = this.#schedule();
  }

  /** Adds what an earlier process left, once. */
  read(): void {
    if (this.#isRead) return;
    this.#isRead = true;
    const now = this.clock.now();
    // A minute in which the local cloud stopped is written again by the next, with what it read of it: the last line has all.
    const minutes = new Map(this.lines.read(GROUP).map((line) => [`${line.timestamp} ${line.stream}`, line]));
    for (const { timestamp, stream, message } of minutes.values()) {
      if (timestamp < now - METRIC_RETENTION_MS) continue;
      const { unit, ...values } = JSON.parse(message) as Line;
      const series = this.seriesNamed(stream);
      series.addTogether(values, timestamp, now);
      series.unit ??= unit;
    }
  }

  /** Writes down all that there is. */
  stop(): void {
    this.#timer.cancel();
    this.#write(this.clock.now() + MINUTE_MS);
  }

  #schedule(): Timer {
    return this.clock.after(MINUTE_MS, () => {
      this.#timer = this.#schedule();
      this.#write(this.clock.now() - MINUTE_MS);
    });
  }

  /** @param until minutes that have ended by then */
  #write(until: number): void {
    this.read();
    const end = minuteOf(until);
    const oldest = minuteOf(this.clock.now() - METRIC_RETENTION_MS);
    for (let minute = Math.max(this.#writtenUntil, oldest); minute < end; minute += MINUTE_MS) {
      for (const [key, series] of this.series) {
        const values = series.together(minute, minute + MINUTE_MS);
        if (values === undefined) continue;
        const line: Line = { ...values, ...(series.unit !== undefined && { unit: series.unit }) };
        this.lines.append(GROUP, { timestamp: minute, ingestedAt: minute, stream: key, message: JSON.stringify(line) });
      }
    }
    this.#writtenUntil = Math.max(this.#writtenUntil, end);
  }
}

function minuteOf(timestamp: number): number {
  return timestamp - (timestamp % MINUTE_MS);
}
