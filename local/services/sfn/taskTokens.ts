import { createHash, randomBytes } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { Json } from "./asl/json";
import type { OpenTask } from "./asl/runtime";
import type { StateError } from "./asl/stateError";

interface Entry {
  succeed(output: Json): void;
  fail(error: StateError): void;
  heartbeat(): void;
  /** Resolves when the task is over, and its execution has kept how. */
  closed: Promise<void>;
}

/**
 * The tasks that wait for somebody. A token tells which machine it belongs to, so that a call with it can be authorised, and
 * carries a check sum: a text that was never a token is told apart from a token whose task is over.
 */
export class TaskTokens {
  readonly #open = new Map<string, Entry>();

  /** @param token that an earlier process gave out. @default a new one */
  open(machineArn: string, token = newToken(machineArn)): OpenTask {
    let onHeartbeat = () => {};
    let onClosed = () => {};
    const closed = new Promise<void>((resolve) => {
      onClosed = resolve;
    });
    const outcome = new Promise<Json>((resolve, reject) => {
      this.#open.set(token, { succeed: resolve, fail: reject, heartbeat: () => onHeartbeat(), closed });
    });
    return {
      token,
      outcome,
      onHeartbeat: (callback) => {
        onHeartbeat = callback;
      },
      close: () => {
        this.#open.delete(token);
        onClosed();
      },
    };
  }

  /** @throws AwsError `InvalidToken` */
  machineOf(token: string): string {
    const [body = "", sum] = token.split(".");
    if (sum !== checkSum(body)) throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
    return (JSON.parse(Buffer.from(body, "base64url").toString()) as { m: string }).m;
  }

  /**
   * Resolves once the execution has taken the output.
   * @throws AwsError `InvalidToken`, or `TaskTimedOut` for a token that was used, or whose task is over
   */
  succeed(token: string, output: Json): Promise<void> {
    const entry = this.#take(token);
    entry.succeed(output);
    return entry.closed;
  }

  /** As {@link succeed}. */
  fail(token: string, error: StateError): Promise<void> {
    const entry = this.#take(token);
    entry.fail(error);
    return entry.closed;
  }

  heartbeat(token: string): void {
    this.#find(token).heartbeat();
  }

  /** A token is used up by the first answer. */
  #take(token: string): Entry {
    const entry = this.#find(token);
    this.#open.delete(token);
    return entry;
  }

  #find(token: string): Entry {
    this.machineOf(token);
    const entry = this.#open.get(token);
    if (entry !== undefined) return entry;
    throw new AwsError("TaskTimedOut", "Task Timed Out: 'Provided task does not exist anymore'");
  }
}

function newToken(machineArn: string): string {
  const body = Buffer.from(JSON.stringify({ m: machineArn, t: randomBytes(16).toString("hex") })).toString("base64url");
  return `${body}.${checkSum(body)}`;
}

function checkSum(body: string): string {
  return createHash("sha256").update(`sluice task token ${body}`).digest("hex").slice(0, 32);
}
