import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { importsOf, packageOf } from "./imports";
import type { PackagePlan } from "./packages";

/** The repository's own package.json, as far as packages follow from it. */
export interface OwnManifest {
  version: string;
  engines: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  optionalDependencies: Record<string, string>;
}

/** Makes the package.json of a package whose other files are there already: its dependencies are what they import. */
export function manifestOf(plan: PackagePlan, folder: string, own: OwnManifest): object {
  const versions = { ...own.devDependencies, ...own.dependencies };
  const imported = importedBy(folder);
  const typings = imported.types.map((name) => `@types/${name}`).filter((name) => Object.hasOwn(versions, name));
  const dependencies = [...new Set([...imported.code, ...imported.typed, ...plan.also, ...typings])]
    .filter((name) => !plan.peers.includes(name) && !plan.never.includes(name) && Object.hasOwn(versions, name))
    .sort();
  const optional = Object.keys(own.optionalDependencies).filter((name) =>
    plan.optional.some((prefix) => name.startsWith(prefix)),
  );
  const unknown = imported.code.filter((name) => !Object.hasOwn(versions, name) && !plan.optional.includes(name));
  if (unknown.length > 0) throw new Error(`package.json names no version of ${unknown.join(", ")}`);
  return {
    name: plan.name,
    version: own.version,
    description: plan.description,
    keywords: plan.keywords,
    license: "Apache-2.0",
    type: "commonjs",
    // For tools that do not read exports.
    main: plan.exports["."],
    types: plan.exports["."]?.replace(/js$/, "d.ts"),
    exports: plan.exports,
    ...(plan.bin && { bin: plan.bin }),
    files: topLevel(folder),
    sideEffects: plan.sideEffects,
    engines: own.engines,
    dependencies: ranges(dependencies, versions),
    ...(optional.length > 0 && {
      optionalDependencies: Object.fromEntries(optional.map((name) => [name, own.optionalDependencies[name]])),
    }),
    peerDependencies: ranges(plan.peers, versions),
    ...(plan.optionalPeers.length > 0 && {
      peerDependenciesMeta: Object.fromEntries(plan.optionalPeers.map((name) => [name, { optional: true }])),
    }),
    publishConfig: { access: "public", provenance: true },
  };
}

/** A release may take fixes of what it uses; what is no release of its own yet stays as it was tested. */
function ranges(names: readonly string[], versions: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const version = versions[name] ?? "";
      return [name, version.includes("-") ? version : `^${version}`];
    }),
  );
}

function topLevel(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !["package.json", "README.md", "LICENSE"].includes(name))
    .sort();
}

function importedBy(folder: string) {
  const code = new Set<string>();
  const types = new Set<string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    // The portal's pages are bundled.
    if (!/\.(c?js|mjs|d\.ts)$/.test(name) || name.startsWith("web")) continue;
    for (const imported of importsOf(readFileSync(path.join(folder, name), "utf8"))) {
      const found = packageOf(imported);
      if (found !== undefined) (name.endsWith(".d.ts") ? types : code).add(found);
    }
  }
  return { code: [...code], types: [...types], typed: [...types].filter((name) => name !== "aws-lambda") };
}
