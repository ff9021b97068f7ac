import { systemClock } from "../../local/base/clock";
import { readStartOptions } from "../startOptions";
import type { Account } from "./account";
import type { FaultedSystem } from "./loads";
import { type Cell, type MatrixOptions, type Outcome, outcomeOf } from "./matrix";
import { RunningHost } from "./runningHost";

interface ChaosRunOptions extends Pick<MatrixOptions, "systems" | "terminal" | "onCell" | "signal"> {
  /** Repeats the faults. */
  seed: number;
  minutes: number;
}

/** Load after load, until the time is over. */
const LOAD_SECONDS = 60;
/** Has archives written and alarms ring within the run. */
const TIME_SCALE = 12;

/** Runs all systems in one local cloud, which kills, throttles and doubles as a seed says, under load after load on each of them. */
export async function runChaos(options: ChaosRunOptions): Promise<readonly Cell[]> {
  const { systems, seed, minutes, signal, onCell, terminal } = options;
  const { chaos } = readStartOptions(["--chaos", String(seed)]);
  const names = systems.map(([name]) => name);
  const host = await RunningHost.start(
    { systems: names, timeScale: TIME_SCALE, ...(chaos && { chaos }) },
    {},
    terminal,
  );
  const until = systemClock.now() + minutes * 60_000;
  try {
    return await Promise.all(
      systems.map(async ([name, system]) => {
        const outcome = await loadUntil(host, system, until, options).catch((error: Error): Outcome => {
          signal.throwIfAborted();
          return { kind: "failed", reason: error.message };
        });
        const cell = { system: name, fault: `chaos ${seed}`, outcome };
        onCell(cell);
        return cell;
      }),
    );
  } finally {
    await host.stop();
  }
}

async function loadUntil(
  host: RunningHost,
  system: FaultedSystem,
  until: number,
  { terminal, signal }: ChaosRunOptions,
): Promise<Outcome> {
  const total = { sent: 0, stored: 0, lost: 0, doubled: 0, wrong: 0 };
  const verdicts: string[] = [];
  while (systemClock.now() < until && !signal.aborted) {
    const seconds = Math.max(1, Math.min(LOAD_SECONDS, Math.round((until - systemClock.now()) / 1000)));
    const account: Account = await system.load(host, seconds, { clock: systemClock, terminal });
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += account[name];
    if (account.lost + account.doubled + account.wrong > 0) verdicts.push(account.verdict);
  }
  return outcomeOf({ ...total, verdict: verdicts.join("; ") }, until);
}
