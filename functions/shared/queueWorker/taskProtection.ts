import type { Clock, Timer } from "../clock";
import type { WorkerLog } from "./worker";

export interface TaskProtectionDependencies {
  /** The container's `ECS_AGENT_URI`; without one (outside ECS) there is nothing to protect from. */
  agentUri: string | undefined;
  fetch: typeof fetch;
  clock: Clock;
  log: WorkerLog;
}

/** Keeps ECS from stopping this task, for scale-in or a deployment, while it has messages in hand. */
export interface TaskProtection {
  /** Tells how many messages are in hand. */
  inHand(count: number): void;
}

/** Minutes after which protection ends by itself, so that a worker that hangs does not stay for ever; 1 to 2,880. */
const EXPIRES_IN_MINUTES = 30;
const RENEW_MS = (EXPIRES_IN_MINUTES * 60_000) / 2;
/** A worker counts as idle after this long, so that a trickle of messages does not become a trickle of calls. */
const IDLE_MS = 5000;
const RETRY_MS = 10_000;
const TIMEOUT_MS = 5000;

/**
 * Scale-in protection through the agent's endpoint (Amazon ECS Developer Guide, "Amazon ECS task scale-in protection endpoint"). One
 * call at a time; what has changed meanwhile is told in the next. A failure is logged and tried again: the worst that can follow is that a
 * task is stopped with messages in hand, which it hands back.
 */
export function createTaskProtection({ agentUri, fetch, clock, log }: TaskProtectionDependencies): TaskProtection {
  if (agentUri === undefined) return { inHand: () => undefined };
  let wanted = false;
  let told = false;
  let telling = false;
  let idle: Timer | undefined;
  let next: Timer | undefined;

  const tell = async (): Promise<void> => {
    if (telling) return;
    next?.cancel();
    next = undefined;
    telling = true;
    const enabled = wanted;
    try {
      await putProtection(`${agentUri}/task-protection/v1/state`, enabled, fetch, clock);
      told = enabled;
      if (enabled) next = clock.after(RENEW_MS, () => void tell());
    } catch (error) {
      log.warn("could not change the task's protection", { enabled, error });
      next = clock.after(RETRY_MS, () => void tell());
    }
    telling = false;
    if (enabled !== wanted) void tell();
  };

  return {
    inHand(count) {
      if (count > 0) {
        idle?.cancel();
        idle = undefined;
        wanted = true;
        if (!told && next === undefined) void tell();
      } else {
        idle ??= clock.after(IDLE_MS, () => {
          idle = undefined;
          wanted = false;
          void tell();
        });
      }
    },
  };
}

async function putProtection(url: string, enabled: boolean, send: typeof fetch, clock: Clock): Promise<void> {
  const timeout = new AbortController();
  const timer = clock.after(TIMEOUT_MS, () => timeout.abort(new Error(`no answer in ${TIMEOUT_MS / 1000} s`)));
  try {
    const response = await send(url, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        ProtectionEnabled: enabled,
        ...(enabled && { ExpiresInMinutes: EXPIRES_IN_MINUTES }),
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
