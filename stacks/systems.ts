import type { z } from "zod";
import * as registry from "./registry";
import type { SystemDescriptor } from "./systemDescriptor";

type Registry = typeof registry;

/** The name that a system's settings and its output have, such as `"eventAggregator"`. */
export type SystemKey = keyof Registry;

/** The name of a system in `sluice:systems`, such as `"event-aggregator"`. */
export type SystemName = Registry[SystemKey]["name"];

/** The registered systems, by key. */
export const SYSTEMS: Readonly<Record<SystemKey, SystemDescriptor<SystemName>>> = registry;

/** The settings that a stack's `Pulumi.<stack>.yaml` may give under `sluice:`. Components check the limits of single values. */
export type Settings = { accountId?: string; systems: SystemName[] } & {
  [Key in SystemKey]: z.infer<Registry[Key]["settings"]>;
};

/** Makes the systems that the stack names; returns one output object a system. */
export function createSystems(settings: Settings): Record<string, object> {
  return Object.fromEntries(
    settings.systems.map((name) => {
      const key = SYSTEM_KEYS.find((each) => SYSTEMS[each].name === name) as SystemKey;
      return [key, section(name, () => SYSTEMS[key].create(settings[key]))];
    }),
  );
}

/**
 * Makes a part of the program that follows from its modules and its arguments, and shares nothing with other parts but resources. Who
 * evaluates the program may offer a function for it, which leaves out parts that no edit touched since the last evaluation.
 */
function section(name: string, make: () => object): object {
  const run = (globalThis as { [key: symbol]: unknown })[Symbol.for("sluice.section")] as typeof section | undefined;
  return run ? run(name, make) : make();
}

const SYSTEM_KEYS = Object.keys(SYSTEMS) as SystemKey[];
