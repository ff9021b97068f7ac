import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { EMITTED, emitEsModules } from "./emit";
import { writeImageContexts } from "./imageContext";
import { importsOf } from "./imports";
import { manifestOf, type OwnManifest } from "./manifest";
import { COMPONENTS, type PackagePlan } from "./packages";

/** Puts a package together in a folder below `dist/`, from what was compiled. @returns that folder */
export function stage(root: string, plan: PackagePlan): string {
  const folder = path.join(root, "dist", plan.folder);
  rmSync(folder, { recursive: true, force: true });
  for (const file of filesOf(root, plan)) {
    mkdirSync(path.dirname(path.join(folder, file.to)), { recursive: true });
    cpSync(file.from, path.join(folder, file.to), { recursive: true });
  }
  if (plan === COMPONENTS) {
    for (const part of ["components", "functions"]) emitEsModules(root, part, path.join(folder, "esm"));
    writeImageContexts(root, folder);
  } else {
    withoutMaps(folder);
    // It is required for what it does, and exports nothing to anybody.
    writeFileSync(path.join(folder, "local/evaluation/typescript.d.cts"), "export {};\n");
  }
  keepDeclarations(folder, plan.typed);
  checkComplete(folder, plan);
  writeFileSync(path.join(folder, "README.md"), readFileSync(path.join(root, "cli", "pack", `${plan.folder}.md`)));
  const own = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as OwnManifest;
  writeFileSync(path.join(folder, "package.json"), `${JSON.stringify(manifestOf(plan, folder, own), undefined, 2)}\n`);
  return folder;
}

/** The files of a package that are there already: where they are, and where they go. */
function filesOf(root: string, plan: PackagePlan): { from: string; to: string }[] {
  const isLeft = (file: string) =>
    plan.without.some((part) => file === part || file.startsWith(`${part}/`) || file.startsWith(`${part}.`));
  const compiled = plan.code.flatMap((part) =>
    filesBelow(path.join(root, EMITTED), part).filter((file) => /\.(js|js\.map|d\.ts)$/.test(file)),
  );
  const others = plan.code
    .flatMap((part) => filesBelow(root, part))
    .filter((file) => !/\.ts$/.test(file) || file.startsWith("local/pages/"))
    .filter((file) => !/\.md$/.test(file));
  return [
    ...compiled.filter((file) => !isLeft(file)).map((file) => ({ from: path.join(root, EMITTED, file), to: file })),
    ...[...others, ...plan.files]
      .filter((file) => !isLeft(file))
      .map((file) => ({ from: path.join(root, file), to: file })),
  ];
}

/** Files of a folder, or those of a module by its path without an ending. */
function filesBelow(root: string, part: string): string[] {
  const place = path.join(root, part);
  if (existsSync(place) && statSync(place).isDirectory()) {
    return readdirSync(place, { recursive: true, encoding: "utf8" })
      .map((name) => path.posix.join(part, name.split(path.sep).join("/")))
      .filter((file) => statSync(path.join(root, file)).isFile());
  }
  const beside = path.dirname(place);
  return existsSync(beside)
    ? readdirSync(beside)
        .filter((name) => name.startsWith(`${path.basename(part)}.`))
        .map((name) => path.posix.join(path.posix.dirname(part), name))
    : [];
}

/** @throws Error naming the modules of the repository that a module of the package imports, and that are not in it */
function checkComplete(folder: string, { name, without }: PackagePlan): void {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((file) =>
    file.split(path.sep).join("/"),
  );
  const known = new Set(files);
  const missing = files
    .filter((file) => /\.(c?js|mjs)$/.test(file) && !/^(web|local\/pages)\//.test(file))
    .flatMap((file) =>
      importsOf(readFileSync(path.join(folder, file), "utf8"))
        .filter((imported) => imported.startsWith("."))
        .map((imported) => path.posix.join(path.posix.dirname(file), imported))
        .filter((target) => !["", ".js", "/index.js"].some((ending) => known.has(target + ending)))
        .filter((target) => target !== "package.json" && !without.includes(target))
        .map((target) => `${target}, which ${file} imports`),
    );
  if (missing.length > 0) throw new Error(`${name} lacks ${missing.join("; ")}: see cli/pack/packages.ts`);
}

/** Nobody steps through the local cloud in its TypeScript: its JavaScript has the comments and the names. */
function withoutMaps(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const file = path.join(folder, name);
    if (name.endsWith(".js.map")) rmSync(file);
    else if (name.endsWith(".js") && statSync(file).isFile()) {
      writeFileSync(file, readFileSync(file, "utf8").replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n"));
    }
  }
}

/** Leaves the declarations that users' own code can reach from the package's entries. */
function keepDeclarations(folder: string, entries: readonly string[]): void {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.split(path.sep).join("/"))
    .filter((name) => name.endsWith(".d.ts"));
  const known = new Set(all);
  const reached = new Set(all.filter((name) => entries.some((entry) => name.startsWith(entry))));
  for (const name of reached) {
    for (const imported of importsOf(readFileSync(path.join(folder, name), "utf8"))) {
      if (!imported.startsWith(".")) continue;
      const target = path.posix.join(path.posix.dirname(name), imported);
      for (const file of [`${target}.d.ts`, `${target}/index.d.ts`]) if (known.has(file)) reached.add(file);
    }
  }
  for (const name of all) if (!reached.has(name)) rmSync(path.join(folder, name));
}
