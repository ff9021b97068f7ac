import { expect } from "chai";
import { sleep } from "../../../../functions/shared/clock";
import { createTaskProtection, longestProtectionMs } from "../../../../functions/shared/queueWorker/taskProtection";
import { createWorker, type Worker } from "../../../../functions/shared/queueWorker/worker";
import { DEFAULT_LIMITS } from "../../../../functions/shared/queueWorker/workerLimits";
import { SimulatedClock } from "../../support/simulatedClock";
import { SimulatedQueue } from "../../support/simulatedQueue";

const STOP_TIMEOUT_MS = 60_000;
/** How often the service looks for tasks that may go. */
const ECS_LOOKS_EVERY_MS = 10_000;

interface Task {
  worker: Worker;
  isProtected: boolean;
  endedAt: number | undefined;
}

describe("a worker's replacement by a deployment", () => {
  let clock: SimulatedClock;
  let queue: SimulatedQueue;
  let processed: string[];
  let sent: number;
  let sending: boolean;

  beforeEach(() => {
    clock = new SimulatedClock();
    queue = new SimulatedQueue(clock);
    processed = [];
    sent = 0;
    sending = true;
  });

  /** A task whose messages take as long as said. */
  function startTask(messageMs: number): Task {
    const task: Omit<Task, "worker"> = { isProtected: false, endedAt: undefined };
    const log = { info: () => undefined, warn: () => undefined };
    const protection = createTaskProtection({
      agentUri: "http://agent",
      callMs: messageMs,
      stopTimeoutMs: STOP_TIMEOUT_MS,
      fetch: (async (_url: string, { body }: RequestInit) => {
        task.isProtected = JSON.parse(String(body)).ProtectionEnabled;
        return new Response("{}");
      }) as typeof fetch,
      clock,
      log,
    });
    const worker = createWorker({
      sqs: queue.client,
      queueUrl: "https://sqs.test/queue",
      async handle({ Body = "" }, { signal }) {
        await sleep(clock, messageMs, signal);
        processed.push(Body);
      },
      clock,
      random: () => 0.5,
      log,
      limits: { ...DEFAULT_LIMITS, concurrency: 1000, drainMs: STOP_TIMEOUT_MS - 3000 },
      intakes: [protection.intake],
      observer: { inHand: (count) => protection.inHand(count) },
    });
    const started = Object.assign(task, { worker });
    void worker.run().then(() => {
      started.endedAt = clock.now();
    });
    return started;
  }

  /** One message a second, for ever. */
  function keepSending(): void {
    if (!sending) return;
    queue.put(`m${sent++}`);
    clock.after(1000, keepSending);
  }

  /** Stops a task as soon as it is found unprotected, as a service does in a deployment. */
  function replace(task: Task): void {
    if (task.isProtected) clock.after(ECS_LOOKS_EVERY_MS, () => replace(task));
    else task.worker.stop();
  }

  for (const [what, messageMs, boundMs] of [
    ["calls of ten seconds, within a stop's time", 10_000, STOP_TIMEOUT_MS],
    [
      "calls of four minutes, within a protection's and a stop's time",
      240_000,
      longestProtectionMs(240_000) + ECS_LOOKS_EVERY_MS + STOP_TIMEOUT_MS,
    ],
  ] as const) {
    it(`ends the old one under steady traffic, with ${what}, and loses and doubles nothing`, async () => {
      const old = startTask(messageMs);
      keepSending();
      await clock.pass(100_000);
      const deployedAt = clock.now();
      startTask(messageMs);
      replace(old);

      await clock.until(() => old.endedAt !== undefined);
      const tookMs = (old.endedAt ?? Number.POSITIVE_INFINITY) - deployedAt;
      sending = false;
      await clock.until(() => queue.size === 0);

      expect(tookMs).to.be.at.most(boundMs);
      expect(processed).to.have.length(sent);
      expect(new Set(processed).size).to.equal(sent);
      expect([...queue.receivesOfDeleted.values()].every((receives) => receives === 1)).to.equal(true);
      expect(queue.deadLetters).to.deep.equal([]);
    });
  }
});
