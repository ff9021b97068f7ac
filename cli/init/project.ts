import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The parts of this package's own package.json from which a new project takes versions. */
export interface OwnVersions {
  version: string;
  dependencies: Readonly<Record<string, string>>;
  peerDependencies?: Readonly<Record<string, string>>;
  devDependencies?: Readonly<Record<string, string>>;
}

export interface ProjectOptions {
  /** Absolute path of a folder that is empty, or is not there yet. */
  folder: string;
  /** @default the folder's name */
  name?: string;
  /** A folder with tarballs of the packages, in place of the registry's. */
  packages?: string;
}

const TEMPLATE = path.join(__dirname, "template");
/** Files of the template that go elsewhere: npm publishes no file of some names, and finds others by theirs. */
const PLACES: Readonly<Record<string, string>> = { "workflow/test.yml": ".github/workflows/test.yml" };
/** Names that an empty folder may have something under. */
const NOTHING = [".git", ".DS_Store"];
const PULUMI = ["@pulumi/aws", "@pulumi/awsx", "@pulumi/pulumi", "@pulumi/tls"];

/**
 * Makes a project of a folder: a system, a handler, a test and CI.
 *
 * @returns the files, from the folder
 * @throws Error where the folder is not empty, a name cannot be a project's, or a tarball is missing; nothing is written then
 */
export function makeProject(options: ProjectOptions, own: OwnVersions): readonly string[] {
  const { folder, name = nameOf(path.basename(folder)) } = options;
  if (!/^[a-z][a-z0-9-]{0,40}$/.test(name)) {
    throw new Error(`"${name}" cannot be a project's name: take small letters, digits and dashes, such as orders`);
  }
  const others = existsSync(folder) ? readdirSync(folder).filter((each) => !NOTHING.includes(each)) : [];
  if (others.length > 0) {
    throw new Error(
      `${folder} is not empty (${others.slice(0, 3).join(", ")}): name a folder that is, or that is not there yet`,
    );
  }
  const files = new Map([...templateFiles(name), ...madeFiles(name, options, own)]);
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return [...files.keys()].sort();
}

/** A folder's name as the name of a project. */
function nameOf(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "");
  return name === "" ? "events" : name.slice(0, 40);
}

function templateFiles(name: string): [file: string, text: string][] {
  return readdirSync(TEMPLATE, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".txt"))
    .map((file) => {
      const target = file
        .replace(/\.txt$/, "")
        .split(path.sep)
        .join("/");
      return [PLACES[target] ?? target, readFileSync(path.join(TEMPLATE, file), "utf8").replaceAll("NAME", name)];
    });
}

function madeFiles(name: string, { packages }: ProjectOptions, own: OwnVersions): [file: string, text: string][] {
  const known = { ...own.devDependencies, ...own.dependencies, ...own.peerDependencies };
  const ranges = (names: readonly string[]) =>
    Object.fromEntries(names.map((each) => [each, known[each]?.replace(/^(?=\d)/, "^") ?? "*"]));
  const ours = (each: string) =>
    packages === undefined ? `^${own.version}` : `file:${tarballOf(each, packages, own.version)}`;
  const manifest = {
    name,
    version: "0.1.0",
    private: true,
    main: "index.ts",
    scripts: {
      dev: "sluice dev",
      test: "node --require sluice/typescript --test test/report.test.ts",
      check: "tsc --noEmit",
    },
    dependencies: {
      ...ranges(["@aws-sdk/client-dynamodb", ...PULUMI]),
      "@sluice/components": ours("@sluice/components"),
    },
    devDependencies: {
      ...ranges(["@aws-sdk/client-lambda"]),
      "@types/node": "^20.19.0",
      sluice: ours("sluice"),
      ...ranges(["typescript"]),
    },
  };
  return [
    ["package.json", `${JSON.stringify(manifest, undefined, 2)}\n`],
    [".gitignore", "node_modules/\n.sluice/\n"],
    ["Pulumi.yaml", `name: ${name}\ndescription: Counts events by their content\nruntime: nodejs\n`],
    [
      "Pulumi.local.yaml",
      `config:\n  aws:region: us-east-1\n  # Only this machine reaches the local cloud: a deployed stack leaves these out.\n  ${name}:auth: public\n  ${name}:deletionProtection: false\n`,
    ],
  ];
}

/** @throws Error that says how to make it */
function tarballOf(name: string, folder: string, version: string): string {
  const file = path.resolve(folder, `${name.replace("@", "").replace("/", "-")}-${version}.tgz`);
  if (existsSync(file)) return file;
  throw new Error(`there is no ${file}: npm run pack makes it, in a checkout of Sluice`);
}
