import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import type { Socket } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { type AllClient, ANY_KEYS, type Client, type Keys, type ServiceName } from "./client";

const SCRIPT = path.join(__dirname, "boto3Client.py");

let isThere: boolean | undefined;

/** Tells whether this machine has boto3: tests do not install it. */
export function hasBoto3(): boolean {
  const finds = "import importlib.util, sys; sys.exit(importlib.util.find_spec('boto3') is None)";
  isThere ??= spawnSync("python3", ["-c", finds], { stdio: "ignore" }).status === 0;
  return isThere;
}

/** Calls a service with boto3. @param protocol as of {@link connectAllOfBoto3} */
export async function connectBoto3(
  service: ServiceName,
  endpoint: string,
  keys: Keys = ANY_KEYS,
  protocol?: string,
): Promise<Client> {
  const { call, close } = await connectAllOfBoto3(endpoint, keys, protocol);
  return { call: (operation, parameters) => call(service, operation, parameters), close };
}

/**
 * Calls any service with boto3, all of them in one process, which no other client has meanwhile: its calls wait for nobody else's.
 * @param protocol as botocore names it. @default the one that boto3 prefers
 */
export async function connectAllOfBoto3(
  endpoint: string,
  keys: Keys = ANY_KEYS,
  protocol?: string,
): Promise<AllClient> {
  const boto3 = Boto3Process.lend(protocol);
  return {
    call: (service, operation, parameters) => boto3.answer({ service, operation, parameters, endpoint, keys }),
    async close() {
      boto3.giveBack();
    },
  };
}

interface Request {
  service: ServiceName;
  operation: string;
  parameters: object;
  endpoint: string;
  keys: Keys;
}

/**
 * A process with boto3, which takes half a second of a processor to load: it is lent to one client after the other. An idle one keeps
 * nobody from ending, and ends with whoever started it, because its input ends then.
 */
class Boto3Process {
  static readonly #idle: Boto3Process[] = [];

  static lend(protocol: string | undefined): Boto3Process {
    const at = Boto3Process.#idle.findIndex((process) => process.#protocol === protocol);
    const [idle = new Boto3Process(protocol)] = at < 0 ? [] : Boto3Process.#idle.splice(at, 1);
    for (const held of idle.#handles) held.ref();
    return idle;
  }

  readonly #protocol: string | undefined;
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  private constructor(protocol: string | undefined) {
    this.#protocol = protocol;
    this.#child = spawn("python3", [SCRIPT, ...(protocol === undefined ? [] : [protocol])], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const [input, output] = this.#streams;
    // That it has ended is said by the call that finds no answer.
    input.on("error", () => {});
    this.#lines = createInterface(output)[Symbol.asyncIterator]();
  }

  async answer(request: Request): Promise<unknown> {
    const [input] = this.#streams;
    input.write(`${JSON.stringify(request)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`boto3 has ended at ${request.operation}`);
    return JSON.parse(value) as unknown;
  }

  giveBack(): void {
    for (const held of this.#handles) held.unref();
    if (this.#child.exitCode === null) Boto3Process.#idle.push(this);
  }

  /** Those that would keep this process from ending. */
  get #handles(): readonly { ref(): void; unref(): void }[] {
    return [this.#child, ...this.#streams];
  }

  get #streams(): readonly [input: Socket, output: Socket] {
    return [this.#child.stdin as Socket, this.#child.stdout as Socket];
  }
}
