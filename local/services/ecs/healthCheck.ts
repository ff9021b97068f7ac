import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Clock, Timer } from "../../base/clock";
import { endWithHost } from "../../base/lifeline";
import type { ContainerSpec } from "./ecs";
import { killGroup } from "./processGroup";

export type HealthStatus = "UNKNOWN" | "HEALTHY" | "UNHEALTHY";

export type HealthCheckSpec = NonNullable<ContainerSpec["healthCheck"]>;

/** Nobody who sits in front of a laptop waits a whole interval to learn that a container has started well. */
const START_INTERVAL_MS = 1000;

/**
 * Runs a container's health check on this machine, in the container's folder and with its environment: one at a time, the
 * next an interval after the last has ended.
 *
 * Failures within the start period do not count, unless a check has succeeded before (Amazon ECS API Reference, HealthCheck);
 * so, unlike on AWS, checks may come faster there until one succeeds.
 */
export class HealthCheck {
  #status: HealthStatus = "UNKNOWN";
  #failures = 0;
  #timer: Timer | undefined;
  #stopped = false;
  /** The check that is under way. */
  #process: ChildProcess | undefined;
  readonly #startedAt: number;

  constructor(
    private readonly spec: HealthCheckSpec,
    private readonly place: { folder: string; variables: Readonly<Record<string, string>> },
    private readonly clock: Clock,
    private readonly onChange: () => void,
  ) {
    this.#startedAt = clock.now();
    this.#schedule();
  }

  get status(): HealthStatus {
    return this.#status;
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    if (this.#process) killGroup(this.#process);
  }

  #schedule(): void {
    if (this.#stopped) return;
    const isStarting = this.#status === "UNKNOWN" && !this.#isPastStart();
    const delayMs = isStarting ? START_INTERVAL_MS : this.spec.intervalSeconds * 1000;
    this.#timer = this.clock.after(delayMs, () => void this.#check());
  }

  async #check(): Promise<void> {
    const healthy = await this.#run();
    if (this.#stopped) return;
    const before = this.#status;
    if (healthy) {
      this.#failures = 0;
      this.#status = "HEALTHY";
    } else if (this.#status === "HEALTHY" || this.#isPastStart()) {
      this.#failures += 1;
      if (this.#failures >= this.spec.retries) this.#status = "UNHEALTHY";
    }
    this.#schedule();
    if (this.#status !== before) this.onChange();
  }

  #isPastStart(): boolean {
    return this.clock.now() - this.#startedAt >= this.spec.startPeriodSeconds * 1000;
  }

  async #run(): Promise<boolean> {
    const [kind, ...words] = this.spec.command;
    const [program = "", ...args] = kind === "CMD-SHELL" ? ["/bin/sh", "-c", words.join(" ")] : words;
    const child = spawn(program, args, {
      cwd: this.place.folder,
      env: { ...this.place.variables },
      stdio: "ignore",
      detached: true,
    });
    endWithHost(child);
    this.#process = child;
    const limit = this.clock.after(this.spec.timeoutSeconds * 1000, () => killGroup(child));
    try {
      const [code] = (await once(child, "exit")) as [number | null];
      return code === 0;
    } catch {
      // A program that is not there: as unhealthy as one that fails.
      return false;
    } finally {
      limit.cancel();
      this.#process = undefined;
    }
  }
}
