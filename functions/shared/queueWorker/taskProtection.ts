import type { Clock, Timer } from "../clock";
import type { Intake } from "./breaker";
import type { WorkerLog } from "./worker";

export interface TaskProtectionDependencies {
  /** The container's `ECS_AGENT_URI`; without one (outside ECS) there is nothing to protect from. */
  agentUri: string | undefined;
  /** Milliseconds that one call for a message may take: all that a worker finishes once it is told to stop. */
  callMs: number;
  /** Milliseconds between SIGTERM and SIGKILL. */
  stopTimeoutMs: number;
  fetch: typeof fetch;
  clock: Clock;
  log: WorkerLog;
}

/** Keeps ECS from stopping this task, for scale-in or a deployment, while it has in hand what takes longer than a stop. */
export interface TaskProtection {
  /** Tells how many messages are in hand. */
  inHand(count: number): void;
  /** Takes nothing from when the protection is old until it has ended, and ECS has had time to stop the task. */
  intake: Intake;
}

/** Milliseconds of a protection after which nothing more is taken. */
const TAKES_FOR_MS = 5 * 60_000;
/** Milliseconds without protection in which ECS may stop the task, before it takes messages again. */
const LETS_GO_FOR_MS = 30_000;
/** A worker that is stopped also writes down what its last call brought, and tells the queue. */
const AFTER_CALL_MS = 5000;
/** A worker counts as idle after this long, so that a trickle of messages does not become a trickle of calls. */
const IDLE_MS = 5000;
const RETRY_MS = 10_000;
const TIMEOUT_MS = 5000;

/**
 * Longest time for which one protection lasts, in milliseconds: afterwards the task lets go, whatever it has in hand, which it hands back
 * if it is stopped. ECS ends the protection by then, too, of a worker that hangs.
 */
export function longestProtectionMs(callMs: number): number {
  return TAKES_FOR_MS + callMs + AFTER_CALL_MS;
}

/**
 * Scale-in protection through the agent's endpoint (Amazon ECS Developer Guide, "Amazon ECS task scale-in protection endpoint"). One
 * call at a time; what has changed meanwhile is told in the next. A failure is logged and tried again: the worst that can follow is that a
 * task is stopped with messages in hand, which it hands back.
 *
 * A worker that can finish what is under way between SIGTERM and SIGKILL needs none, and asks for none: ECS replaces it at once. Any
 * other protects itself while it has something in hand, but not for ever: under steady traffic there always is something, and a deployment
 * would wait until the traffic ends. So a protection has an age. Once it is old, the worker takes nothing new, finishes, lets go, and stays
 * unprotected and without work for so long that ECS can stop it.
 */
export function createTaskProtection(deps: TaskProtectionDependencies): TaskProtection {
  const { agentUri, callMs, stopTimeoutMs } = deps;
  if (agentUri === undefined || callMs + AFTER_CALL_MS <= stopTimeoutMs) return NONE;
  return protectAt(`${agentUri}/task-protection/v1/state`, deps);
}

const NONE: TaskProtection = {
  inHand: () => undefined,
  intake: { grant: (wanted) => wanted, onMore: () => undefined },
};

function protectAt(url: string, { callMs, fetch, clock, log }: TaskProtectionDependencies): TaskProtection {
  const longestMs = longestProtectionMs(callMs);
  const expiresInMinutes = Math.ceil(longestMs / 60_000);
  const listeners: (() => void)[] = [];
  let count = 0;
  let state: "free" | "protected" | "old" | "lettingGo" = "free";
  let wanted = false;
  let told = false;
  let telling = false;
  let idle: Timer | undefined;
  let next: Timer | undefined;
  let age: Timer | undefined;
  let rest: Timer | undefined;

  const tell = async (): Promise<void> => {
    if (telling) return;
    next?.cancel();
    next = undefined;
    telling = true;
    const enabled = wanted;
    try {
      await putProtection(url, enabled ? expiresInMinutes : undefined, fetch, clock);
      told = enabled;
    } catch (error) {
      log.warn("could not change the task's protection", { enabled, error });
      next = clock.after(RETRY_MS, () => void tell());
    }
    telling = false;
    if (enabled !== wanted) void tell();
  };
  const want = (enabled: boolean) => {
    idle?.cancel();
    idle = undefined;
    wanted = enabled;
    if (told !== enabled && next === undefined) void tell();
  };
  const protect = () => {
    rest?.cancel();
    state = "protected";
    want(true);
    age ??= clock.after(TAKES_FOR_MS, growOld);
  };
  const growOld = () => {
    if (count === 0) return letGo();
    state = "old";
    age = clock.after(longestMs - TAKES_FOR_MS, letGo);
  };
  const letGo = () => {
    state = "lettingGo";
    want(false);
    age?.cancel();
    age = clock.after(LETS_GO_FOR_MS, () => {
      age = undefined;
      state = "free";
      if (count > 0) protect();
      for (const listener of listeners) listener();
    });
  };
  const release = () => {
    state = "free";
    want(false);
    // Shorter gaps do not count: ECS might miss each of them.
    rest = clock.after(LETS_GO_FOR_MS, () => {
      age?.cancel();
      age = undefined;
    });
  };

  return {
    inHand(now) {
      count = now;
      if (state === "free" && count > 0) protect();
      else if (state === "old" && count === 0) letGo();
      else if (state === "protected" && count === 0) idle ??= clock.after(IDLE_MS, release);
      else if (state === "protected") {
        idle?.cancel();
        idle = undefined;
      }
    },
    intake: {
      grant: (most) => (state === "free" || state === "protected" ? most : 0),
      onMore: (listener) => void listeners.push(listener),
    },
  };
}

/** @param minutes after which the protection ends by itself, 1 to 2,880; `undefined` ends it */
async function putProtection(
  url: string,
  minutes: number | undefined,
  send: typeof fetch,
  clock: Clock,
): Promise<void> {
  const timeout = new AbortController();
  const timer = clock.after(TIMEOUT_MS, () => timeout.abort(new Error(`no answer in ${TIMEOUT_MS / 1000} s`)));
  try {
    const response = await send(url, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        ProtectionEnabled: minutes !== undefined,
        ...(minutes !== undefined && { ExpiresInMinutes: minutes }),
      }),
      signal: timeout.signal,
    });
    const text = await response.text();
    // The agent puts a failure of ECS into an answer with status 200.
    if (!response.ok || /"(failure|error)"\s*:\s*\{/.test(text)) {
      throw new Error(`ECS answered ${response.status}: ${text.slice(0, 500)}`);
    }
  } finally {
    timer.cancel();
  }
}
