/** The jobs that change records, and into how many slices of the day each divides them. */
const DATA_CHANGES = {
  NightlyDataChange: { slices: 1, minutes: 24 * 60 },
  HourlyDataChange: { slices: 24, minutes: 60 },
  HalfHourlyDataChange: { slices: 48, minutes: 30 },
  QuarterHourlyDataChange: { slices: 96, minutes: 15 },
} as const;

export type DataChangeName = keyof typeof DATA_CHANGES;
export type ProcessName = DataChangeName | "FileGeneration";

export const PROCESS_NAMES: readonly ProcessName[] = [
  "FileGeneration",
  ...(Object.keys(DATA_CHANGES) as DataChangeName[]),
];

/** One run of a job: what a schedule fired for, however often it was delivered. */
export interface Run {
  /** The same for each delivery and each retry. */
  id: string;
  /** When it was due, in milliseconds since the Unix epoch. */
  scheduledAt: number;
}

/** @throws Error that names what there is */
export function processNamed(name: string | undefined): ProcessName {
  const found = PROCESS_NAMES.find((candidate) => candidate === name);
  if (found) return found;
  const given = name === undefined ? "it is not set" : `it is ${JSON.stringify(name)}`;
  throw new Error(`processToRun must be one of ${PROCESS_NAMES.join(", ")}, but ${given}`);
}

/** The records that a run changes: those whose id leaves `slice` when it is divided by `slices`. In a day it is every record's turn. */
export function sliceOf(process: DataChangeName, scheduledAt: number): { slice: number; slices: number } {
  const { slices, minutes } = DATA_CHANGES[process];
  return { slice: Math.floor(scheduledAt / 60_000 / minutes) % slices, slices };
}
