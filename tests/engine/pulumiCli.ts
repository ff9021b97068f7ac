import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The newest version of the module that Go's public proxy was found to serve; the protocol has not changed since. */
const VERSION = "3.230.0";
const MODULE = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const VERSION_SYMBOL = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const BUILD_LIMIT_MS = 10 * 60_000;

/** A Pulumi CLI that can be run. */
export interface PulumiCli {
  /** The folder with `bin/pulumi`; absent for the one on the PATH. */
  root?: string;
  version: string;
  /** For people: where it came from. */
  origin: string;
}

/**
 * Finds the Pulumi CLI: in `PULUMI_ROOT`, on the PATH (where `npm` puts an installed `pulumi` package), in the cache, or built
 * into the cache by a Go toolchain. Pulumi's own download site is not asked: tests should not install programs that nobody
 * asked for.
 *
 * @param say gets a line before something that takes time
 * @returns what was tried and what came of it, where there is none
 * @throws Error when `PULUMI_ROOT` is set and wrong
 */
export async function findPulumiCli(say: (line: string) => void): Promise<PulumiCli | { tried: readonly string[] }> {
  const tried: string[] = [];
  const attempt = async (origin: string, root?: string): Promise<PulumiCli | undefined> => {
    try {
      const { stdout } = await run(root === undefined ? "pulumi" : binaryOf(root), ["version"], { env: quiet() });
      return { version: stdout.trim(), origin, ...(root !== undefined && { root }) };
    } catch (error) {
      tried.push(`${origin}: ${firstLine(error)}`);
      return undefined;
    }
  };

  const chosen = process.env.PULUMI_ROOT;
  if (chosen !== undefined) {
    const found = await attempt(`PULUMI_ROOT=${chosen}`, chosen);
    if (found) return found;
    throw new Error(`no Pulumi CLI runs at ${binaryOf(chosen)}: correct PULUMI_ROOT, or unset it`);
  }
  const installed = await attempt("the PATH");
  if (installed) return installed;

  const root = path.join(cacheFolder(), `pulumi-${VERSION}`);
  if (!existsSync(binaryOf(root))) {
    say(`no Pulumi CLI on the PATH: building ${VERSION} from its Go module into ${root} (some minutes, once)`);
    try {
      await build(root);
    } catch (error) {
      return { tried: [...tried, `Go module ${MODULE}@v${VERSION}: ${firstLine(error)}`] };
    }
  }
  return (await attempt(`the build in ${root}`, root)) ?? { tried };
}

/** A module of its own, so that nothing of it touches this repository. */
async function build(root: string): Promise<void> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "sluice-pulumi-"));
  const go = (...args: string[]) =>
    run("go", args, {
      cwd: folder,
      timeout: BUILD_LIMIT_MS,
      maxBuffer: 64 * 1024 * 1024,
      env: { ...process.env, GOFLAGS: "-mod=mod", GOTOOLCHAIN: "local", CGO_ENABLED: "0" },
    });
  try {
    await go("mod", "init", "sluice.test/pulumi");
    await go("get", `${MODULE}@v${VERSION}`);
    // Beside the place where it is looked for, then renamed: a build that is interrupted leaves nothing that would be run.
    const partial = `${binaryOf(root)}.${process.pid}`;
    await go("build", "-ldflags", `-s -w -X ${VERSION_SYMBOL}=${VERSION}`, "-o", partial, MODULE);
    renameSync(partial, binaryOf(root));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function binaryOf(root: string): string {
  return path.join(root, "bin", "pulumi");
}

function cacheFolder(): string {
  return path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "sluice");
}

function quiet(): NodeJS.ProcessEnv {
  return { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" };
}

/** Picks a program's own line about its failure, else Node's. */
function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message: string };
  return (stderr?.trim() || message).split("\n")[0] ?? message;
}
