import type { z } from "zod";
import type { StackNetwork } from "./stackNetwork";

/** All that the rest of the project knows about a system. */
export interface SystemDescriptor<Name extends string = string, Schema extends z.ZodObject = z.ZodObject> {
  /** The name in `sluice:systems` and in commands; its folder has the same. */
  readonly name: Name;
  /** The settings that a stack may give it. */
  readonly settings: Schema;
  /**
   * Makes its resources; returns its stack output. It loads what it composes when it is called: a stack pays for the systems that it
   * names.
   *
   * @param network where its containers and databases are; made when it is asked for
   */
  create(settings: z.infer<Schema>, network: StackNetwork): object;
  /** The file of its command of `npm run load`, from the project's root; absent where there is none. */
  readonly load?: string;
  /** The file of its tour, which `npm run try` takes a person on, from the project's root; absent where there is none. */
  readonly tour?: string;
  /** The name of the output, among the system's, at which it is called or looked at; absent where it has no address. */
  readonly address?: string;
  /** Requests to try it with, for the commands of `npm run output -- --commands`. */
  readonly try?: Examples;
}

export interface Examples {
  /** A value for each parameter of a path, by the parameter's name. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** JSON for each route that takes some, by its key, such as `"POST /orders"`; one with a `*` at its end stands for many routes. */
  readonly bodies?: Readonly<Record<string, unknown>>;
}

/** Holds a descriptor to its type, and keeps its name and its settings' types. */
export function defineSystem<const Name extends string, Schema extends z.ZodObject>(
  descriptor: SystemDescriptor<Name, Schema>,
): SystemDescriptor<Name, Schema> {
  return descriptor;
}
