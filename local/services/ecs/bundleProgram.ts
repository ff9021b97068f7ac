import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type BuildFailure, type BuildOptions, version } from "esbuild";
import { runEsbuild } from "../../base/bundling";

/** A program and all its packages in one file of JavaScript. */
export interface ProgramBundle {
  main: Uint8Array;
  sourceMap: Uint8Array;
}

/** Packages find the file they are in by `import.meta.url`, which a CommonJS bundle has to make up. */
const IMPORT_META_URL = "__sluiceImportMetaUrl";
const PACKAGES = `${path.sep}node_modules${path.sep}`;
/** Besides a bundle's inputs, these decide what is in it. */
const SETTINGS = ["package.json", "tsconfig.json", path.join("node_modules", ".package-lock.json")];

/**
 * Bundles an image's program, unless the bundle that was made before still follows from what is there: from every file that went
 * into it, from the names beside those of the project, and from the versions of the packages.
 *
 * @param entry absolute path of its main file
 * @param context absolute path of the folder that the image is built from
 * @param cacheFolder where bundles are kept, one for each entry
 */
export async function bundleProgram(entry: string, context: string, cacheFolder: string): Promise<ProgramBundle> {
  const options = optionsOf(entry, context);
  const made = digest(JSON.stringify([version, process.version, options]));
  const folder = path.join(cacheFolder, digest(JSON.stringify([entry, context])));
  const kept = keptBundle(folder, made);
  if (kept) return kept;

  const startedAt = Date.now();
  const { outputFiles, metafile } = await built(options, context);
  const contentOf = (name: string) =>
    outputFiles.find((file) => path.basename(file.path) === name)?.contents ?? new Uint8Array();
  const bundle = { main: contentOf("main.js"), sourceMap: contentOf("main.js.map") };
  const sources = Object.keys(metafile.inputs)
    .map((input) => path.resolve(context, input))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  keep(folder, bundle, { made, startedAt, depends: [...sources, ...surroundingsOf([entry, ...sources])] });
  return bundle;
}

function optionsOf(entry: string, context: string) {
  return {
    absWorkingDir: context,
    entryPoints: [entry],
    outfile: "main.js",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    target: `node${process.versions.node}`,
    keepNames: true,
    sourcemap: "linked",
    // Node keeps the map in memory from the start on, and finds the sources' text in their files.
    sourcesContent: false,
    // The bundle is moved: its map names the sources where they are.
    sourceRoot: context,
    external: ["*.node"],
    define: { "import.meta.url": IMPORT_META_URL },
    banner: { js: `const ${IMPORT_META_URL} = require("node:url").pathToFileURL(__filename).href;` },
    logLevel: "silent",
  } satisfies BuildOptions;
}

async function built(options: ReturnType<typeof optionsOf>, context: string) {
  try {
    return await runEsbuild(options);
  } catch (error) {
    const [first] = (error as Partial<BuildFailure>).errors ?? [];
    if (!first) throw error;
    const { file, line, column } = first.location ?? {};
    throw new Error(`${file ? `${path.resolve(context, file)}:${line}:${column}: ` : ""}${first.text}`, {
      cause: error,
    });
  }
}

/** Folders of the project's own files, where a new name may be found first, and the settings in and above them. */
function surroundingsOf(files: readonly string[]): readonly string[] {
  const own = new Set(files.filter((file) => !file.includes(PACKAGES)).map((file) => path.dirname(file)));
  const above = new Set([...own].flatMap((folder) => ancestorsOf(folder)));
  return [...own, ...[...above].flatMap((folder) => SETTINGS.map((name) => path.join(folder, name)))];
}

function ancestorsOf(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestorsOf(parent)];
}

function keptBundle(folder: string, made: string): ProgramBundle | undefined {
  try {
    const record = JSON.parse(readFileSync(path.join(folder, "depends.json"), "utf8"));
    if (record.made !== made) return undefined;
    for (const [file, state] of Object.entries(record.states)) if (stateOf(file) !== state) return undefined;
    return {
      main: readFileSync(path.join(folder, "main.js")),
      sourceMap: readFileSync(path.join(folder, "main.js.map")),
    };
  } catch {
    return undefined;
  }
}

function keep(
  folder: string,
  { main, sourceMap }: ProgramBundle,
  { made, startedAt, depends }: { made: string; startedAt: number; depends: readonly string[] },
): void {
  // Edited meanwhile, or so shortly before that a file's time does not tell: nobody knows which of the two was bundled.
  if (depends.some((file) => (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= startedAt - 20)) return;
  const states = Object.fromEntries(depends.map((file) => [file, stateOf(file)]));
  const partial = `${folder}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  writeFileSync(path.join(partial, "main.js"), main);
  writeFileSync(path.join(partial, "main.js.map"), sourceMap);
  writeFileSync(path.join(partial, "depends.json"), JSON.stringify({ made, states }));
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
}

/** Packages change as a whole, when they are installed: their files' times tell. */
function stateOf(file: string): string {
  const status = statSync(file, { throwIfNoEntry: false });
  if (!status) return "absent";
  if (status.isDirectory()) return digest(readdirSync(file).sort().join("\0"));
  return file.includes(PACKAGES) ? `${status.mtimeMs} ${status.size}` : digest(readFileSync(file));
}

function digest(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}
