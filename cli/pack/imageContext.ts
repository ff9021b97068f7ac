import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { importsOf, packageOf } from "./imports";

interface Locked {
  version: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

interface Lock {
  lockfileVersion: number;
  packages: Record<string, Locked>;
}

/** The folder, in the package, of what Dockerfiles install: npm publishes no lock file that stands at the top. */
const INSTALLED = "images/install";

/**
 * Writes what builds the images in a package: the Dockerfiles, which name JavaScript in the place of TypeScript, and a lock file of just the
 * packages that go into the images.
 */
export function writeImageContexts(root: string, folder: string): void {
  const names = new Set<string>(["esbuild"]);
  for (const image of readdirSync(path.join(root, "images"))) {
    for (const file of ["Dockerfile", "Dockerfile.dockerignore"]) {
      const text = readFileSync(path.join(root, "images", image, file), "utf8");
      writeFileSync(path.join(folder, "images", image, file), inPackage(text));
    }
    const sources = readFileSync(path.join(root, "images", image, "Dockerfile.dockerignore"), "utf8");
    for (const [, source = ""] of sources.matchAll(/^!(.*\.ts)$/gm)) {
      for (const imported of importsOf(readFileSync(path.join(root, source), "utf8"))) {
        const name = packageOf(imported);
        if (name !== undefined) names.add(name);
      }
    }
  }
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as Lock;
  // Types of events are imported from a package that has nothing else.
  const roots = [...names].filter((name) => Object.hasOwn(lock.packages, `node_modules/${name}`)).sort();
  const dependencies = Object.fromEntries(
    roots.map((name) => [name, lock.packages[`node_modules/${name}`]?.version ?? ""]),
  );
  const manifest = { name: "sluice-images", private: true, dependencies };
  mkdirSync(path.join(folder, INSTALLED), { recursive: true });
  writeJson(path.join(folder, INSTALLED, "package.json"), manifest);
  writeJson(path.join(folder, INSTALLED, "package-lock.json"), {
    ...{ name: manifest.name, lockfileVersion: lock.lockfileVersion, requires: true },
    packages: { "": manifest, ...partOf(lock, roots) },
  });
}

/** Dockerfiles and their lists of files, as they are in the package. */
function inPackage(text: string): string {
  return text
    .replaceAll(/^# Built from the root of the repository.*\n(#.*\n)*/gm, "")
    .replace(
      "COPY package.json package-lock.json ./",
      `COPY ${INSTALLED}/package.json ${INSTALLED}/package-lock.json ./`,
    )
    .replace("!package.json\n!package-lock.json\n", `!${INSTALLED}\n`)
    .replaceAll(/(^!.*|\bsrc\/main)\.ts\b/gm, "$1.js");
}

/** The packages of a lock file that some of them need, with what these need: each where Node.js would find it. */
function partOf({ packages }: Lock, roots: readonly string[]): Record<string, Locked> {
  const places = new Set(roots.map((name) => `node_modules/${name}`));
  // A set hands out what is added to it while it is gone through.
  for (const place of places) {
    const { dependencies, optionalDependencies } = packages[place] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const found = placeOf(name, place, packages);
      if (found !== undefined) places.add(found);
    }
  }
  const sorted = [...places].sort();
  return Object.fromEntries(
    sorted.flatMap((place) => (packages[place] ? [[place, withoutRole(packages[place])]] : [])),
  );
}

function placeOf(name: string, from: string, packages: Lock["packages"]): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    const place = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (Object.hasOwn(packages, place)) return place;
    if (folder === "") return undefined;
  }
}

/** Leaves out who needs the package: one that only tests need here may be needed there. */
function withoutRole(locked: Locked): Locked {
  const { dev: _dev, devOptional: _devOptional, ...rest } = locked as Locked & { dev?: true; devOptional?: true };
  return rest;
}

function writeJson(file: string, content: object): void {
  writeFileSync(file, `${JSON.stringify(content, undefined, 2)}\n`);
}
