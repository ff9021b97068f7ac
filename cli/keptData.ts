import { existsSync } from "node:fs";
import path from "node:path";
import { dataFolderOf } from "../local/base/dataFolder";
import type { StartOptions } from "./startOptions";

/** Things that every start begins without, whatever is kept. */
const NOT_KEPT = "sign-ins and calls that are under way";

/** Says what a start finds of earlier ones, and what becomes of its own data: one line each, and in brief for the first screen. */
export function describeKept(
  folder: string,
  workFolder: string,
  { stack, keep, fresh }: Pick<StartOptions, "stack" | "keep" | "fresh">,
): { before?: string; after: string; brief: string } {
  const root = dataFolderOf(workFolder, stack);
  const place = path.relative(folder, root);
  if (!keep) {
    const nothing = "nothing of this start is kept";
    return { after: nothing, brief: nothing };
  }
  return {
    ...(existsSync(root) && {
      before: fresh
        ? `emptied ${place}`
        : `goes on with ${place} (--fresh starts with nothing), but without ${NOT_KEPT}`,
    }),
    after: `what it holds stays in ${place}, but for ${NOT_KEPT}`,
    brief: `stops it; its data stays in ${place}`,
  };
}
