import { readFileSync } from "node:fs";
import type Module from "node:module";
import { modulesThatExport } from "./moduleNames";

/*
 * Imported for what it does, before Pulumi is: has parts of Pulumi do the same in less time. One that is not written as expected stays as
 * it is.
 */
const LOOK_UP = "sluice.modulesThatExport";

/** Texts of a module's source, each with what takes its place: all of them, or none. */
type Replacements = readonly (readonly [from: string, to: string])[];

const REPLACEMENTS: Readonly<Record<string, Replacements>> = {
  // Every value that the serialiser meets would be compared with every module that is loaded: an eighth of an evaluation.
  "closure/createClosure": [
    ["for (const path of Object.keys(require.cache)) {", `for (const path of global[Symbol.for("${LOOK_UP}")](obj)) {`],
  ],
  // TypeScript takes a third of the time in which Pulumi loads, and is not needed for functions that were parsed before.
  "closure/parseFunction": [
    ['const ts = require("../../typescript-shim");', "let ts;"],
    [
      "function parseFunction(funcString) {",
      'function parseFunction(funcString) { ts ??= require("../../typescript-shim");',
    ],
  ],
  // npm's own packages take another third: Pulumi finds the packages of functions with them, for uploads that it puts together itself.
  "closure/codePaths": [
    ['const fdir_1 = require("fdir");', 'const fdir_1 = { get fdir() { return require("fdir").fdir; } };'],
    [
      'const normalize_package_data_1 = __importDefault(require("normalize-package-data"));',
      'const normalize_package_data_1 = { get default() { return require("normalize-package-data"); } };',
    ],
    [
      'const arborist = __importStar(require("@npmcli/arborist"));',
      'const arborist = { get Arborist() { return require("@npmcli/arborist").Arborist; } };',
    ],
  ],
};

const changed = new Map(
  Object.entries(REPLACEMENTS).map(([name, replacements]) => [
    require.resolve(`@pulumi/pulumi/runtime/${name}`),
    replacements,
  ]),
);
const { ".js": load } = require.extensions as Record<string, (module: Module, file: string) => void>;

require.extensions[".js"] = (module: Module, file: string) => {
  const replacements = changed.get(file);
  if (replacements === undefined) {
    load?.(module, file);
    return;
  }
  changed.delete(file);
  if (changed.size === 0) require.extensions[".js"] = load as never;
  (module as unknown as { _compile(source: string, file: string): void })._compile(
    replaced(readFileSync(file, "utf8"), replacements),
    file,
  );
};

function replaced(source: string, replacements: Replacements): string {
  if (!replacements.every(([from]) => source.includes(from))) return source;
  return replacements.reduce((text, [from, to]) => text.replace(from, () => to), source);
}

Object.assign(globalThis, { [Symbol.for(LOOK_UP)]: modulesThatExport });
