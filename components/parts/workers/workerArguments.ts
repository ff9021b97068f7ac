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
