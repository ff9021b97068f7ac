import { createHash, randomBytes } from "node:crypto";
import { AwsError } from "../../base/awsError";
import type { Json } from "./asl/json";
import type { OpenTask } from "./asl/runtime";
import type { StateError } from "./asl/stateError";

interface Entry {
  succeed(output: Json): void;
  fail(error: StateError): void;
  heartbeat(): void;
}

/**
 * The tasks that wait for somebody. A token tells which machine it belongs to, so that a call with it can be authorised, and
 * carries a check sum: a text that was never a token is told apart from a token whose task is over.
 */
export class TaskTokens {
  readonly #open = new Map<string, Entry>();

  open(machineArn: string): OpenTask {
    const body = Buffer.from(JSON.stringify({ m: machineArn, t: randomBytes(16).toString("hex") })).toString(
      "base64url",
    );
    const token = `${body}.${checkSum(body)}`;
    let onHeartbeat = () => {};
    const outcome = new Promise<Json>((resolve, reject) => {
      this.#open.set(token, { succeed: resolve, fail: reject, heartbeat: () => onHeartbeat() });
    });
    return {
      token,
      outcome,
      onHeartbeat: (callback) => {
        onHeartbeat = callback;
      },
      close: () => void this.#open.delete(token),
    };
  }

  /** @throws AwsError `InvalidToken` */
  machineOf(token: string): string {
    const [body = "", sum] = token.split(".");
    if (sum !== checkSum(body)) throw new AwsError("InvalidToken", "Invalid Token: 'Invalid token'");
    return (JSON.parse(Buffer.from(body, "base64url").toString()) as { m: string }).m;
  }

  /** @throws AwsError `InvalidToken`, or `TaskTimedOut` for a token that was used, or whose task is over */
  succeed(token: string, output: Json): void {
    this.#take(token).succeed(output);
  }

  fail(token: string, error: StateError): void {
    this.#take(token).fail(error);
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

function checkSum(body: string): string {
  return createHash("sha256").update(`sluice task token ${body}`).digest("hex").slice(0, 32);
}
