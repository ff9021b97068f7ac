import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { CloudForPulumi } from "../../local/cloudForPulumi";

/** What exists in a local cloud, and of it on this machine. */
export interface Inventory {
  tables: readonly string[];
  queues: readonly string[];
  /** Command lines of the processes that this one has started. */
  processes: readonly string[];
  /** Paths below the work folder. */
  files: readonly string[];
}

export async function takeInventory({ services }: CloudForPulumi): Promise<Inventory> {
  const client = { endpoint: services.edgeUrl, region: "us-east-1", credentials: services.iam.operator };
  const dynamodb = new DynamoDBClient(client);
  const sqs = new SQSClient(client);
  try {
    const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
    return { tables: TableNames, queues: QueueUrls, processes: childProcesses(), files: filesOf(services.workFolder) };
  } finally {
    dynamodb.destroy();
    sqs.destroy();
  }
}

/** Command lines of the processes that this one has started. esbuild's service belongs to the program, not to the cloud: it stays for the next evaluation. */
export function childProcesses(): readonly string[] {
  const all = execFileSync("ps", ["-A", "-o", "ppid=,args="], { encoding: "utf8" }).split("\n");
  return all
    .map((line) => /^\s*(\d+)\s+(.*)$/.exec(line))
    .flatMap((match) => (match !== null && Number(match[1]) === process.pid ? [match[2] ?? ""] : []))
    .filter((command) => !command.startsWith("ps ") && !command.includes("esbuild"))
    .sort();
}

/** Unpacked code is a cache, named by content: equal code of the next deployment need not be unpacked again. */
function filesOf(workFolder: string): readonly string[] {
  return (readdirSync(workFolder, { recursive: true }) as string[])
    .filter((file) => !file.startsWith(`code${path.sep}`) && file !== "code")
    .sort();
}
