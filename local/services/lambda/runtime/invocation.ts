import type { Callback, Handler } from "./loadHandler";
import type { HostMessage } from "./messages";

type InvokeMessage = Extract<HostMessage, { kind: "invoke" }>;

/** How one invocation ended. */
export type Outcome = { ok: true; value: unknown } | { ok: false; thrown: unknown };

/**
 * Runs the handler once: async, returning a promise, or answering through the callback or the legacy context methods.
 * A callback's answer waits for an empty event loop unless `callbackWaitsForEmptyEventLoop` is false; a handler that
 * leaves nothing to wait for and never answers yields `null`. Source: "Define Lambda function handler in Node.js".
 */
export function runHandler(handler: Handler, message: InvokeMessage): Promise<Outcome> {
  return new Promise((resolve) => {
    let answered: Outcome = { ok: true, value: null };
    let waitsForEmptyLoop = true;

    const end = (outcome: Outcome) => {
      process.removeListener("beforeExit", onEmptyLoop);
      process.channel?.ref();
      resolve(outcome);
    };
    const onEmptyLoop = () => end(answered);
    const callback: Callback = (error, result) => {
      answered = error ? { ok: false, thrown: error } : { ok: true, value: result };
      if (!waitsForEmptyLoop) {
        end(answered);
      }
    };

    // The channel to the host must not count as something that the function waits for.
    process.on("beforeExit", onEmptyLoop);
    process.channel?.unref();

    const context = {
      ...describe(message),
      get callbackWaitsForEmptyEventLoop() {
        return waitsForEmptyLoop;
      },
      set callbackWaitsForEmptyEventLoop(waits: boolean) {
        waitsForEmptyLoop = waits;
      },
      done: callback,
      succeed: (result: unknown) => callback(null, result),
      fail: (error: unknown) => callback(error ?? "handled"),
    };

    try {
      const returned = handler(JSON.parse(message.event), context, callback);
      if (isThenable(returned)) {
        returned.then(
          (value) => end({ ok: true, value }),
          (thrown: unknown) => end({ ok: false, thrown }),
        );
      }
    } catch (thrown) {
      end({ ok: false, thrown });
    }
  });
}

function describe(message: InvokeMessage) {
  const deadline = performance.now() + message.remainingMs;
  const { env } = process;
  return {
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    awsRequestId: message.requestId,
    invokedFunctionArn: message.functionArn,
    identity: undefined,
    clientContext: undefined,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
