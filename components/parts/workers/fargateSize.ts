import type * as pulumi from "@pulumi/pulumi";
import { checked, oneOf, type Subject } from "../arguments/arguments";

/**
 * MiB that go with each number of CPU units. ECS refuses every other pair ("No Fargate configuration exists for given values").
 * Source: Amazon ECS Developer Guide, "Troubleshoot Amazon ECS task definition invalid CPU or memory errors".
 */
const MEMORY_MB = {
  256: [512, 1_024, 2_048],
  512: steps(1_024, 4_096, 1_024),
  1024: steps(2_048, 8_192, 1_024),
  2048: steps(4_096, 16_384, 1_024),
  4096: steps(8_192, 30_720, 1_024),
  8192: steps(16_384, 61_440, 4_096),
  16384: steps(32_768, 122_880, 8_192),
} satisfies Readonly<Record<number, Amounts>>;

/** Numbers of CPU units that Fargate has. */
export type FargateCpu = keyof typeof MEMORY_MB;

/** All numbers of CPU units, smallest first. */
export const FARGATE_CPUS: readonly FargateCpu[] = [256, 512, 1024, 2048, 4096, 8192, 16384];

/** Numbers of CPU units that a worker has a use for: it is one Node.js process. */
const WORKER_CPUS = FARGATE_CPUS.slice(0, 5);

/** The size that a caller asks for. */
export interface SizeArgs {
  cpu?: number | undefined;
  memoryMb?: pulumi.Input<number> | undefined;
}

/** A size that Fargate has. */
export interface FargateSize {
  /** CPU units; 1,024 are one vCPU. */
  cpu: number;
  /** MiB. */
  memoryMb: pulumi.Input<number>;
}

/**
 * Checks the arguments `cpu` and `memoryMb` of one task. Memory that is not given is the least that goes with the CPU.
 *
 * @param path the argument that holds them, for messages: `jobs.report`
 * @throws RunError naming the argument, the value and what goes with the CPU
 */
export function fargateSizeOf(
  subject: Subject,
  { cpu, memoryMb }: SizeArgs,
  { defaultCpu, cpus = WORKER_CPUS, path }: { defaultCpu: FargateCpu; cpus?: readonly FargateCpu[]; path?: string },
): FargateSize {
  const place = path === undefined ? "" : `${path}.`;
  const units = cpu ?? defaultCpu;
  oneOf<number>(subject, `${place}cpu`, units, cpus);
  const choices: Amounts = MEMORY_MB[units as FargateCpu];
  const [least] = choices;
  const rule = `${amounts(choices)} with a cpu of ${units}`;
  return {
    cpu: units,
    memoryMb: checked(subject, `${place}memoryMb`, memoryMb ?? least, rule, (known) => choices.includes(known)),
  };
}

type Amounts = readonly [least: number, next: number, ...more: number[]];

function steps(from: number, to: number, step: number): Amounts {
  return [
    from,
    from + step,
    ...Array.from({ length: (to - from) / step - 1 }, (_, index) => from + (index + 2) * step),
  ];
}

function amounts(choices: Amounts): string {
  const [least, next] = choices;
  if (choices.length < 4) return `one of ${choices.join(", ")}`;
  return `${least} to ${choices.at(-1)} in steps of ${next - least}`;
}
