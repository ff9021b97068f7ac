import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";

/** Where the compiler of `tsconfig.pack.json` writes. */
export const EMITTED = ".cache/pack/emitted";

/** Compiles the repository to CommonJS modules, with declarations and source maps. `npm run check` has looked at the types. */
export function emit(root: string): void {
  rmSync(path.join(root, EMITTED), { recursive: true, force: true });
  const compiler = path.join(path.dirname(require.resolve("typescript/package.json")), "bin", "tsc");
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.pack.json"], {
    cwd: root,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the packages cannot be compiled:\n${stdout}`);
}

/**
 * Writes a folder of the repository once more as ES modules, `.mjs` beside nothing else. An inline function requires a module of an installed
 * package as a whole; of an ES module esbuild takes what is used.
 */
export function emitEsModules(root: string, folder: string, target: string): void {
  for (const name of readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".ts")) continue;
    const file = path.join(root, folder, name);
    const { code } = transformSync(readFileSync(file, "utf8"), {
      ...{ loader: "ts", format: "esm", target: "es2022", platform: "node" },
      ...{ tsconfigRaw: {}, legalComments: "none" },
    });
    const written = path.join(target, folder, name.replace(/\.ts$/, ".mjs"));
    mkdirSync(path.dirname(written), { recursive: true });
    writeFileSync(written, withoutInnerObject(withEndings(code, file)));
  }
}

/** zod exports its functions once more in an object `z`, of which esbuild takes all; the module itself has the same names. */
function withoutInnerObject(code: string): string {
  return code.replace(/import \{ z \} from "zod\/mini";/g, 'import * as z from "zod/mini";');
}

/** ES modules name the files that they import in full. */
function withEndings(code: string, file: string): string {
  return code.replace(
    /(\bfrom\s*|\bimport\s*\(?|\brequire\()"(\.{1,2}\/[^"]+)"/g,
    (_, before: string, name: string) => {
      const isFolder = !existsSync(`${path.join(path.dirname(file), name)}.ts`);
      return `${before}"${name}${isFolder ? "/index" : ""}.mjs"`;
    },
  );
}
