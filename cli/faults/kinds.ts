import { setTimeout as pause } from "node:timers/promises";
import { request } from "undici";
import type { Process } from "./processes";
import type { RunningHost } from "./runningHost";

/** The part of a system that a fault strikes. */
export type Part = "functions" | "tasks" | "dynamodb" | "postgres" | "host" | "api" | "disk";

export interface FaultKind {
  /** As on the command line. */
  name: string;
  /** For people, in a few words. */
  meaning: string;
  part: Part;
  /** It ends the host, which has to keep what it holds, and has nothing of other faults. @default false */
  endsHost?: true;
  /**
   * Strikes, and goes on for so long.
   * @throws Error where it struck nothing
   */
  strike(target: FaultTarget, forMs: number): Promise<void>;
}

export interface FaultTarget {
  host: RunningHost;
  /** Base URL of the simulated API that a system calls; absent where it calls none. */
  simulatedApi?: string;
}

/** Between two blows of a fault that kills. */
const BLOW_MS = 2_000;
/** A slow disk lets databases work for a third of the time. */
const SLOW_STOP_MS = 100;
const SLOW_RUN_MS = 50;
const SLOW_WRITE_MS = 200;
/** Between two looks for something to strike. */
const LOOK_MS = 100;
const HOUR_MS = 3_600_000;

const PATTERNS: Readonly<Record<"functions" | "tasks" | "dynamodb" | "postgres" | "sessions", RegExp>> = {
  functions: /\/lambda\/runtime\.js$/,
  tasks: /\/ecs\/guard\.js .*main\.js/,
  dynamodb: /^\S*dynoxide(\.exe)? serve /,
  postgres: /^\S*\/postgres -D /,
  sessions: /^postgres: \S+ \S+ 127\.0\.0\.1/,
};

type Victims = keyof typeof PATTERNS;

export const FAULTS: readonly FaultKind[] = [
  killing("kill-function", "functions", "functions' processes are killed, every two seconds"),
  freezing("freeze-function", "functions", "functions' processes stand still"),
  killing("kill-task", "tasks", "containers' processes are killed, every two seconds"),
  freezing("freeze-task", "tasks", "containers' processes stand still"),
  killing("kill-dynamodb", "dynamodb", "the DynamoDB server is killed, every five seconds", { blowMs: 5_000 }),
  freezing("freeze-dynamodb", "dynamodb", "the DynamoDB server stands still"),
  killing("kill-postgres", "postgres", "Postgres is killed, every five seconds", { blowMs: 5_000 }),
  freezing("freeze-postgres", "postgres", "Postgres stands still, sessions included", ["postgres", "sessions"]),
  killing("kill-sessions", "postgres", "sessions of Postgres are ended, every two seconds", {
    victims: "sessions",
    signal: "SIGTERM",
  }),
  {
    ...{ name: "freeze-host", part: "host", meaning: "the local cloud's own process stands still" },
    async strike({ host }, forMs) {
      process.kill(host.pid, "SIGSTOP");
      await pause(forMs);
      process.kill(host.pid, "SIGCONT");
    },
  },
  {
    ...{ name: "kill-host", part: "host", endsHost: true },
    meaning: "the local cloud, DynamoDB and Postgres are killed at once, and started again on their data",
    async strike({ host }) {
      await host.killAndStart(victimsOf(host, ["dynamodb", "postgres"]));
    },
  },
  clock("clock-ahead", "the local cloud's clock goes an hour ahead, and back", HOUR_MS),
  clock("clock-behind", "the local cloud's clock goes back an hour, and ahead", -HOUR_MS),
  {
    ...{ name: "disk-full", part: "disk", meaning: "no byte is free on the disk" },
    async strike({ host: { disk } }, forMs) {
      if (!disk) throw new Error("a disk that can be filled takes Linux, and root");
      disk.fill();
      await pause(forMs).finally(() => disk.free());
    },
  },
  {
    ...{
      name: "disk-slow",
      part: "host",
      meaning: "files take 0.2 s longer to write, databases run a third of the time",
    },
    async strike({ host }, forMs) {
      await host.inject({ kind: "disk", slowMs: SLOW_WRITE_MS });
      const databases = victimsOf(host, ["dynamodb", "postgres", "sessions"]);
      for (const until = Date.now() + forMs; Date.now() < until; await pause(SLOW_RUN_MS)) {
        signal(databases, "SIGSTOP");
        await pause(SLOW_STOP_MS);
        signal(databases, "SIGCONT");
      }
      await host.inject({ kind: "disk" });
    },
  },
  {
    ...{ name: "disk-read-only", part: "host", meaning: "the local cloud's own files cannot be written" },
    async strike({ host }, forMs) {
      await host.inject({ kind: "disk", fails: "EROFS" });
      await pause(forMs);
      await host.inject({ kind: "disk" });
    },
  },
  {
    ...{ name: "api-down", part: "api", meaning: "the API that workers call fails every call" },
    async strike({ simulatedApi }, forMs) {
      await setFailureRate(simulatedApi ?? "", 1);
      await pause(forMs);
      await setFailureRate(simulatedApi ?? "", 0);
    },
  },
];

function killing(
  name: string,
  part: Part & Victims,
  meaning: string,
  {
    victims = part,
    signal: how = "SIGKILL",
    blowMs = BLOW_MS,
  }: { victims?: Victims; signal?: NodeJS.Signals; blowMs?: number } = {},
): FaultKind {
  return {
    ...{ name, part, meaning },
    async strike({ host }, forMs) {
      let struck = 0;
      for (const until = Date.now() + forMs; Date.now() < until; await pause(blowMs)) {
        struck += signal(victimsOf(host, [victims]), how);
      }
      if (struck === 0) throw new Error("there was nothing to kill");
    },
  };
}

function freezing(
  name: string,
  part: Part & Victims,
  meaning: string,
  victims: readonly Victims[] = [part],
): FaultKind {
  return {
    ...{ name, part, meaning },
    async strike({ host }, forMs) {
      const frozen = await someVictims(host, victims, forMs);
      signal(frozen, "SIGSTOP");
      await pause(forMs);
      signal(frozen, "SIGCONT");
    },
  };
}

function clock(name: string, meaning: string, offMs: number): FaultKind {
  return {
    ...{ name, part: "host", meaning },
    async strike({ host }, forMs) {
      await host.inject({ kind: "clock", offMs });
      await pause(forMs);
      await host.inject({ kind: "clock", offMs: 0 });
    },
  };
}

function victimsOf(host: RunningHost, kinds: readonly Victims[]): readonly Process[] {
  return host.processes.filter(({ command }) => kinds.some((kind) => PATTERNS[kind].test(command)));
}

/** Waits for the first to appear, where they come and go. @throws Error where none does */
async function someVictims(host: RunningHost, kinds: readonly Victims[], forMs: number): Promise<readonly Process[]> {
  for (const until = Date.now() + forMs; ; await pause(LOOK_MS)) {
    const victims = victimsOf(host, kinds);
    if (victims.length > 0) return victims;
    if (Date.now() >= until) throw new Error("there was nothing to freeze");
  }
}

/** @returns how many there were to hear it */
function signal(victims: readonly Process[], name: NodeJS.Signals): number {
  return victims.filter(({ pid }) => {
    try {
      return process.kill(pid, name);
    } catch {
      // It has ended since it was seen.
      return false;
    }
  }).length;
}

async function setFailureRate(simulatedApi: string, failureRate: number): Promise<void> {
  const { statusCode, body } = await request(`${simulatedApi}/settings`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ failureRate }),
  });
  const text = await body.text();
  if (statusCode !== 200) throw new Error(`the simulated API does not take its settings: ${statusCode} ${text}`);
}
