import { mkdirSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";

/**
 * Bundles the environments' runtime into one JavaScript file, so that a cold start loads no TypeScript compiler.
 * @param workFolder absolute path of `.sluice/`
 * @returns absolute path of the file
 */
export function runtimeBundle(workFolder: string): string {
  const folder = path.join(workFolder, "lambda");
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, "runtime.js");
  buildSync({
    entryPoints: [path.join(__dirname, "runtime", "main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    logLevel: "silent",
  });
  return outfile;
}
