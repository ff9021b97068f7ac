import { AwsError } from "../../base/awsError";
import type { Clock } from "../../base/clock";
import type { Report } from "../../base/report";
import { GIVEN_UP, Restarts } from "../../base/restarts";
import { wait } from "../../base/wait";
import { type DynamoServer, LostAnswer } from "./server";

/** Operations that may be asked again where the answer was lost: they change nothing. */
const READS: ReadonlySet<string> = new Set([
  "DescribeStream",
  "DescribeTable",
  "GetRecords",
  "GetShardIterator",
  "ListTables",
  "Scan",
]);
/** A connection is lost a moment before the end of its server is known. */
const END_IS_KNOWN_MS = 1000;

/**
 * Keeps a server running: one that ends by itself is started again on its data. Meanwhile the API answers what SDKs try again
 * (DynamoDB Developer Guide, "Error handling with DynamoDB": 503 and 500 are), and calls of the local cloud's own wait.
 */
export class RestartingServer implements DynamoServer {
  /** The server that runs, or will; fails once none is started any more. */
  #running: Promise<DynamoServer>;
  #current: DynamoServer | undefined;
  readonly #stopping = new AbortController();
  #end: (lastLine: string) => void = () => {};
  readonly ended = new Promise<string>((resolve) => {
    this.#end = resolve;
  });
  readonly #restarts: Restarts;

  private constructor(
    private readonly start: () => Promise<DynamoServer>,
    private readonly deps: { clock: Clock; report: Report },
  ) {
    this.#restarts = new Restarts(deps.clock);
    this.#running = this.#start();
  }

  /**
   * @param start starts a server on the data that the one before has left
   * @throws Error when the first start fails
   */
  static async begin(
    start: () => Promise<DynamoServer>,
    deps: { clock: Clock; report: Report },
  ): Promise<RestartingServer> {
    const server = new RestartingServer(start, deps);
    await server.#running;
    return server;
  }

  async forward(target: string, body: Buffer | string) {
    if (!this.#current) throw unavailable();
    try {
      return await this.#current.forward(target, body);
    } catch (error) {
      throw error instanceof LostAnswer ? internalError() : error;
    }
  }

  async call<Reply>(operation: string, params: object): Promise<Reply> {
    for (;;) {
      const server = await this.#running;
      try {
        return await server.call<Reply>(operation, params);
      } catch (error) {
        if (!(error instanceof LostAnswer)) throw error;
        if (this.#stopping.signal.aborted || !READS.has(operation)) throw internalError();
        await wait(this.deps.clock, END_IS_KNOWN_MS, this.#stopping.signal, (end) => void server.ended.then(end));
      }
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#end("");
    await this.#current?.stop();
  }

  async #start(): Promise<DynamoServer> {
    const server = await this.start();
    this.#current = server;
    void server.ended.then((lastLine) => this.#hasEnded(lastLine));
    if (this.#stopping.signal.aborted) await server.stop();
    return server;
  }

  #hasEnded(lastLine: string): void {
    this.#current = undefined;
    if (this.#stopping.signal.aborted) return;
    this.#running = this.#again(`ended by itself, its last words: ${lastLine || "none"}`);
    // Whoever waits for it is told; nobody may.
    this.#running.catch(() => {});
  }

  async #again(what: string): Promise<DynamoServer> {
    const { clock, report } = this.deps;
    const delayMs = this.#restarts.ended();
    if (delayMs === undefined) {
      report.warn("dynamodb", `The local DynamoDB ${what}. ${GIVEN_UP}`);
      throw unavailable();
    }
    report.warn("dynamodb", `The local DynamoDB ${what}; it is started again on its data`);
    if (delayMs > 0) await wait(clock, delayMs, this.#stopping.signal);
    if (this.#stopping.signal.aborted) throw unavailable();
    try {
      return await this.#start();
    } catch (error) {
      return this.#again(`does not start: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}

function unavailable(): AwsError {
  return new AwsError("ServiceUnavailable", "DynamoDB is currently unavailable.", 503);
}

function internalError(): AwsError {
  return new AwsError("InternalServerError", "DynamoDB could not process your request.", 500);
}
