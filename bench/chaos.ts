import { spawn } from "node:child_process";
import { once } from "node:events";
import { Argument, Command, InvalidArgumentError } from "commander";
import { CHAOS_LOADS, type ChaosAccount, type ChaosRun, chaosAccounts } from "./chaosAccounts";
import { ROOT, startSystem } from "./runningSystem";

const SEEDS = [1, 2, 3, 4, 5];
/** Seconds pass faster for alarms and scaling, on which a burst waits for minutes. */
const TIME_SCALE = "20";
const MOST_SAID = 2_000;

/** Starts the system as a person would, sends it its load, and stops it. */
async function runUnderChaos({ system, seed }: ChaosRun): Promise<ChaosAccount> {
  process.stderr.write(`${system}, seed ${seed}\n`);
  const flags = ["--chaos", String(seed), ...(system === "bursts" ? ["--time-scale", TIME_SCALE] : [])];
  const running = await startSystem(ROOT, { systems: [system], flags, keep: false });
  try {
    const child = spawn("npm", ["run", "-s", "load", "--", system, ...(CHAOS_LOADS[system] ?? [])], {
      cwd: ROOT,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (text: Buffer) => {
        said = (said + text.toString()).slice(-MOST_SAID);
      });
    }
    const [code] = await once(child, "close");
    return code === 0 ? { balances: true } : { balances: false, said };
  } finally {
    await running.stop();
  }
}

function seedsOf(text: string): number[] {
  const seeds = text.split(",").map(Number);
  if (seeds.every((seed) => Number.isInteger(seed) && seed >= 0)) return seeds;
  throw new InvalidArgumentError("It must be whole numbers with commas between them.");
}

new Command("npm run chaos --")
  .description("Runs systems under faults, and says whether the accounts of their loads balance.")
  .addArgument(new Argument("[systems...]", "some of them only").choices(Object.keys(CHAOS_LOADS)))
  .option("--seeds <list>", "seeds of the faults", seedsOf, SEEDS)
  .action(async (systems: readonly string[], { seeds }: { seeds: readonly number[] }) => {
    const chosen = systems.length > 0 ? systems : Object.keys(CHAOS_LOADS);
    const balance = await chaosAccounts(chosen, seeds, runUnderChaos, (text) => process.stdout.write(`${text}\n`));
    process.exitCode = balance ? 0 : 1;
  })
  .parseAsync()
  .catch((error: Error) => {
    process.stderr.write(`chaos: ${error.message}\n`);
    process.exitCode = 1;
  });
