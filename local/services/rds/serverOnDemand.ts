import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import type { Clock, Timer } from "../../base/clock";
import type { PostgresInstance } from "./postgresInstance";

/** Without a client for so long, a server ends; starting it again takes a fifth of a second. */
const IDLE_MS = 5000;

/**
 * The port of an instance, there from its creation on, whose server runs as long as there are clients: it takes seven processes, and
 * most of the time they wait for nobody. What a client and the server say to each other goes through unread, TLS and all.
 */
export class ServerOnDemand {
  #running: Promise<PostgresInstance> | undefined;
  /** Settled when the server that ran before has ended. */
  #ended: Promise<void> = Promise.resolve();
  #idling: Timer | undefined;
  #hasStarted = false;
  #stopped = false;
  readonly #clients = new Set<Socket>();

  private constructor(
    private readonly clock: Clock,
    private readonly address: string,
    private readonly start: () => Promise<PostgresInstance>,
    private readonly door: Server,
  ) {}

  /** @param start on the data that the server has left, if it ran before; reports a failure itself, and the next client gets another try */
  static async listen(clock: Clock, address: string, start: () => Promise<PostgresInstance>): Promise<ServerOnDemand> {
    const door = createServer({ noDelay: true }).listen(0, address);
    await once(door, "listening");
    const server = new ServerOnDemand(clock, address, start, door);
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
    this.#stopped = true;
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
    const server = connect({ host: this.address, port: running.port, noDelay: true });
    server.on("error", () => client.destroy());
    server.once("close", () => client.destroySoon());
    client.once("close", () => server.destroySoon());
    client.pipe(server);
    server.pipe(client);
  }

  async #wake(): Promise<PostgresInstance | undefined> {
    this.#running ??= this.#ended.then(() => this.start());
    const starting = this.#running;
    const running = await this.running();
    this.#hasStarted ||= running !== undefined;
    if (!running && this.#running === starting) this.#running = undefined;
    return running;
  }

  #endWhenIdle(): void {
    this.#idling?.cancel();
    if (this.#stopped || this.#clients.size > 0) return;
    this.#idling = this.clock.after(IDLE_MS, () => {
      const running = this.running();
      this.#running = undefined;
      this.#ended = running.then((server) => server?.stop());
    });
  }
}
