import { setTimeout as pause } from "node:timers/promises";
import { systemClock } from "../../local/base/clock";
import type { Terminal } from "../load/progress";
import type { Account } from "./account";
import type { FaultKind } from "./kinds";
import type { FaultedSystem } from "./loads";
import { RunningHost } from "./runningHost";

/** The outcome of one fault on one system. */
export type Outcome =
  /** A part that the system has not. */
  | { kind: "none here" }
  /** This machine does not allow it, or the load came to no account. */
  | { kind: "failed"; reason: string }
  | { kind: "account"; account: Account; recoveredMs: number; balances: boolean };

export interface Cell {
  system: string;
  fault: string;
  outcome: Outcome;
}

export interface MatrixOptions {
  systems: readonly (readonly [name: string, system: FaultedSystem])[];
  faults: readonly FaultKind[];
  /** Requests a second, of the systems that are loaded by a rate. */
  rate?: number;
  /** Seconds of load before the fault, with it, and after it. */
  seconds: { before: number; fault: number; after: number };
  /** Told of each cell when it is there. */
  onCell(cell: Cell): void;
  /** For the loads' own reports. */
  terminal: Terminal;
  signal: AbortSignal;
}

/** Tries every fault on every system, each system in a local cloud of its own. */
export async function runMatrix(options: MatrixOptions): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const [name, system] of options.systems) {
    let host: RunningHost | undefined;
    try {
      for (const fault of options.faults) {
        options.signal.throwIfAborted();
        let outcome: Outcome = { kind: "none here" };
        if (hasPart(system, fault)) {
          // It keeps what it holds; the hosts of other faults are empty when they start.
          if (fault.endsHost) await host?.stop();
          if (fault.endsHost) host = undefined;
          host ??= await startFor(name, system, fault, options);
          outcome = await tryFault(host, system, fault, options);
          // Stragglers of an account that did not balance would spoil the next one.
          if (fault.endsHost || outcome.kind === "failed" || (outcome.kind === "account" && !outcome.balances)) {
            await host.stop();
            host = undefined;
          }
        }
        const cell = { system: name, fault: fault.name, outcome };
        cells.push(cell);
        options.onCell(cell);
      }
    } finally {
      await host?.stop();
    }
  }
  return cells;
}

/** Tells whether every fault ended with everything where it belongs, once. */
export function isSturdy(cells: readonly Cell[]): boolean {
  return cells.every(({ outcome }) => outcome.kind === "none here" || (outcome.kind === "account" && outcome.balances));
}

/** Holds an account against what was sent, and tells how long the system took for it since the fault was mended. */
export function outcomeOf(account: Account, healedAt: number): Outcome {
  const { sent, lost, doubled, wrong } = account;
  const recoveredMs = Math.max(0, systemClock.now() - healedAt);
  return { kind: "account", account, recoveredMs, balances: sent > 0 && lost + doubled + wrong === 0 };
}

function hasPart({ parts }: FaultedSystem, { part }: FaultKind): boolean {
  return part === "host" || part === "disk" || parts.includes(part);
}

function startFor(
  name: string,
  { timeScale }: FaultedSystem,
  { endsHost }: FaultKind,
  { faults, terminal }: MatrixOptions,
): Promise<RunningHost> {
  const keeps = endsHost ?? false;
  const wantsSmallDisk = !keeps && faults.some(({ part }) => part === "disk");
  return RunningHost.start({ systems: [name], timeScale }, { keeps, wantsSmallDisk }, terminal);
}

async function tryFault(
  host: RunningHost,
  system: FaultedSystem,
  fault: FaultKind,
  { seconds, rate, terminal, signal }: MatrixOptions,
): Promise<Outcome> {
  const { before, fault: during, after } = seconds;
  const outputs = Object.values(host.outputs)[0] ?? {};
  const simulatedApi = system.simulatedApi === undefined ? undefined : String(outputs[system.simulatedApi]);
  const loading = system.load(host, before + during + after, { clock: systemClock, terminal, ...(rate && { rate }) });
  // Where the load fails while the fault goes on, it is waited for afterwards.
  loading.catch(() => {});
  try {
    await pause(before * 1000, undefined, { signal });
    await fault.strike({ host, ...(simulatedApi !== undefined && { simulatedApi }) }, during * 1000);
    const healedAt = systemClock.now();
    return outcomeOf(await loading, healedAt);
  } catch (error) {
    await loading.catch(() => {});
    const said = host.warnings.slice(-2).join("; ");
    const reason = (error as Error).message;
    return { kind: "failed", reason: said === "" ? reason : `${reason} (the local cloud: ${said})` };
  }
}
