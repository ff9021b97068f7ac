import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { Clock, Timer } from "../../base/clock";
import { GIVEN_UP, Restarts } from "../../base/restarts";
import { wait } from "../../base/wait";
import { listenOnOwnPort } from "../../edge/ownPort";
import type { PostgresInstance } from "./postgresInstance";

/** Without a client for so long, a server ends; starting it again takes a fifth of a second. */
const IDLE_MS = 5000;

export interface ServerOnDemandOptions {
  clock: Clock;
  /** Where the server listens. */
  address: string;
  /** Has the same port in every start, as far as it is free: clients that outlive a start find it again. */
  identifier: string;
  /** There is data that it has left when it ran in an earlier local cloud. @default false */
  hasData?: boolean;
  /** Starts the server, on the data that it has left if it ran before. */
  start(): Promise<PostgresInstance>;
  /** Told of a server that does not start, or ends by itself. */
  warn(line: string): void;
}

/**
 * The port of an instance, there from its creation on, whose server runs as long as there are clients: it takes seven processes, and
 * most of the time they wait for nobody. One that ends by itself is started again on its data for the next client, who waits at the
 * door meanwhile. What a client and the server say to each other goes through unread, TLS and all.
 */
export class ServerOnDemand {
  #running: Promise<PostgresInstance> | undefined;
  /** Settled when the server that ran before has ended. */
  #ended: Promise<void> = Promise.resolve();
  #idling: Timer | undefined;
  #hasStarted: boolean;
  #isGivenUp = false;
  readonly #stopping = new AbortController();
  readonly #restarts: Restarts;
  readonly #clients = new Set<Socket>();

  private constructor(
    private readonly door: Server,
    private readonly options: ServerOnDemandOptions,
  ) {
    this.#hasStarted = options.hasData ?? false;
    this.#restarts = new Restarts(options.clock);
  }

  static async listen(options: ServerOnDemandOptions): Promise<ServerOnDemand> {
    const door = createServer({ noDelay: true });
    await listenOnOwnPort(door, `postgres ${options.identifier}`);
    const server = new ServerOnDemand(door, options);
    door.on("connection", (client) => void server.#connect(client));
    return server;
  }

  get port(): number {
    return (this.door.address() as AddressInfo).port;
  }

  /** The server, if it runs. */
  async running(): Promise<PostgresInstance | undefined> {
    return this.#running?.catch(() => undefined);
  }

  /** The server with its data, started where it does not run; `undefined` where it never did, and has none. */
  async withData(): Promise<PostgresInstance | undefined> {
    if (!this.#hasStarted) return undefined;
    const running = await this.#wake();
    this.#endWhenIdle();
    return running;
  }

  /** Ends the server, which tells its clients, and then their connections. Its data stays. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#idling?.cancel();
    const closed = once(this.door, "close");
    this.door.close();
    const running = await this.running();
    await Promise.all([running?.stop(), this.#ended]);
    if (!running) for (const client of this.#clients) client.destroy();
    await closed;
  }

  async #connect(client: Socket): Promise<void> {
    this.#clients.add(client);
    this.#idling?.cancel();
    client.once("close", () => {
      this.#clients.delete(client);
      this.#endWhenIdle();
    });
    // A client that goes away without a word; what it had asked for goes with it.
    client.on("error", () => client.destroy());
    const running = await this.#wake();
    if (!running || client.destroyed) {
      client.destroy();
      return;
    }
    const server = connect({ host: this.options.address, port: running.port, noDelay: true });
    server.on("error", () => client.destroy());
    server.once("close", () => client.destroySoon());
    client.once("close", () => server.destroySoon());
    client.pipe(server);
    server.pipe(client);
  }

  async #wake(): Promise<PostgresInstance | undefined> {
    if (this.#isGivenUp) return undefined;
    this.#running ??= this.#ended.then(() => (this.#hasStarted ? this.#startAgain() : this.#start()));
    const starting = this.#running;
    const running = await this.running();
    this.#hasStarted ||= running !== undefined;
    if (!running && this.#running === starting) this.#running = undefined;
    return running;
  }

  async #start(): Promise<PostgresInstance> {
    try {
      const instance = await this.options.start();
      void instance.server.ended.then((lastLines) => this.#hasEnded(instance, lastLines));
      return instance;
    } catch (error) {
      this.options.warn(error instanceof Error ? error.message : String(error));
      throw error;
    }
  }

  /** Starts a server that ran before: with patience, for what another has left behind may be in its way for a moment. */
  async #startAgain(): Promise<PostgresInstance> {
    for (;;) {
      try {
        return await this.#start();
      } catch (error) {
        await this.#beforeNextStart();
        if (this.#isGivenUp || this.#stopping.signal.aborted) throw error;
      }
    }
  }

  async #hasEnded(instance: PostgresInstance, lastLines: string): Promise<void> {
    if (this.#stopping.signal.aborted || (await this.running()) !== instance) return;
    this.#running = undefined;
    this.options.warn(
      `The local Postgres ended by itself, its last words: ${lastLines || "none"}; the next client starts it again on its data`,
    );
    this.#ended = this.#beforeNextStart();
  }

  async #beforeNextStart(): Promise<void> {
    const delayMs = this.#restarts.ended();
    if (delayMs === undefined) {
      this.#isGivenUp = true;
      this.options.warn(`The local Postgres refuses its clients from now on. ${GIVEN_UP}`);
    } else if (delayMs > 0) {
      await wait(this.options.clock, delayMs, this.#stopping.signal);
    }
  }

  #endWhenIdle(): void {
    this.#idling?.cancel();
    if (this.#stopping.signal.aborted || this.#clients.size > 0) return;
    this.#idling = this.options.clock.after(IDLE_MS, () => {
      const running = this.running();
      this.#running = undefined;
      this.#ended = running.then((server) => server?.stop());
    });
  }
}
