import { oneOf, type Subject } from "../arguments/arguments";
import type { Architecture } from "./containerImage";

const ARCHITECTURES = ["arm64", "x86_64"] as const;

/**
 * Checks the argument `architecture`.
 * @throws RunError for one that Fargate does not have
 */
export function architectureOf(subject: Subject, architecture: Architecture = "arm64"): Architecture {
  oneOf(subject, "architecture", architecture, ARCHITECTURES);
  return architecture;
}

/**
 * Checks the argument `cpu`.
 * @throws RunError for units that Fargate does not have, or that a worker has no use for
 */
export function cpuOf(subject: Subject, cpu = 512): number {
  oneOf(subject, "cpu", cpu, [256, 512, 1024, 2048, 4096]);
  return cpu;
}
