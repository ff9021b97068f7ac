import { isDeepStrictEqual } from "node:util";
import { AwsError } from "../../base/awsError";

type Params = Readonly<Record<string, unknown>>;
type Result = Record<string, unknown>;

/** Tokens that are remembered; ECS knows them for a day. */
const MOST_TOKENS = 10_000;

/**
 * Answers a repeat of `RunTask` as it answered the first call, where both have one `clientToken`: a caller that lost the answer starts
 * nothing twice. Source: Amazon ECS API Reference, "Ensuring idempotency".
 */
export class StartedTasks {
  readonly #answers = new Map<string, { params: Params; result: Result }>();

  /** @throws AwsError `ConflictException` for a token of a call with other parameters */
  once(params: Params, run: () => Result): Result {
    const { clientToken: token } = params;
    if (typeof token !== "string") return run();
    const known = this.#answers.get(token);
    if (known === undefined) {
      const result = run();
      this.#remember(token, { params, result });
      return result;
    }
    if (isDeepStrictEqual(known.params, params)) return known.result;
    throw new AwsError("ConflictException", `The clientToken ${token} was used with other parameters.`);
  }

  #remember(token: string, answer: { params: Params; result: Result }): void {
    this.#answers.set(token, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST_TOKENS && oldest !== undefined) this.#answers.delete(oldest);
  }
}
