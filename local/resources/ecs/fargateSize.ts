import { AwsError } from "../../base/awsError";

/** Memory that goes with each size of CPU: from, to and step in MiB. Source: Amazon ECS Developer Guide, "Task size". */
const MEMORY_BY_CPU: Readonly<Record<number, readonly [from: number, to: number, step: number]>> = {
  512: [1024, 4096, 1024],
  1024: [2048, 8192, 1024],
  2048: [4096, 16_384, 1024],
  4096: [8192, 30_720, 1024],
  8192: [16_384, 61_440, 4096],
  16384: [32_768, 122_880, 8192],
};
const MEMORY_OF_SMALLEST: readonly number[] = [512, 1024, 2048];

/**
 * Reads a task's size: CPU units (`"1024"`, `"1 vCPU"`) and MiB (`"2048"`, `"2 GB"`).
 * @throws AwsError `ClientException` as RegisterTaskDefinition does for a pair that Fargate does not have
 */
export function fargateSize(cpu: unknown, memory: unknown): { cpu: number; memoryMb: number } {
  const size = { cpu: amount(cpu, /^(\d*\.?\d+)\s*vCPU$/i), memoryMb: amount(memory, /^(\d*\.?\d+)\s*GB$/i) };
  if (exists(size)) return size;
  throw new AwsError(
    "ClientException",
    `No Fargate configuration exists for given values: ${String(cpu)} CPU, ${String(memory)} memory. ` +
      "See the Amazon ECS documentation for the valid values.",
  );
}

function exists({ cpu, memoryMb }: { cpu: number; memoryMb: number }): boolean {
  if (cpu === 256) return MEMORY_OF_SMALLEST.includes(memoryMb);
  const range = MEMORY_BY_CPU[cpu];
  if (!range) return false;
  const [from, to, step] = range;
  return memoryMb >= from && memoryMb <= to && (memoryMb - from) % step === 0;
}

function amount(value: unknown, inThousands: RegExp): number {
  const text = String(value ?? "").trim();
  const [, thousands] = text.match(inThousands) ?? [];
  return thousands === undefined ? Number(text) : Number(thousands) * 1024;
}
