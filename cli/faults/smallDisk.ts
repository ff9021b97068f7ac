import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import path from "node:path";

const MEGABYTES = 400;
const BLOCK = Buffer.alloc(64 * 1024);

/** A disk of its own for one folder, so small that it can be filled. */
export class SmallDisk {
  private constructor(private readonly folder: string) {}

  /** @returns `undefined` where nobody may mount one: on another system than Linux, or as another user than root */
  static mount(folder: string): SmallDisk | undefined {
    if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
    const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${MEGABYTES}m,mode=755`, "tmpfs", folder]);
    return status === 0 ? new SmallDisk(folder) : undefined;
  }

  /** Leaves no byte free. */
  fill(): void {
    const file = openSync(this.ballast, "w");
    try {
      for (;;) writeSync(file, BLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      closeSync(file);
    }
  }

  free(): void {
    rmSync(this.ballast, { force: true });
  }

  unmount(): void {
    spawnSync("umount", [this.folder]);
  }

  private get ballast(): string {
    return path.join(this.folder, "ballast");
  }
}
