import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import type { Plugin } from "esbuild";
import { FUNCTION_MODULE, IN_THE_RUNTIME } from "./serialisedCode";

/** Pulumi's own way from a loaded file to what a function requires; not in its types. */
interface PackagePaths {
  getModuleFromPath(file: string, definition?: object, options?: object): string;
}

const PACKAGES = "/node_modules/";
/** This project, or this package. */
const ROOT = path.join(__dirname, "..", "..", "..");
/** Modules of this package as ES modules, which esbuild can shake; there is no such folder in a checkout. */
const ES_MODULES = path.join(ROOT, "esm");

/** Loaded files, by the names under which functions require them. */
const files = new Map<string, string>();
let isExact = false;

/**
 * Has Pulumi name the packages that a function captures wherever they are installed. By itself it takes all that follows the first
 * `node_modules/` of a path for a name, and fails, with `package.json export path for ... not found`, where a package is nested in another
 * one's folder or in pnpm's store. Pulumi whose module for this is another one stays as it is.
 */
export function nameModulesExactly(): void {
  if (isExact) return;
  isExact = true;
  const paths = require("@pulumi/pulumi/runtime/closure/package") as Partial<PackagePaths>;
  const { getModuleFromPath } = paths;
  if (getModuleFromPath === undefined) return;
  paths.getModuleFromPath = (named, definition, options) => {
    const file = loadedFile(named);
    if (file === undefined) return getModuleFromPath(named, definition, options);
    const inside = file.slice(file.lastIndexOf(PACKAGES) + PACKAGES.length);
    const manifest = path.join(file.slice(0, -inside.length), nameOf(inside), "package.json");
    const name = isOwn(file) ? inside : getModuleFromPath(inside, definitionIn(manifest), options);
    remember(name, file);
    return name;
  };
}

/** @throws Error where functions capture two versions of one package, of which an artifact would get one */
function remember(name: string, file: string): void {
  const known = files.get(name) ?? file;
  if (known !== file && !IN_THE_RUNTIME.test(name)) {
    throw new Error(
      `inline functions capture ${name} from two places, ${known} and ${file}: install one version of it`,
    );
  }
  files.set(name, file);
}

/** The places of the packages that a serialised function requires: with them, its text says what it consists of. */
export function placesIn(serialised: string): string {
  return JSON.stringify([...files].filter(([name]) => serialised.includes(JSON.stringify(name))));
}

/** The file that was loaded for what follows the first `node_modules/` of its path. */
function loadedFile(named: string): string | undefined {
  const ending = `${PACKAGES}${named}`;
  return Object.keys(require.cache)
    .map((file) => file.split(path.sep).join("/"))
    .find((file) => file.endsWith(ending));
}

/** Tells the modules of this package from those of packages that are installed below it. */
function isOwn(file: string): boolean {
  const [top] = path.relative(ROOT, file).split(path.sep);
  return top !== ".." && top !== "node_modules";
}

/** The package that a path below `node_modules/` begins with. */
function nameOf(inside: string): string {
  const [first = "", second = ""] = inside.split("/");
  return first.startsWith("@") ? `${first}/${second}` : first;
}

function definitionIn(manifest: string): object | undefined {
  return existsSync(manifest) ? (JSON.parse(readFileSync(manifest, "utf8")) as object) : undefined;
}

/**
 * Finds captured packages where they were loaded from, which need not be where this package would find them.
 *
 * @param entry the name of the entry, which requires them as the serialised function itself does
 */
export function capturedModules(entry: string): Plugin {
  return {
    name: "captured-modules",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, async ({ path: name, importer, namespace, kind, pluginData }) => {
        if (pluginData === files || !(namespace === FUNCTION_MODULE || path.basename(importer) === entry)) return;
        const file = files.get(name.replace("/dist-es/", "/dist-cjs/"));
        if (file === undefined) return;
        const esModule = path.join(ES_MODULES, path.relative(ROOT, file)).replace(/\.js$/, ".mjs");
        if (isOwn(file) && existsSync(esModule)) return { path: esModule };
        return build.resolve(name, { kind, importer, resolveDir: path.dirname(file), pluginData: files });
      });
    },
  };
}
