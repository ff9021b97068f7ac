import type { Clock, Timer } from "../../base/clock";
import { type ContainerExit, ContainerProcess } from "./containerProcess";
import type { ContainerSpec } from "./ecs";
import { HealthCheck, type HealthStatus } from "./healthCheck";

/** All that a container needs to start. */
export interface PreparedContainer {
  spec: ContainerSpec;
  /** Arguments of Node. */
  arguments: readonly string[];
  folder: string;
  variables: Readonly<Record<string, string>>;
  onLine(text: string): void;
}

/** One container of a task: its process, its health, and how it ends. */
export class Container {
  readonly spec: ContainerSpec;
  /** Resolves when nothing of it is left. */
  readonly ended: Promise<ContainerExit>;
  exit: ContainerExit | undefined;
  readonly #process: ContainerProcess;
  readonly #health: HealthCheck | undefined;
  readonly #clock: Clock;
  #killer: Timer | undefined;

  /** @param onHealthChange called when {@link health} is another than before */
  constructor(prepared: PreparedContainer, clock: Clock, onHealthChange: () => void) {
    this.spec = prepared.spec;
    this.#clock = clock;
    this.#process = new ContainerProcess(prepared);
    const { healthCheck } = prepared.spec;
    this.#health = healthCheck && new HealthCheck(healthCheck, prepared, clock, onHealthChange);
    this.ended = this.#process.ended.then((exit) => {
      this.#health?.stop();
      this.#killer?.cancel();
      this.exit = exit;
      return exit;
    });
  }

  /** `undefined` where the container has no health check. */
  get health(): HealthStatus | undefined {
    return this.#health?.status;
  }

  /** SIGTERM, and SIGKILL after the stop timeout. */
  stop(): void {
    if (this.exit || this.#killer) return;
    this.#health?.stop();
    this.#process.terminate();
    this.#killer = this.#clock.after(this.spec.stopTimeoutSeconds * 1000, () => this.#process.kill());
  }

  kill(): void {
    this.#process.kill();
  }
}
