import { type Clock, systemClock } from "../../local/base/clock";
import { steadyClock } from "../../local/base/steadyClock";
import { start } from "../../local/cloud";
import { writeLocalAccess } from "../localAccess";
import { writeOutputs } from "../outputsFile";
import { breakDisk } from "./brokenDisk";
import type { HostFault, HostMessage, HostOptions } from "./hostMessages";

// The program of a local cloud that faults are tried on: `npm start`, with a clock and a disk that can be broken from outside.

async function main(): Promise<void> {
  const { systems, workFolder, timeScale, chaos, keepsAtPort } = JSON.parse(process.argv[2] ?? "{}") as HostOptions;
  const say = (message: HostMessage) => void process.send?.(message);
  let offMs = 0;
  const jumping: Clock = { now: () => systemClock.now() + offMs, after: systemClock.after };
  // As every local cloud does with its clock.
  const clock = steadyClock(jumping);
  const warn = (source: string, line: string) => say({ kind: "warning", line: `${source}: ${line}` });
  const cloud = await start(
    { folder: process.cwd(), stack: "local", config: { systems } },
    {
      ...{ port: keepsAtPort ?? 0, keep: keepsAtPort !== undefined },
      ...{ workFolder, timeScale, clock, report: { stage() {}, log() {}, warn }, ...(chaos && { chaos }) },
    },
  );
  writeLocalAccess(workFolder, cloud.services);
  writeOutputs(workFolder, cloud.outputs);
  process.on("message", (fault: HostFault) => {
    if (fault.kind === "clock") offMs = fault.offMs;
    else breakDisk(workFolder, fault);
    say({ kind: "done" });
  });
  // Whoever started it is gone, or wants it to end.
  process.once("disconnect", () => {
    cloud.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  });
  say({ kind: "ready" });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
