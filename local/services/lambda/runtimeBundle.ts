import { mkdirSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";

/**
 * Bundles the environments' runtime into JavaScript files, so that a cold start loads no TypeScript compiler.
 * @param workFolder absolute path of `.sluice/`
 * @returns absolute path of the file that an environment's process runs
 */
export function runtimeBundle(workFolder: string): string {
  const folder = path.join(workFolder, "lambda");
  mkdirSync(folder, { recursive: true });
  const runtimeFile = path.join(folder, "runtime.js");
  bundle(`import ${JSON.stringify(require.resolve("./runtime/main"))};`, runtimeFile, "cjs");
  // By name: of a package, it is a CommonJS module.
  const esmResolution = JSON.stringify(require.resolve("./runtime/esmResolution"));
  bundle(`export { initialize, resolve } from ${esmResolution};`, path.join(folder, "esmResolution.mjs"), "esm");
  return runtimeFile;
}

function bundle(contents: string, outfile: string, format: "cjs" | "esm"): void {
  buildSync({
    stdin: { contents, resolveDir: __dirname },
    outfile,
    format,
    bundle: true,
    platform: "node",
    target: "node20",
    logLevel: "silent",
  });
}
