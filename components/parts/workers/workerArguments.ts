import { checked, oneOf, type Subject } from "../arguments/arguments";
import type { Architecture } from "./containerImage";

/** Connections to the database that one worker holds at most. */
export const CONNECTIONS_PER_WORKER = 5;

/** Connections for operators, and those that RDS keeps for itself. */
const OTHER_CONNECTIONS = 10;

/**
 * The argument `databaseMaxConnections`.
 * @param workers the argument with the number of workers that connect at most, and its value
 * @throws RunError when these workers could use up the connections
 */
export function connectionsOf(
  subject: Subject,
  connections: number | undefined,
  workers: Readonly<Record<string, number>>,
): number {
  const [[argument, most] = ["", 0]] = Object.entries(workers);
  const min = most * CONNECTIONS_PER_WORKER + OTHER_CONNECTIONS;
  const known = connections ?? 100;
  const rule = `a whole number of at least ${min} (${CONNECTIONS_PER_WORKER} for each of ${argument}, and ${OTHER_CONNECTIONS} for others)`;
  checked(subject, "databaseMaxConnections", known, rule, (value) => Number.isInteger(value) && value >= min);
  return known;
}

const ARCHITECTURES = ["arm64", "x86_64"] as const;

/** The argument `architecture`. @throws RunError for one that Fargate does not have */
export function architectureOf(subject: Subject, architecture: Architecture = "arm64"): Architecture {
  oneOf(subject, "architecture", architecture, ARCHITECTURES);
  return architecture;
}

/** The argument `cpu`. @throws RunError for units that Fargate does not have, or that a worker has no use for */
export function cpuOf(subject: Subject, cpu = 512): number {
  oneOf(subject, "cpu", cpu, [256, 512, 1024, 2048, 4096]);
  return cpu;
}
