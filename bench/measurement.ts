/** One number that was measured several times. */
export interface Figure {
  /** `"start-up, npm start to ready"` */
  name: string;
  /** `"ms"`, `"events/s"`, `"bytes"` */
  unit: string;
  /** Of `runs`. */
  median: number;
  runs: readonly number[];
}

/** Something worth measuring; each has a file of its own. */
export interface Measurement {
  /** As given on the command line: `"startUp"`. */
  name: string;
  /** @param note tells a person how far it is */
  measure(note: (text: string) => void): Promise<readonly Figure[]>;
}

/** @throws RangeError without runs */
export function figure(name: string, unit: string, runs: readonly number[]): Figure {
  return { name, unit, median: median(runs), runs };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new RangeError("there is no median of no values");
  return (low + high) / 2;
}

/** Measures one after the other: two at a time would measure each other. */
export async function repeat(times: number, measure: (run: number) => Promise<number>): Promise<number[]> {
  const runs: number[] = [];
  for (let run = 1; run <= times; run++) runs.push(await measure(run));
  return runs;
}
