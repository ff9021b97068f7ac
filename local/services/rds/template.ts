import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, chown, copyFile, cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Binaries } from "./binaries";
import { ADMINISTRATOR, CERTIFICATES, writeCertificates } from "./certificates";
import { createFolderFor, moveInto, reachableFolder, type ServerUser, userLabel } from "./serverUser";

// Raised when what goes into the template changes, so that no older one is taken for it.
const TEMPLATE_VERSION = 1;
const run = promisify(execFile);

/**
 * Makes, once per version of Postgres, an empty cluster with its certificates, and returns its folder. Each server starts on a copy:
 * making a cluster takes about a second, which nobody should wait for twice.
 *
 * @param binaries where the user can run them
 */
export async function templateCluster(binaries: Binaries, user: ServerUser, cacheFolder: string): Promise<string> {
  const name = `postgres-${binaries.version}-${TEMPLATE_VERSION}-${userLabel(user)}`;
  const template = reachableFolder(user, path.join(cacheFolder, name));
  if (existsSync(template)) return template;

  await mkdir(path.dirname(template), { recursive: true });
  const draft = await mkdtemp(`${template}-`);
  try {
    await createFolderFor(user, draft);
    const cluster = path.join(draft, "cluster");
    await run(
      path.join(binaries.folder, "bin", "initdb"),
      [
        `--pgdata=${cluster}`,
        `--username=${ADMINISTRATOR}`,
        "--auth=reject",
        "--encoding=UTF8",
        // The same order of text on every machine; RDS's own default for new databases is a locale of the C library.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        // One segment of the log is copied with each server: 1 MiB instead of 16.
        "--wal-segsize=1",
        "--no-sync",
      ],
      { ...user, cwd: draft },
    );
    await writeCertificates(cluster, user);
    await moveInto(cluster, template);
  } catch (cause) {
    throw new Error(`The local Postgres could not make an empty cluster in ${template}: ${cause}`, { cause });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return template;
}

/** Has a cluster show the certificates of the template. */
export async function copyCertificates(template: string, cluster: string, user: ServerUser): Promise<void> {
  for (const file of Object.values(CERTIFICATES)) {
    const place = path.join(cluster, file);
    await copyFile(path.join(template, file), place);
    await chmod(place, 0o600);
    if (user.uid !== undefined) await chown(place, user.uid, user.gid);
  }
}

/** Copies the template to `folder`, which does not exist yet, below one that the user may write to. */
export async function copyCluster(template: string, folder: string, user: ServerUser): Promise<void> {
  // A thousand small files: `cp` takes 80 ms, Node 600. The copy belongs to whoever makes it.
  if (process.platform === "win32") await cp(template, folder, { recursive: true });
  else await run("cp", ["-R", template, folder], { ...user, cwd: path.dirname(folder) });
}
