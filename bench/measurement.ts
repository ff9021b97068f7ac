/** One number that was measured several times. */
export interface Figure {
  /** `"start-up, npm start to ready"`; figures of a curve share one. */
  name: string;
  /** `"ms"`, `"events/s"`, `"bytes"` */
  unit: string;
  /** The point of a curve: `{ value: 100, unit: "components" }`. */
  at?: Point;
  /** Median of `runs`. */
  median: number;
  runs: readonly number[];
  /** The same of the checkout that was measured alternately, if one was. */
  before?: { median: number; runs: readonly number[] };
}

/** The place of a curve's value on its horizontal axis. */
export interface Point {
  value: number;
  /** `"components"`, `"MiB of memory"` */
  unit: string;
}

/** One number of one run. */
export type Sample = Pick<Figure, "name" | "unit" | "at"> & { value: number };

/** Tells a person how far it is. */
export type Note = (text: string) => void;

/** Something worth measuring; each has a file of its own. */
export type Measurement = MeasurementInside | MeasurementOutside;

interface Described {
  /** The name on the command line: `"startUp"`. */
  name: string;
  /** A sentence or two for who reads the results: what is measured, from where to where, with what load. */
  method: string;
}

/** Looks into the code beside it, so it cannot be pointed at another checkout; takes all of its runs itself. */
export interface MeasurementInside extends Described {
  measure(note: Note): Promise<readonly Figure[]>;
}

/** Runs a checkout's commands, this one's or, with `--against`, another one's in turn. */
export interface MeasurementOutside extends Described {
  /** Runs of each checkout. */
  runs: number;
  /**
   * Takes one run, leaving nothing running.
   * @param checkout folder whose commands are run
   * @returns samples with the same names in each run
   */
  run(checkout: string, note: Note): Promise<readonly Sample[]>;
}

/** @throws RangeError without runs */
export function figure(name: string, unit: string, runs: readonly number[], at?: Point): Figure {
  return { name, unit, ...(at && { at }), median: median(runs), runs };
}

/** Gathers what several runs gave for the same name and point, in the order of the first run. */
export function figuresOf(runs: readonly (readonly Sample[])[]): Figure[] {
  const gathered = new Map<string, Sample & { values: number[] }>();
  for (const sample of runs.flat()) {
    const key = keyOf(sample);
    const { values } = gathered.get(key) ?? { values: [] };
    gathered.set(key, { ...sample, values: [...values, sample.value] });
  }
  return [...gathered.values()].map(({ name, unit, at, values }) => figure(name, unit, values, at));
}

/** Sets what another checkout gave beside each figure; a figure that it does not have stays alone. */
export function withBefore(after: readonly Figure[], before: readonly Figure[]): Figure[] {
  const others = new Map(before.map((other) => [keyOf(other), other]));
  return after.map((own) => {
    const other = others.get(keyOf(own));
    return { ...own, ...(other && { before: { median: other.median, runs: other.runs } }) };
  });
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  if (low === undefined || high === undefined) throw new RangeError("there is no median of no values");
  return (low + high) / 2;
}

/** Measures one after the other: two at a time would measure each other. */
export async function repeat<T>(times: number, measure: (run: number) => Promise<T>): Promise<T[]> {
  const runs: T[] = [];
  for (let run = 1; run <= times; run++) runs.push(await measure(run));
  return runs;
}

/**
 * Takes the runs of a measurement; with another checkout, one run of each in turn, so that both meet the same drifts of the machine.
 * @param against the other checkout, whose figures stand as `before`
 */
export async function measured(measurement: Measurement, here: string, against: string | undefined, note: Note) {
  if ("measure" in measurement) return measurement.measure(note);
  const { name, runs } = measurement;
  const after: (readonly Sample[])[] = [];
  const before: (readonly Sample[])[] = [];
  for (let run = 1; run <= runs; run++) {
    if (against !== undefined) {
      before.push(await measurement.run(against, (text) => note(`${name}, ${run} of ${runs}, before: ${text}`)));
    }
    after.push(await measurement.run(here, (text) => note(`${name}, ${run} of ${runs}: ${text}`)));
  }
  return withBefore(figuresOf(after), figuresOf(before));
}

function keyOf({ name, at }: Pick<Figure, "name" | "at">): string {
  return JSON.stringify([name, at?.value]);
}
