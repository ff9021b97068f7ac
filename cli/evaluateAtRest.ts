import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { silentReport } from "../local/base/report";
import { type CloudOptions, type LocalCloud, type Program, start } from "../local/cloud";
import { buildServed } from "./build";

/** Evaluates a program in a cloud of its own in which nothing runs by itself, and gives what is read of it; nothing stays. */
export async function evaluateAtRest<Read>(
  program: Program,
  read: (cloud: LocalCloud) => Read,
  options: Pick<CloudOptions, "standIn"> = {},
): Promise<Read> {
  const workFolder = mkdtempSync(path.join(tmpdir(), "sluice-at-rest-"));
  const ended = new AbortController();
  // Beside the start of the services; what fails is thrown where it is waited for.
  const prepared = buildServed(program, { signal: ended.signal });
  prepared.catch(() => {});
  try {
    const cloud = await start(program, {
      ...{ port: 0, atRest: true, workFolder, report: silentReport, prepared },
      ...options,
    });
    try {
      return read(cloud);
    } finally {
      await cloud.stop();
    }
  } finally {
    ended.abort();
    await prepared.catch(() => {});
    rmSync(workFolder, { recursive: true, force: true });
  }
}
