import { availableParallelism, cpus } from "node:os";

/** The processors that all environments share. */
export interface Processors {
  /** How many there are. */
  readonly count: number;
  /** How many had nothing to do lately, on average: 0.5 is one of them half of the time. */
  idle(): number;
}

/** Long enough for the kernel's accounts, which count in hundredths of a second. */
const SAMPLE_MS = 100;

interface Sample {
  takenAt: number;
  idleMs: number;
  totalMs: number;
}

/** This machine's processors, whoever keeps them busy. */
export function machineProcessors(): Processors {
  const count = availableParallelism();
  let sample = takeSample();
  let idle = count;
  return {
    count,
    idle() {
      if (performance.now() - sample.takenAt >= SAMPLE_MS) {
        const next = takeSample();
        const share = (next.idleMs - sample.idleMs) / Math.max(1, next.totalMs - sample.totalMs);
        idle = share * count;
        sample = next;
      }
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
