import { mkdirSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";

/**
 * Bundles what runs before a container's program into one JavaScript file.
 * @param workFolder absolute path of `.sluice/`
 * @returns absolute path of the file, for Node's `--require`
 */
export function guardBundle(workFolder: string): string {
  const folder = path.join(workFolder, "ecs");
  mkdirSync(folder, { recursive: true });
  const outfile = path.join(folder, "guard.js");
  buildSync({
    entryPoints: [require.resolve("./runtime/main")],
    outfile,
    format: "cjs",
    bundle: true,
    platform: "node",
    target: "node20",
    logLevel: "silent",
  });
  return outfile;
}
