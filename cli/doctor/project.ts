import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { checkKept, DATA_FORMAT, dataFolderOf, WAY_OUT } from "../../local/base/dataFolder";
import { projectFileIn } from "../../local/evaluation/projectFolder";
import { readSettings } from "../../local/evaluation/settings";
import { calledAs } from "../calledAs";
import type { Check } from "./check";

/** The parts of a package.json that are looked at. */
interface Manifest {
  version?: string;
  engines?: { node?: string };
  dependencies?: Readonly<Record<string, string>>;
  devDependencies?: Readonly<Record<string, string>>;
  peerDependencies?: Readonly<Record<string, string>>;
}

const PULUMI = ["@pulumi/pulumi", "@pulumi/aws", "@pulumi/awsx", "@pulumi/tls"];

/** Says which Pulumi project commands are about here, and whether it can be read. */
export function projectCheck(folder: string, stack: string): Check {
  const name = "project";
  if (!existsSync(projectFileIn(folder))) {
    return {
      ...{ name, state: "problem", found: `there is no Pulumi.yaml in ${folder}, nor in a folder above it` },
      mend: `go to the folder of a Pulumi project, or make one: ${calledAs("init")} orders`,
    };
  }
  try {
    const { project, main } = readSettings(folder, stack);
    return {
      name,
      state: "ok",
      found: `${project} in ${folder}, stack ${stack}, program ${path.relative(folder, main)}`,
    };
  } catch (error) {
    return { name, state: "problem", found: (error as Error).message, mend: "what the line above says" };
  }
}

/** Says whether this user may write where the local cloud keeps things. */
export function folderCheck(workFolder: string): Check {
  const name = "folder";
  const place = existsSync(workFolder) ? workFolder : path.dirname(workFolder);
  try {
    accessSync(place, constants.W_OK);
    return { name, state: "ok", found: `${workFolder} can be written to` };
  } catch {
    const mend = "give yourself the permission to write there, or copy the project to where you have it";
    return { name, state: "problem", found: `${place} cannot be written to`, mend };
  }
}

/** Says whether this version can read what earlier starts of the stack have kept. */
export function keptDataCheck(folder: string, workFolder: string, stack: string): Check {
  const name = "kept data";
  const root = dataFolderOf(workFolder, stack);
  if (!existsSync(root)) return { name, state: "ok", found: `none of the stack ${stack}` };
  try {
    checkKept(root, { project: readSettings(folder, stack).project, stack });
    return { name, state: "ok", found: `${path.relative(folder, root)}, format ${DATA_FORMAT}` };
  } catch (error) {
    const found = (error as Error).message.replace(`: ${WAY_OUT}`, "");
    return { name, state: "problem", found, mend: WAY_OUT };
  }
}

/**
 * Holds the packages of a project to those that this local cloud was made with.
 * @param own package.json of this package
 * @param nodeVersion such as `"20.19.0"`
 */
export function packageChecks(folder: string, own: Manifest, nodeVersion: string): readonly Check[] {
  const made = { ...own.dependencies, ...own.devDependencies, ...own.peerDependencies };
  const used = namesIn(folder);
  const pulumi = PULUMI.filter((name) => used.includes(name) || name === "@pulumi/pulumi");
  const awsSdk = used.filter((name) => name.startsWith("@aws-sdk/"));
  return [
    ...pulumi.map((name) => pulumiCheck(name, installed(name, folder)?.version, made[name])),
    ...sdkChecks(awsSdk, folder, nodeVersion),
  ];
}

function pulumiCheck(name: string, version: string | undefined, made: string | undefined): Check {
  if (version === undefined) {
    return { name, state: "problem", found: "not installed", mend: `npm install ${name}@${made ?? "latest"}` };
  }
  if (made === undefined) return { name, state: "ok", found: version };
  const [major, minor] = numbersOf(version);
  const [madeMajor, madeMinor] = numbersOf(made);
  if (major !== madeMajor) {
    const found = `${version}; the local cloud knows the types of ${madeMajor}`;
    return { name, state: "problem", found, mend: `npm install ${name}@${made}` };
  }
  if (minor < madeMinor) {
    const found = `${version}, older than the ${made.replace(/^\D/, "")} that this was tested with`;
    return { name, state: "note", found, mend: `npm install ${name}@${made}, should a property be strange` };
  }
  return { name, state: "ok", found: version };
}

/** AWS's clients say which Node.js they want; npm does no more than warn. */
function sdkChecks(names: readonly string[], folder: string, nodeVersion: string): readonly Check[] {
  const looked = names.map((name) => sdkCheck(name, installed(name, folder), nodeVersion));
  const wrong = looked.filter(({ state }) => state !== "ok");
  const versions = [...new Set(looked.filter(({ state }) => state === "ok").map(({ found }) => found))].sort();
  const [oldest, newest] = [versions[0], versions.at(-1)];
  if (oldest === undefined || newest === undefined) return wrong;
  const found = oldest === newest ? oldest : `${oldest} to ${newest}`;
  return [...wrong, { name: "AWS SDK", state: "ok", found: `${found}, for this Node.js` }];
}

function sdkCheck(name: string, manifest: Manifest | undefined, nodeVersion: string): Check {
  const { version, engines: { node = "" } = {} } = manifest ?? {};
  if (version === undefined) return { name, state: "problem", found: "not installed", mend: "npm install" };
  const [wanted] = numbersOf(node);
  if (wanted > Number.parseInt(nodeVersion, 10)) {
    const mend = `Node.js ${wanted} or newer, or an older version of the package in the lock file`;
    return { name, state: "problem", found: `${version} wants Node.js ${node}, and this is ${nodeVersion}`, mend };
  }
  return { name, state: "ok", found: version };
}

/** Names of the packages that a project asks for. */
function namesIn(folder: string): readonly string[] {
  const file = path.join(folder, "package.json");
  if (!existsSync(file)) return [];
  const { dependencies, devDependencies } = JSON.parse(readFileSync(file, "utf8")) as Manifest;
  return Object.keys({ ...dependencies, ...devDependencies }).sort();
}

/** The package.json of a package as the project's program finds it. */
function installed(name: string, folder: string): Manifest | undefined {
  const { paths } = createRequire(path.join(folder, "index.js")).resolve;
  const place = (paths(name) ?? [])
    .map((each) => path.join(each, name, "package.json"))
    .find((each) => existsSync(each));
  return place === undefined ? undefined : (JSON.parse(readFileSync(place, "utf8")) as Manifest);
}

/** The first two numbers of a version or a range: `^7.48.0` gives 7 and 48. */
function numbersOf(version: string): readonly [major: number, minor: number] {
  const [, major = "0", minor = "0"] = /(\d+)(?:\.(\d+))?/.exec(version) ?? [];
  return [Number(major), Number(minor)];
}
