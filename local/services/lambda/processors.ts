import { availableParallelism, cpus } from "node:os";

/** The processors that all environments share. */
export interface Processors {
  /** How many there are. */
  readonly count: number;
  /** How many have nothing to do at this time, on average: 0.5 is one of them half of the time. 0 where that is not known yet. */
  idle(): number;
}

/**
 * Long enough for moments in which everybody waits by chance to count for little: an environment that is started for one of them takes
 * a second of processor time to become as fast as the others.
 */
const SAMPLE_MS = 500;
/** A longer time says little about this moment: a burst has begun since. */
const MAX_SAMPLE_MS = 1_000;

interface Sample {
  takenAt: number;
  idleMs: number;
  totalMs: number;
}

/** This machine's processors, whoever keeps them busy. */
export function machineProcessors(): Processors {
  const count = availableParallelism();
  let sample = takeSample();
  let idle = 0;
  return {
    count,
    idle() {
      const sampledMs = performance.now() - sample.takenAt;
      if (sampledMs < SAMPLE_MS) return idle;
      const next = takeSample();
      const share = (next.idleMs - sample.idleMs) / Math.max(1, next.totalMs - sample.totalMs);
      idle = sampledMs > MAX_SAMPLE_MS ? 0 : share * count;
      sample = next;
      return idle;
    },
  };
}

function takeSample(): Sample {
  const times = cpus().map((cpu) => cpu.times);
  const idleMs = times.reduce((sum, time) => sum + time.idle, 0);
  const totalMs = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0);
  return { takenAt: performance.now(), idleMs, totalMs };
}
