import { existsSync, lstatSync, mkdirSync, statSync } from "node:fs";
import { chown, cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Binaries } from "./binaries";

/** The user that Postgres runs as, as `child_process.spawn` takes it; empty for whoever runs the local cloud. */
export type ServerUser = { uid: number; gid: number } | Record<string, never>;

/** `nobody`, by the number it has on Linux; macOS has no such user, and needs none. */
const NOBODY = 65_534;
/** The bit of a folder's mode by which everybody may look up what is in it. */
const SEARCHABLE_BY_ALL = 0o001;
const TEMPORARY = path.join(tmpdir(), "sluice-postgres");

/** Postgres refuses to run as root, which many a CI container is: it gets an id that owns nothing else. No user is created. */
export function serverUser(currentUid = process.getuid?.()): ServerUser {
  return currentUid === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

/** Short enough for a file name: caches of different users do not mix. */
export function userLabel(user: ServerUser, currentUid = process.getuid?.()): string {
  return String(user.uid ?? currentUid ?? "user");
}

/** Creates a folder that belongs to the user. */
export async function createFolderFor(user: ServerUser, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (user.uid !== undefined) await chown(folder, user.uid, user.gid);
}

/** `preferred` where the user can get to its parent; otherwise, as below root's own home, a folder of that name among temporary files. */
export function reachableFolder(user: ServerUser, preferred: string, temporary = TEMPORARY): string {
  return user.uid === undefined || isReachable(path.dirname(preferred))
    ? preferred
    : path.join(ownedFolder(temporary), path.basename(preferred));
}

/** Binaries where the user can run them: as they are, or in a copy among temporary files that is made once a version. */
export async function reachableBinaries(
  user: ServerUser,
  binaries: Binaries,
  temporary = TEMPORARY,
): Promise<Binaries> {
  if (user.uid === undefined || isReachable(binaries.folder)) return binaries;
  const folder = path.join(ownedFolder(temporary), `native-${binaries.version}`);
  if (!existsSync(folder)) {
    const draft = await mkdtemp(`${folder}-`);
    await cp(binaries.folder, path.join(draft, "native"), { recursive: true, verbatimSymlinks: true });
    await moveInto(path.join(draft, "native"), folder);
    await rm(draft, { recursive: true, force: true });
  }
  return { ...binaries, folder };
}

/** Moves a finished folder to its place, unless another start has put one there at this moment: then theirs stays. */
export async function moveInto(draft: string, place: string): Promise<void> {
  try {
    await rename(draft, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    await rm(draft, { recursive: true, force: true });
  }
}

function isReachable(folder: string): boolean {
  for (let place = folder; ; place = path.dirname(place)) {
    if (existsSync(place) && (statSync(place).mode & SEARCHABLE_BY_ALL) === 0) return false;
    if (place === path.dirname(place)) return true;
  }
}

/** Creates it. @throws Error when somebody else has: among temporary files anybody may, and put anything in it */
function ownedFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const { uid } = lstatSync(folder);
  if (uid !== process.getuid?.()) throw new Error(`${folder} belongs to user id ${uid}: remove it, and start again`);
  return folder;
}
