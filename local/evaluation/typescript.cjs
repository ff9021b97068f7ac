// Lets Node require TypeScript files, without checking types, and shows stack traces in terms of them.
//
// esbuild transpiles them, at a fifteenth of what the TypeScript compiler takes. Pulumi serialises inline functions from what
// is loaded here, and has to find what the compiler would have written: modules that export values, not getters, and imports
// that are the modules themselves. The helpers of esbuild are adapted to that; a program's file with a default import goes
// through the compiler, because only it tells such an import from a whole module.
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const nodeModule = require("node:module");
const path = require("node:path");

const ROOT = path.join(__dirname, "..", "..");
const { CACHE_FOLDER: CACHES } = require("../base/cacheFolder.cjs");
const { FILE_URL, asCompiled, withFileUrl, ...emitted } = require("./emittedText.cjs");
const { needsTypes, settingsFor } = require("./tsconfigs.cjs");
const { loadedLazily } = require("./lazyImports.cjs");
require("./importedNames.cjs");
const CACHE_FOLDER = path.join(CACHES, "sluice-typescript");
const TYPESCRIPT = /\.[mc]?ts$/;
const DEFAULT_IMPORT = /^\s*import\s+(?!type\b)[\w$]+\s*(,|from\b|=)/m;
/** Folders of this project that Pulumi may serialise. Programs elsewhere may be all of theirs. */
const SERIALISED = ["index.ts", "stacks", "components", "functions", "examples", "tests"];
/** Parts of the project of which a process needs most files if it needs many: the program, apart from all that runs it. */
const PROGRAM = ["index.ts", "stacks", "components", "functions"];
const NEITHER = ["node_modules", "tests", "docs"];
/** Runs of esbuild for files with what they import, before all that are missing beside them are done at once. */
const ONE_BY_ONE = 3;
/** Finds the files that load with a file: neither those of `import type` nor those of calls of `require`. */
const LOADED_AT_ONCE = /^(?:import|export)\s+(?!type\b)(?:[^;"']*?\bfrom\s*)?["'](\.{1,2}\/[^"']+)["']/gm;
const PULUMI = /[\\/]node_modules[\\/]@pulumi[\\/]/;
const LANGUAGE_HOST = /[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run[\\/]index\.js$/;

/** A debugger reads source maps by itself, and so does what counts covered lines. For all others they are made for what they show. */
const WITH_MAPS = require("node:inspector").url() !== undefined || process.env.NODE_V8_COVERAGE !== undefined;

// Without it, each process that asks esbuild and waits would keep a thread and a process of esbuild's for it.
process.env.ESBUILD_WORKER_THREADS ??= "0";
// The AWS SDK warns in each process of a Node that it will leave behind in 2027; package.json says which Node it takes.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

const VERSIONS = versionsOfPackages();
/** All that decides about what is made. */
const HOOK_SOURCE = [__filename, "./tsconfigs.cjs", "./emittedText.cjs", "./lazyImports.cjs"]
  .map((file) => fs.readFileSync(require.resolve(file), "utf8"))
  .join("\n");
/** By the file that they were made from. */
const TRANSPILED_FILES = new Map();
const SOURCE_MAPS = new Map();
/** By the parts that they belong to. */
const MISSES = new Map();

function versionsOfPackages() {
  try {
    return ["esbuild", "typescript"].map((name) => require(`${name}/package.json`).version).join();
  } catch {
    process.stderr.write("the packages of this project are not installed: run npm ci first\n");
    process.exit(1);
  }
}

/** The TypeScript, absolute, that a file or folder consists of. */
function filesIn(fileOrFolder) {
  const inside = fs.statSync(fileOrFolder).isDirectory() ? fs.readdirSync(fileOrFolder, { recursive: true }) : [""];
  return inside
    .map((name) => path.join(fileOrFolder, name))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".d.ts"));
}

/** Where the transpiled file is, or would be: named after all that it follows from. */
function transpiledFile(file, source) {
  const settings = settingsFor(file)?.text ?? "";
  const key = createHash("sha256").update(`${VERSIONS}\n${HOOK_SOURCE}\n${settings}\n${file}\n${source}`).digest("hex");
  return path.join(CACHE_FOLDER, `${key}.js`);
}

function transpile(file) {
  const source = fs.readFileSync(file, "utf8");
  const transpiled = transpiledFile(file, source);
  TRANSPILED_FILES.set(file, transpiled);
  const cached = isMissing(transpiled) ? undefined : read(transpiled);
  if (cached !== undefined) return cached;
  if (!needsCompiler(file, source)) runEsbuild(missingWith(file), WITH_MAPS);
  // One of the others could not be parsed.
  if (isMissing(transpiled) && !needsCompiler(file, source)) runEsbuild([{ file, transpiled }], WITH_MAPS);
  if (isMissing(transpiled)) runCompiler(file, source, transpiled);
  return fs.readFileSync(transpiled, "utf8");
}

function isMissing(transpiled) {
  return !fs.existsSync(transpiled) || (WITH_MAPS && !fs.existsSync(mapFile(transpiled)));
}

function mapFile(transpiled) {
  return `${transpiled}.map`;
}

function read(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * Lists what one run of esbuild is to do where a file is missing: the file and what it imports, of which a first start finds nothing; and
 * after some runs, as when many files were edited here and there, all of the part of the project that it belongs to.
 */
function missingWith(file) {
  const [top] = path.relative(ROOT, file).split(path.sep);
  const key = PROGRAM.includes(top) ? "program" : NEITHER.includes(top) ? top : "others";
  const misses = (MISSES.get(key) ?? 0) + 1;
  MISSES.set(key, misses);
  const missing = new Map();
  addMissing(file, missing);
  if (misses > ONE_BY_ONE && top !== "..") {
    MISSES.set(key, Number.NEGATIVE_INFINITY);
    for (const beside of partsOf(key).flatMap((name) => filesIn(path.join(ROOT, name)))) addMissing(beside, missing);
  }
  return [...missing].flatMap(([each, transpiled]) => (transpiled === undefined ? [] : [{ file: each, transpiled }]));
}

function partsOf(key) {
  const all = fs.readdirSync(ROOT).filter((name) => !name.startsWith("."));
  if (key === "program") return all.filter((name) => PROGRAM.includes(name));
  if (key !== "others") return [key];
  return all.filter((name) => !PROGRAM.includes(name) && !NEITHER.includes(name));
}

/**
 * Follows imports through files that are missing.
 * @param missing transpiled files by their sources; `undefined` for those that are there or are not for esbuild
 */
function addMissing(file, missing) {
  const source = missing.has(file) ? undefined : read(file);
  if (source === undefined) return;
  const transpiled = transpiledFile(file, source);
  const isForEsbuild = !needsCompiler(file, source);
  missing.set(file, isForEsbuild && isMissing(transpiled) ? transpiled : undefined);
  if (missing.get(file) === undefined && isForEsbuild) return;
  for (const [, imported] of source.matchAll(LOADED_AT_ONCE)) {
    const target = path.join(path.dirname(file), imported);
    const candidates = [`${target}.ts`, target.replace(/js$/, "ts"), path.join(target, "index.ts")];
    for (const found of new Set(candidates)) if (TYPESCRIPT.test(found)) addMissing(found, missing);
  }
}

function needsCompiler(file, source) {
  const [top] = path.relative(ROOT, file).split(path.sep);
  if (needsTypes(file)) return true;
  return (top === ".." || SERIALISED.includes(top)) && DEFAULT_IMPORT.test(source);
}

/** Stores what it makes, and nothing where one of the files cannot be parsed: the compiler says better what is wrong with it. */
function runEsbuild(jobs, withMaps) {
  const bySettings = new Map();
  for (const job of jobs) {
    const settings = settingsFor(job.file)?.file;
    bySettings.set(settings, [...(bySettings.get(settings) ?? []), job]);
  }
  for (const [settings, those] of bySettings) runEsbuildBy(settings, those, withMaps);
}

function runEsbuildBy(settings, jobs, withMaps) {
  const nameOf = (transpiled) => path.basename(transpiled, ".js");
  try {
    const { outputFiles } = require("esbuild").buildSync({
      absWorkingDir: ROOT,
      entryPoints: jobs.map(({ file, transpiled }) => ({ in: file, out: nameOf(transpiled) })),
      outdir: CACHE_FOLDER,
      write: false,
      bundle: false,
      format: "cjs",
      platform: "node",
      target: "es2022",
      sourcemap: withMaps ? "external" : false,
      sourcesContent: false,
      ...(settings === undefined ? { tsconfigRaw: {} } : { tsconfig: settings }),
      define: { "import.meta.url": FILE_URL, "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
      logLevel: "silent",
    });
    fs.mkdirSync(CACHE_FOLDER, { recursive: true });
    // Maps first: whoever finds a file finds its map.
    for (const { path: file, text } of outputFiles) if (file.endsWith(".map")) store(file, text);
    const sources = new Map(jobs.map(({ file, transpiled }) => [nameOf(transpiled), file]));
    for (const { path: file, text } of outputFiles) {
      if (!file.endsWith(".js")) continue;
      store(file, withLinks(withFileUrl(asCompiled(loadedLazily(text, sources.get(nameOf(file))))), file));
    }
  } catch (error) {
    if (error.errors === undefined) throw error;
  }
}

/** For debuggers; Node itself is told by `mapFrame`. */
function withLinks(text, file) {
  return `${text}\n//# sourceMappingURL=file://${mapFile(file)}\n`;
}

function runCompiler(file, source, transpiled) {
  const ts = require("typescript");
  const settings = settingsFor(file);
  const own =
    settings &&
    ts.getParsedCommandLineOfConfigFile(settings.file, {}, { ...ts.sys, onUnRecoverableConfigFileDiagnostic() {} });
  const { experimentalDecorators, emitDecoratorMetadata, useDefineForClassFields } = own?.options ?? {};
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(source, {
    fileName: file,
    ...{ reportDiagnostics: true, transformers: { before: [emitted.withoutImportMeta(ts)] } },
    compilerOptions: {
      ...{ experimentalDecorators, emitDecoratorMetadata, useDefineForClassFields },
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      sourceMap: true,
      inlineSources: false,
    },
  });
  // The compiler emits something for a file it could not parse; run, that fails in a place that misleads.
  const [mistake] = diagnostics;
  if (mistake) throw new SyntaxError(emitted.describe(ts, mistake));
  fs.mkdirSync(CACHE_FOLDER, { recursive: true });
  store(mapFile(transpiled), sourceMapText);
  store(transpiled, withLinks(emitted.ofCompiler(outputText), transpiled));
}

/** Written beside and renamed, so that a second process never reads half a file. */
function store(file, text) {
  const partial = `${file}.${process.pid}`;
  fs.writeFileSync(partial, text);
  fs.renameSync(partial, file);
}

/** A frame of a stack trace, such as `make (/work/index.ts:7:11)`, with the line and column of the TypeScript. */
function mapFrame(frame) {
  return frame.replace(
    /(^|\(|\s|file:\/\/)(\/[^()]*\.[mc]?ts):(\d+):(\d+)(?=\)?$)/,
    (found, before, file, line, column) => {
      const { originalLine, originalColumn } = sourceMapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1) ?? {};
      return originalLine === undefined ? found : `${before}${file}:${originalLine + 1}:${originalColumn + 1}`;
    },
  );
}

function sourceMapOf(file) {
  const transpiled = TRANSPILED_FILES.get(file);
  if (transpiled === undefined) return undefined;
  if (!SOURCE_MAPS.has(transpiled)) {
    const text = mapText(file);
    SOURCE_MAPS.set(transpiled, text && new nodeModule.SourceMap(JSON.parse(text)));
  }
  return SOURCE_MAPS.get(transpiled);
}

/** The map of a loaded file; undefined where its source is another one by now. */
function mapText(file) {
  const transpiled = TRANSPILED_FILES.get(file);
  makeMaps([file]);
  return read(mapFile(transpiled));
}

/** Makes the maps that are missing of loaded files. Few of them are ever shown to anybody, and making them all would double a first start's work. */
function makeMaps(files) {
  const missing = files.flatMap((file) => {
    const transpiled = TRANSPILED_FILES.get(file);
    const isMade = transpiled === undefined || SOURCE_MAPS.has(transpiled) || fs.existsSync(mapFile(transpiled));
    return isMade || read(file) === undefined || transpiledFile(file, read(file)) !== transpiled
      ? []
      : [{ file, transpiled }];
  });
  try {
    if (missing.length > 0) runEsbuild(missing, true);
  } catch {
    // The trace of an error must not hide the error: it shows the lines of what runs.
  }
}

/**
 * Pulumi's language host maps every frame by a package of its own, which would read the TypeScript as if it were what runs. Frames of
 * Pulumi itself stay as they are: with them mapped as well, Node 20 takes half a minute to show an error.
 */
function installInLanguageHost() {
  const { install } = require(require.resolve("source-map-support", { paths: [process.argv[1]] }));
  install({
    retrieveSourceMap(file) {
      const map = TRANSPILED_FILES.has(file) ? mapText(file) : undefined;
      if (map !== undefined) return { url: file, map: { ...JSON.parse(map), sources: [file] } };
      return PULUMI.test(file) ? { url: file, map: { version: 3, sources: [], names: [], mappings: "" } } : null;
    },
  });
}

function headOf(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "Error";
  }
}

for (const ending of [".ts", ".mts", ".cts"]) {
  require.extensions[ending] = (module, file) => {
    module._compile(transpile(file), file);
    emitted.settleModule(module, file);
  };
}

// Node's own source maps would read those of every package.
Error.prepareStackTrace = (error, frames) => {
  makeMaps([...new Set(frames.map((frame) => frame.getFileName()))]);
  return [headOf(error), ...frames.map((frame) => `    at ${mapFrame(String(frame))}`)].join("\n");
};
if (LANGUAGE_HOST.test(process.argv[1])) installInLanguageHost();
// Node 22 and later keep what V8 compiled.
nodeModule.enableCompileCache?.(path.join(CACHES, "sluice-v8"));

/** The name of the transpiled file that was loaded for this one: another one after an edit. */
function loadedAs(file) {
  const transpiled = TRANSPILED_FILES.get(file);
  return transpiled && path.basename(transpiled);
}

/** The name that `loadedAs` would give were the file loaded now. */
function wouldLoadAs(file) {
  return path.basename(transpiledFile(file, fs.readFileSync(file, "utf8")));
}

module.exports = { mapFrame, loadedAs, wouldLoadAs, transpile };
