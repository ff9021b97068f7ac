import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import type { StackOutputs } from "../local/evaluation/protocol";
import { writePrivateFile } from "./privateFile";
import { outputNameOf } from "./systems";

/** `.sluice/outputs.json`: what `pulumi stack output --json --show-secrets` would print. */
export function outputsFile(workFolder: string): string {
  return path.join(workFolder, "outputs.json");
}

/** The outputs as plain values. */
export function valuesOf(outputs: StackOutputs): Record<string, unknown> {
  return Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, value]));
}

/** The names of the outputs that are secret. */
export function secretsOf(outputs: StackOutputs): readonly string[] {
  return Object.keys(outputs).filter((name) => outputs[name]?.secret);
}

/** Stands for the value of a secret output. */
export const HIDDEN = "[secret]";

/** Hides the values of the outputs that are secret. @param secrets their names */
export function withoutSecrets(
  values: Readonly<Record<string, unknown>>,
  secrets: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, secrets.includes(name) ? HIDDEN : value]),
  );
}

/** Writes the outputs, for this user's eyes only, secrets included. */
export function writeOutputs(workFolder: string, outputs: StackOutputs): void {
  writePrivateFile(outputsFile(workFolder), `${JSON.stringify(valuesOf(outputs), undefined, 2)}\n`);
}

/** Removes the outputs of a program that has stopped. */
export function removeOutputs(workFolder: string): void {
  rmSync(outputsFile(workFolder), { force: true });
}

/** @returns `undefined` when nothing runs over this folder yet */
export function readOutputs(workFolder: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(readFileSync(outputsFile(workFolder), "utf8")) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Finds one value by its path in dots, in which a system's own name stands for that of its outputs as well. */
export function outputNamed(outputs: Readonly<Record<string, unknown>>, name: string): unknown {
  // A member's own name may have dots.
  const [, leaf] = flatten(outputs).find(([place]) => place === name) ?? [];
  if (leaf !== undefined) return leaf;
  const [first = "", ...others] = name.split(".");
  const known = Object.hasOwn(outputs, first) ? first : outputNameOf(first);
  return [known, ...others].reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string, unknown>)[part]
        : undefined,
    outputs,
  );
}

/** Every value with its path in dots: `[["eventAggregator.apiEndpoint", "http://..."], ...]`. Lists stay whole. */
export function flatten(outputs: Readonly<Record<string, unknown>>, prefix = ""): (readonly [string, unknown])[] {
  return Object.entries(outputs).flatMap(([name, value]) => {
    const place = `${prefix}${name}`;
    const nested = typeof value === "object" && value !== null && !Array.isArray(value);
    return nested ? flatten(value as Record<string, unknown>, `${place}.`) : [[place, value] as const];
  });
}

/** One value on a line. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
