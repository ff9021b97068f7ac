import type { Chaos } from "../../base/chaos";
import type { Clock, Timer } from "../../base/clock";
import type { RunningTask } from "./runningTask";

const TICK_MS = 1000;

/**
 * Kills a random running task now and then, all at once, as the failure of its host would: in every second in which tasks run,
 * with the chance that the chaos gives.
 */
export class TaskKiller {
  #timer: Timer | undefined;
  #stopped = false;

  constructor(
    private readonly chaos: Chaos,
    private readonly clock: Clock,
    private readonly running: () => readonly RunningTask[],
    private readonly onKill: (task: RunningTask) => void,
  ) {}

  /** To be called when a task has started: without tasks, no time passes here. */
  wake(): void {
    if (this.#timer || this.#stopped || this.running().length === 0) return;
    this.#timer = this.clock.after(TICK_MS, () => {
      this.#timer = undefined;
      this.#tick();
      this.wake();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
  }

  #tick(): void {
    const tasks = this.running();
    if (tasks.length === 0 || !this.chaos.strikes("killTask")) return;
    const task = tasks[Math.floor(this.chaos.draw("killTask") * tasks.length)];
    if (!task) return;
    this.onKill(task);
    task.kill();
  }
}
