import { readFileSync } from "node:fs";
import type Module from "node:module";

/*
 * Imported for what it does, before Pulumi is: has Pulumi's serialiser look up the file of a module by what it exports. Its own
 * way compares every value it meets with every module that is loaded, an eighth of an evaluation. Where the serialiser is not
 * written as expected, it stays as it is.
 */
const SERIALISER = require.resolve("@pulumi/pulumi/runtime/closure/createClosure");
const WALK = "for (const path of Object.keys(require.cache)) {";
const LOOK_UP = "sluice.modulesThatExport";

const { ".js": load } = require.extensions as Record<string, (module: Module, file: string) => void>;
require.extensions[".js"] = (module: Module, file: string) => {
  if (file !== SERIALISER) {
    load?.(module, file);
    return;
  }
  require.extensions[".js"] = load as never;
  const source = readFileSync(file, "utf8").replace(
    WALK,
    `for (const path of global[Symbol.for("${LOOK_UP}")](obj)) {`,
  );
  (module as unknown as { _compile(source: string, file: string): void })._compile(source, file);
};

let files = new Map<unknown, string>();
let indexed = -1;

/** Files whose module may export the value: none, one, or all of them where that is not known. */
function modulesThatExport(value: unknown): readonly string[] {
  const loaded = Object.keys(require.cache);
  if (indexed !== loaded.length) index(loaded);
  const file = files.get(value);
  if (file === undefined) return [];
  // A module whose exports were replaced since may have had this value before.
  return require.cache[file]?.exports === value ? [file] : loaded;
}

function index(loaded: readonly string[]): void {
  files = new Map();
  for (const file of loaded) {
    const { exports } = require.cache[file] ?? {};
    // Pulumi takes the first of several that export the same.
    if (!files.has(exports)) files.set(exports, file);
  }
  // A module that is still loading may yet export another value.
  indexed = loaded.every((file) => require.cache[file]?.loaded) ? loaded.length : -1;
}

Object.assign(globalThis, { [Symbol.for(LOOK_UP)]: modulesThatExport });
