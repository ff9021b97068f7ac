import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import {
  CreateTableCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  ListTablesCommand,
} from "@aws-sdk/client-dynamodb";
import { findBinary } from "../../../local/services/dynamodb/binary";

/** A DynamoDB engine in memory, for one test file. */
export interface DynamoEngine {
  /** The settings of a client of the engine; plain data, so that a serialised handler may capture it. */
  config: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  client: DynamoDBClient;
  createTable(name: string, hashKey: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startDynamoEngine(): Promise<DynamoEngine> {
  const port = await freePort();
  const child = spawn(findBinary().path, ["serve", "--port", String(port)], { stdio: "ignore" });
  const config = {
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  };
  // The retries carry the client over the engine's start.
  await new DynamoDBClient({ ...config, maxAttempts: 20 }).send(new ListTablesCommand({}));
  const client = new DynamoDBClient(config);
  return {
    config,
    client,
    async createTable(name, hashKey) {
      await client.send(
        new CreateTableCommand({
          TableName: name,
          AttributeDefinitions: [{ AttributeName: hashKey, AttributeType: "S" }],
          KeySchema: [{ AttributeName: hashKey, KeyType: "HASH" }],
          BillingMode: "PAY_PER_REQUEST",
        }),
      );
    },
    async stop() {
      client.destroy();
      await end(child);
    },
  };
}

/** A client of a port where nobody listens. */
export async function unreachableClient(): Promise<DynamoDBClient> {
  const config: DynamoDBClientConfig = {
    endpoint: `http://127.0.0.1:${await freePort()}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  return new DynamoDBClient(config);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGKILL");
  await exited;
}
