import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { CloudForPulumi } from "../../local/cloudForPulumi";

/** Unpacked code and built images are caches, named by content: the next deployment need not make equal ones again. */
const CACHES: readonly string[] = ["code", "images"];

/** The certificate that databases' own are signed with is the local cloud's: made for the first one, and good for all. */
const AUTHORITY = path.join("rds", "authority.pem");

/** The things that exist in a local cloud, and of it on this machine. */
export interface Inventory {
  tables: readonly string[];
  queues: readonly string[];
  /** ARNs of containers that have not stopped. */
  tasks: readonly string[];
  /** Command lines of the processes that this one has started, Postgres servers and containers among them. */
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
    const tasks = services.ecs.tasks().filter(({ status }) => status !== "STOPPED");
    return {
      tables: TableNames,
      queues: QueueUrls,
      tasks: tasks.map(({ arn }) => arn),
      processes: childProcesses(),
      files: filesOf(services.workFolder),
    };
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

function filesOf(workFolder: string): readonly string[] {
  return (readdirSync(workFolder, { recursive: true }) as string[])
    .filter((file) => !CACHES.includes(file.split(path.sep)[0] ?? "") && file !== AUTHORITY)
    .sort();
}
