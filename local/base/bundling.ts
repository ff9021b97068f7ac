import { type BuildOptions, build, stop } from "esbuild";

let underWay = 0;

/**
 * Bundles by esbuild, and ends its process once nothing is being bundled: it would keep all that it has read, hundreds of
 * megabytes after the images of a large program.
 */
export async function runEsbuild<O extends BuildOptions>(options: O): ReturnType<typeof build<O>> {
  underWay += 1;
  try {
    return await build<O>(options as Parameters<typeof build<O>>[0]);
  } finally {
    underWay -= 1;
    if (underWay === 0) await stop();
  }
}
