import { expect } from "chai";
import { createBreaker } from "../../../../functions/shared/queueWorker/breaker";
import { type RetryOptions, retry } from "../../../../functions/shared/queueWorker/retry";
import { Refused, Unavailable } from "../../../../functions/shared/serviceErrors";
import { rejection } from "../../../support/rejection";
import { SimulatedClock } from "../../support/simulatedClock";

describe("retry", () => {
  let clock: SimulatedClock;
  let attempts: number;
  const waitSignal = new AbortController().signal;

  beforeEach(() => {
    clock = new SimulatedClock(0);
    attempts = 0;
  });

  const optionsOf = (overrides: Partial<RetryOptions> = {}): RetryOptions => ({
    clock,
    random: () => 1,
    breaker: createBreaker(clock),
    attempts: 4,
    timeLimitMs: 30_000,
    backoff: { firstMs: 500, maxMs: 8000 },
    ...overrides,
  });

  /** Rejects with the error after the attempts are used up. */
  async function fails(options: RetryOptions, error: Error, attemptMs = 0): Promise<Error> {
    const failure = rejection(
      retry(options, { id: "a", receiveCount: 1, waitSignal }, async () => {
        attempts += 1;
        if (attemptMs > 0) await new Promise<void>((resolve) => void clock.after(attemptMs, resolve));
        throw error;
      }),
    );
    await clock.pass(3_600_000);
    return failure;
  }

  it("gives up after its attempts, with the last one's error", async () => {
    const error = new Unavailable("down");

    expect(await fails(optionsOf(), error)).to.equal(error);
    expect(attempts).to.equal(4);
  });

  it("gives up before, once its time is over", async () => {
    await fails(optionsOf({ timeLimitMs: 15_000 }), new Unavailable("slow"), 10_000);

    expect(attempts).to.equal(2);
  });

  it("takes a refusal for an answer", async () => {
    const options = optionsOf();

    await fails(options, new Refused("no"));

    expect({ attempts, answers: options.breaker.answers }).to.deep.equal({ attempts: 1, answers: 1 });
  });

  it("takes a mistake of its own for no answer, and repeats it not", async () => {
    const options = optionsOf();

    await fails(options, new TypeError("x is undefined"));

    expect({ attempts, answers: options.breaker.answers }).to.deep.equal({ attempts: 1, answers: 0 });
  });
});
