import fs, { type PathLike, type WriteStream } from "node:fs";
import type { HostFault } from "./hostMessages";

type Broken = Pick<Extract<HostFault, { kind: "disk" }>, "slowMs" | "fails">;

let broken: Broken = {};
let isPatched = false;

/** Makes the files that this process writes below a folder slow, or its writing fail, from the next file on. */
export function breakDisk(folder: string, how: Broken): void {
  broken = how;
  if (isPatched) return;
  isPatched = true;
  const { createWriteStream } = fs;
  // Objects are written so; databases write in processes of their own.
  fs.createWriteStream = ((file: PathLike, options?: object): WriteStream => {
    if (!String(file).startsWith(folder)) return createWriteStream(file, options);
    return createWriteStream(file, { ...options, fs: { ...fs, open } });
  }) as typeof createWriteStream;
}

/** Opens a file as `fs.open` does, as late and as well as the broken disk lets it. */
function open(
  file: PathLike,
  flags: string,
  mode: number,
  callback: (error: Error | null, file: number) => void,
): void {
  const { fails, slowMs = 0 } = broken;
  setTimeout(() => {
    if (fails === undefined) return fs.open(file, flags, mode, callback);
    callback(Object.assign(new Error(`${fails}: read-only file system, open '${String(file)}'`), { code: fails }), -1);
  }, slowMs);
}
