import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { writeBuilt } from "../local/console/pages";
import { buildPortal } from "./build";
import { emit } from "./pack/emit";
import { PACKAGES, type PackagePlan } from "./pack/packages";
import { stage } from "./pack/stage";

const ROOT = path.join(__dirname, "..");

/** A package in `dist/`. */
export interface Packed {
  plan: PackagePlan;
  folder: string;
  version: string;
  tarball: string;
  bytes: number;
  unpackedBytes: number;
}

/** The parts of what `npm pack --json` prints. */
interface NpmResult {
  filename?: string;
  version?: string;
  unpackedSize?: number;
}

/** Makes the packages of this repository, as tarballs in `dist/`. */
export async function pack(root = ROOT): Promise<readonly Packed[]> {
  await buildPortal(root);
  await writeBuilt(path.join(root, "web", "console"));
  emit(root);
  const dist = path.join(root, "dist");
  mkdirSync(dist, { recursive: true });
  for (const name of readdirSync(dist).filter((file) => file.endsWith(".tgz"))) rmSync(path.join(dist, name));
  return PACKAGES.map((plan) => {
    const folder = stage(root, plan);
    const printed = execFileSync("npm", ["pack", "--json", "--pack-destination", dist], {
      cwd: folder,
      encoding: "utf8",
    });
    const [{ filename = "", version = "", unpackedSize = 0 } = {}] = resultsOf(printed);
    const tarball = path.join(dist, filename);
    const bytes = statSync(tarball).size;
    if (bytes > plan.maxBytes) {
      throw new Error(
        `${plan.name} has ${bytes} bytes, more than ${plan.maxBytes}: see what got into dist/${plan.folder}, or raise maxBytes in cli/pack/packages.ts`,
      );
    }
    return { plan, folder, version, tarball, bytes, unpackedBytes: unpackedSize };
  });
}

/** npm prints a list; from version 12 on, an object by the packages' names. */
function resultsOf(printed: string): readonly NpmResult[] {
  return Object.values(JSON.parse(printed) as Record<string, NpmResult>);
}

async function main(): Promise<void> {
  for (const { tarball, bytes, unpackedBytes } of await pack()) {
    const [packed, unpacked] = [bytes, unpackedBytes].map((size) => `${Math.round(size / 1000)} KB`);
    process.stdout.write(`${path.relative(ROOT, tarball)}  ${packed}, unpacked ${unpacked}\n`);
  }
}

if (require.main === module) {
  main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
