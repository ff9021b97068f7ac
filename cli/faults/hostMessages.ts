import type { ChaosOptions } from "../../local/base/chaos";

/** The way a host is started: the one argument of `host.ts`, as JSON. */
export interface HostOptions {
  /** Names of the systems, as in `npm start -- NAMES`. */
  systems: readonly string[];
  workFolder: string;
  timeScale: number;
  chaos?: ChaosOptions;
  /** The port of the edge, where it is to keep what it holds, and to be found again. @default any free one, and nothing is kept */
  keepsAtPort?: number;
}

/** Faults of the host's own. */
export type HostFault =
  /** Its clock is off by so many milliseconds; 0 is right. */
  | { kind: "clock"; offMs: number }
  /** Every file it writes takes so long, or fails; `undefined` writes as ever. */
  | { kind: "disk"; slowMs?: number; fails?: "EROFS" };

/** Messages of the host: it runs, a fault is in place, or a line for people. */
export type HostMessage = { kind: "ready" } | { kind: "done" } | { kind: "warning"; line: string };
