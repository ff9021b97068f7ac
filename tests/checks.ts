import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";

const ROOT = path.join(__dirname, "..");
const BIOME = path.join(ROOT, "node_modules", "@biomejs", "biome", "bin", "biome");
const TSC = path.join(ROOT, "node_modules", "typescript", "bin", "tsc");

/** Format and lint, the types, and those of the browser's code. */
const CHECKS = [
  [BIOME, "check", "."],
  [TSC, "--noEmit"],
  [TSC, "--noEmit", "-p", "web"],
] as const;

/**
 * Runs all checks side by side, and prints what each found, once it is known.
 *
 * @returns whether they found nothing
 */
export async function checks(): Promise<boolean> {
  const results = await Promise.all(CHECKS.map(passes));
  return results.every((passed) => passed);
}

async function passes(command: readonly string[]): Promise<boolean> {
  const child = spawn(process.execPath, command, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => output.push(chunk));
  const [code] = (await once(child, "close")) as [number | null];
  process.stdout.write(Buffer.concat(output));
  return code === 0;
}

if (require.main === module) {
  void checks().then((passed) => {
    process.exitCode = passed ? 0 : 1;
  });
}
