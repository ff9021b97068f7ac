import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type LocalCloud, start } from "../../local/cloud";
import type { JobOutputs } from "../../stacks/interval-processing/system";

const ROOT = path.join(__dirname, "..", "..");

export interface Outputs {
  bucketName: string;
  clusterName: string;
  subnetIds: string[];
  securityGroupId: string;
  databaseEndpoint: string;
  databaseName: string;
  databaseSecretArn: string;
  jobs: Record<string, JobOutputs>;
}

export interface RunningProgram {
  cloud: LocalCloud;
  outputs: Outputs;
  /** Lines that tasks wrote, and warnings. */
  lines: readonly string[];
  stop(): Promise<void>;
}

/** The system `interval-processing` on this machine; its schedules are off, so that only the test runs jobs. */
export async function runWith(settings: object): Promise<RunningProgram> {
  const workFolder = realpathSync(mkdtempSync(path.join(tmpdir(), "sluice-interval-")));
  const lines: string[] = [];
  const note = (_source: string, line: string) => void lines.push(line);
  const intervalProcessing = { deletionProtection: false, enabled: false, ...settings };
  const cloud = await start(
    { folder: ROOT, stack: "local", config: { systems: ["interval-processing"], intervalProcessing } },
    { port: 0, workFolder, report: { stage() {}, log: note, warn: note } },
  );
  return {
    cloud,
    outputs: cloud.outputs.intervalProcessing?.value as unknown as Outputs,
    lines,
    async stop() {
      await cloud.stop();
      rmSync(workFolder, { recursive: true, force: true });
    },
  };
}
