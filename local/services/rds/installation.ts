import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { CACHE_FOLDER } from "../../base/workFolder";
import { type Binaries, findBinaries } from "./binaries";
import type { PostgresSpec } from "./rds";
import { createFolderFor, reachableBinaries, type ServerUser, serverUser } from "./serverUser";
import type { Settings } from "./settings";
import { templateCluster } from "./template";

const TEMPLATES = path.join(CACHE_FOLDER, "sluice");
const run = promisify(execFile);

/** All that a server starts from. */
export interface Installation {
  binaries: Binaries;
  user: ServerUser;
  /** Folder of the empty cluster. */
  template: string;
}

/** Finds Postgres, and makes the empty cluster where there is none yet. @throws Error that says what to install */
export async function findInstallation(): Promise<Installation> {
  const user = serverUser();
  const binaries = await reachableBinaries(user, await findBinaries());
  return { binaries, user, template: await templateCluster(binaries, user, TEMPLATES) };
}

/**
 * Has Postgres read the settings of an instance without starting it.
 * @param folder that servers are made below
 * @throws Error with what Postgres says of settings that it does not take
 */
export async function checkSettings(
  { binaries, user, template }: Installation,
  folder: string,
  { identifier }: Pick<PostgresSpec, "identifier">,
  settings: Settings,
): Promise<void> {
  await createFolderFor(user, folder);
  const file = path.join(folder, `${identifier}.conf`);
  await writeFile(file, settings["postgresql.conf"], { mode: 0o644 });
  try {
    const args = ["-D", template, `--config-file=${file}`, "-C", "max_connections"];
    await run(path.join(binaries.folder, "bin", "postgres"), args, { ...user, cwd: folder });
  } catch (cause) {
    const said = (cause as { stderr?: string }).stderr?.trim().replaceAll("\n", "; ");
    throw new Error(`The local Postgres (${binaries.folder}) would not start: ${said || String(cause)}`, { cause });
  } finally {
    await rm(file, { force: true });
  }
}
