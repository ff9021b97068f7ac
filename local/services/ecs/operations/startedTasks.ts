import { isDeepStrictEqual } from "node:util";
import type { RunTaskCommandInput, RunTaskCommandOutput } from "@aws-sdk/client-ecs";
import { AwsError } from "../../../base/awsError";
import type { KeptMap } from "../../../base/keptMaps";
import { WrittenMap } from "../../../base/writtenMap";
import type { OnWire, Request } from "../../../edge/wireTypes";

type Params = Request<RunTaskCommandInput>;
/** The answer to RunTask. */
export type StartedAnswer = OnWire<Omit<RunTaskCommandOutput, "$metadata">>;

/** A call, and how it was answered. */
export interface Started {
  params: Params;
  result: StartedAnswer;
}

/** Tokens that are remembered; ECS knows them for a day. */
const MOST_TOKENS = 10_000;

/**
 * Answers a repeat of `RunTask` as it answered the first call, where both have one `clientToken`: a caller that lost the answer starts
 * nothing twice. Source: Amazon ECS API Reference, "Ensuring idempotency".
 */
export class StartedTasks {
  readonly #answers: Map<string, Started>;

  /** @param kept by their tokens */
  constructor(kept: KeptMap<Started>) {
    this.#answers = new WrittenMap(kept);
  }

  /** @throws AwsError `ConflictException` for a token of a call with other parameters */
  once(params: Params, run: () => StartedAnswer): StartedAnswer {
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

  #remember(token: string, answer: Started): void {
    this.#answers.set(token, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MOST_TOKENS && oldest !== undefined) this.#answers.delete(oldest);
  }
}
