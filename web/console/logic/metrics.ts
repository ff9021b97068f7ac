export interface MetricName {
  namespace: string;
  metricName: string;
  dimensions: Readonly<Record<string, string>>;
}

/** The name by which a metric is asked for. */
export function nameOfMetric({ namespace, metricName, dimensions }: MetricName): string {
  return JSON.stringify({ namespace, metricName, dimensions });
}

export function wordsOfDimensions(dimensions: MetricName["dimensions"]): string {
  return Object.entries(dimensions)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}

export interface Point {
  /** Milliseconds since the Unix epoch: where its period begins. */
  at: number;
  /** Absent where the period had no data. */
  value?: number;
}

export interface Plotted {
  x: number;
  y: number;
  point: Required<Point>;
}

/** Places points in a box, from zero to a round number above the highest one. */
export function plotOf(
  points: readonly Point[],
  { width, height }: { width: number; height: number },
): { top: number; plotted: readonly Plotted[]; lines: readonly (readonly Plotted[])[] } {
  const values = points.flatMap(({ value }) => value ?? []);
  const top = roundAbove(Math.max(0, ...values));
  const lines: Plotted[][] = [];
  let line: Plotted[] | undefined;
  const plotted = points.flatMap(({ at, value }, index) => {
    if (value === undefined) {
      line = undefined;
      return [];
    }
    const x = ((index + 0.5) / points.length) * width;
    const each = { x, y: height - (Math.max(0, value) / top) * height, point: { at, value } };
    if (line === undefined) {
      line = [];
      lines.push(line);
    }
    line.push(each);
    return [each];
  });
  return { top, plotted, lines };
}

/** The next of 1, 2 and 5 times a power of ten. */
export function roundAbove(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 5].find((each) => each * power >= value * (1 - 1e-9)) ?? 10) * power;
}

/** A number with as many digits as it needs to be told from others. */
export function numberOf(value: number): string {
  return value.toLocaleString(undefined, { maximumSignificantDigits: 4 });
}
