import { existsSync } from "node:fs";
import path from "node:path";
import { nearest } from "./nearest";

/** A system as far as commands need it; `stacks/systemDescriptor.ts` says it in full. */
export interface RegisteredSystem {
  name: string;
  /** The file of its command of `npm run load`, from the project's root. */
  load?: string;
  /** The file of its tour, which `npm run try` takes a person on, from the project's root. */
  tour?: string;
  /** The name of the output, among the system's, at which it is called or looked at. */
  address?: string;
  try?: Examples;
}

function registryOf(project: string): string {
  return path.join(project, "stacks", "registry.ts");
}

/** Values for what requests need, to try systems with. */
export interface Examples {
  /** By the name of a path's parameter. */
  parameters?: Readonly<Record<string, string>>;
  /** JSON by the key of the route that takes it; a key with a `*` at its end stands for many routes. */
  bodies?: Readonly<Record<string, unknown>>;
}

/** Reads the systems that a project has registered; none where it has no registry. By its path: any program may run here. */
export function registeredSystems(project: string): readonly RegisteredSystem[] {
  const file = registryOf(project);
  return existsSync(file) ? Object.values(require(file) as Readonly<Record<string, RegisteredSystem>>) : [];
}

/** The modules that a project's systems have registered for a command, by the system's name; none where it has no registry. */
export function registeredModules(project: string, command: "load" | "tour"): ReadonlyMap<string, string> {
  return new Map(
    registeredSystems(project).flatMap(({ name, [command]: module }) =>
      module === undefined ? [] : [[name, path.join(project, module)]],
    ),
  );
}

/** @throws Error where systems are named to a project that registers none: its program would run whole, whatever they are */
export function checkNamed(names: readonly string[], project: string): void {
  if (names.length === 0 || existsSync(registryOf(project))) return;
  throw new Error(
    `${names.join(", ")}: the program in ${project} has no systems to choose from (stacks/registry.ts would list them): it runs whole, without a name`,
  );
}

/** Names the systems that were meant by names that none has: "did you mean ...?", or nothing. */
export function meantSystems(names: readonly string[], project: string): string {
  const known = registeredSystems(project).map(({ name }) => name);
  const meant = names.filter((name) => !known.includes(name)).flatMap((name) => nearest(name, known) ?? []);
  return meant.length === 0 ? "" : `did you mean ${meant.join(" and ")}?`;
}

/** Puts the examples of all systems together. */
export function examplesOf(systems: readonly RegisteredSystem[]): Examples {
  return {
    parameters: Object.assign({}, ...systems.map((system) => system.try?.parameters)) as Record<string, string>,
    bodies: Object.assign({}, ...systems.map((system) => system.try?.bodies)) as Record<string, unknown>,
  };
}

/** The name that a system's outputs have: `eventAggregator` for `event-aggregator`. */
export function outputNameOf(system: string): string {
  return system.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The name of the system whose outputs have a name: `event-aggregator` for `eventAggregator`. */
export function systemNameOf(outputName: string): string {
  return outputName.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
