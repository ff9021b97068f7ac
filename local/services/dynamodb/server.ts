import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Pool } from "undici";
import { AwsError } from "../../base/awsError";
import { freePort, secretLoopbackAddress } from "../../base/freePort";
import { supervised } from "../../base/supervised";
import type { RawReply } from "../../edge/awsService";

/** The running dynoxide process. */
export interface DynamoServer {
  /** Resolves when the process has ended, with the last line it wrote. */
  readonly ended: Promise<string>;
  /** Sends a request body as it is. @param target `"DynamoDB_20120810.PutItem"` @throws LostAnswer */
  forward(target: string, body: Buffer | string): Promise<RawReply>;
  /** @throws AwsError as the server answered, or LostAnswer */
  call<Reply>(operation: string, params: object): Promise<Reply>;
  /** Ends the process; its database file may be copied afterwards. */
  stop(): Promise<void>;
}

/** The server ended before it had answered: nobody knows if it did what it was asked for. */
export class LostAnswer extends Error {
  override readonly name = "LostAnswer";
}

// dynoxide checks that a request is signed, not by whom: the edge has done that.
const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=edge/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host;x-amz-date, Signature=0";
const REQUEST_HEADERS = {
  "content-type": "application/x-amz-json-1.0",
  "x-amz-date": "20200101T000000Z",
  authorization: AUTHORIZATION,
};
const PORT_ATTEMPTS = 5;

/**
 * Starts dynoxide on a free port of a loopback address that pages cannot guess.
 *
 * @throws Error with what the process wrote, when it does not come up
 */
export async function startServer(binary: string, databaseFile: string): Promise<DynamoServer> {
  // dynoxide answers every origin, host name and signature, so it has to be out of reach of the pages in this machine's browser.
  const host = secretLoopbackAddress();
  for (let attempt = 1; ; attempt++) {
    const port = await freePort("the local DynamoDB", host);
    const launched = await launch(binary, host, port, databaseFile);
    if (launched.ready) return connect(launched, `http://${host}:${port}`);
    const lastLine = launched.lastLine();
    // Between finding the port free and listening on it, another process may have taken it.
    if (!lastLine.includes("already in use") || attempt === PORT_ATTEMPTS) {
      throw new Error(`The local DynamoDB (${binary}) did not start: ${lastLine || "it wrote nothing"}`);
    }
  }
}

interface Launched {
  process: ChildProcess;
  ready: boolean;
  /** The newest line that the process wrote about itself. */
  lastLine(): string;
}

async function launch(binary: string, host: string, port: number, databaseFile: string): Promise<Launched> {
  const { command, args } = supervised(binary, [
    "serve",
    "--host",
    host,
    "--port",
    `${port}`,
    "--db-path",
    databaseFile,
  ]);
  // Its own process group: Ctrl-C in the terminal reaches the host alone, which stops what it started in its own order.
  const child = spawn(command, args, { stdio: ["pipe", "ignore", "pipe"], detached: true, windowsHide: true });
  const lines = createInterface({ input: child.stderr });
  let lastLine = "";
  const ready = await new Promise<boolean>((resolve, reject) => {
    lines.on("line", (line) => {
      lastLine = line;
      if (line.includes("listening on")) resolve(true);
    });
    lines.once("close", () => resolve(false));
    child.once("error", reject);
  });
  return { process: child, ready, lastLine: () => lastLine };
}

function connect({ process: child, lastLine }: Launched, url: string): DynamoServer {
  const pool = new Pool(url, { connections: 32 });
  const ended = once(child, "close").then(async () => {
    await pool.destroy();
    return lastLine();
  });

  /** The pool is asked without the streams of `request`, which would cost more than the rest: answers are read whole anyway. */
  function forward(target: string, body: Buffer | string): Promise<RawReply> {
    const headers = { ...REQUEST_HEADERS, "x-amz-target": target };
    return new Promise((resolve, reject) => {
      const chunks: Buffer[] = [];
      let status = 0;
      let requestId = "";
      pool.dispatch(
        { method: "POST", path: "/", headers, body },
        {
          onRequestStart() {},
          onResponseStart(_controller, statusCode, { "x-amzn-requestid": id }) {
            status = statusCode;
            requestId = String(id);
          },
          onResponseData: (_controller, chunk) => void chunks.push(chunk),
          onResponseEnd() {
            const replyHeaders = { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": requestId };
            resolve({ status, headers: replyHeaders, body: Buffer.concat(chunks) });
          },
          onResponseError: (_controller, error) => reject(new LostAnswer(`The local DynamoDB: ${error.message}`)),
        },
      );
    });
  }

  return {
    ended,
    forward,
    async call<Reply>(operation: string, params: object) {
      const service = STREAM_OPERATIONS.has(operation) ? "DynamoDBStreams_20120810" : "DynamoDB_20120810";
      const reply = await forward(`${service}.${operation}`, JSON.stringify(params));
      const document: unknown = JSON.parse(reply.body.toString());
      if (reply.status !== 200) throw errorOf(reply.status, document as ErrorDocument);
      return document as Reply;
    },
    async stop() {
      await pool.destroy();
      child.stdin?.destroy();
      await ended;
    },
  };
}

const STREAM_OPERATIONS = new Set(["ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"]);

interface ErrorDocument {
  __type: string;
  message?: string;
  Message?: string;
}

function errorOf(status: number, { __type, message, Message, ...details }: ErrorDocument): AwsError {
  const code = __type.slice(__type.indexOf("#") + 1);
  return new AwsError(code, message ?? Message ?? code, status, details);
}
