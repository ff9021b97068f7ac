import type * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import * as registry from "./registry";
import { checkNetwork, type NetworkSettings, StackNetwork } from "./stackNetwork";
import type { SystemDescriptor } from "./systemDescriptor";

type Registry = typeof registry;

/** The name that a system's settings and its output have, such as `"eventAggregator"`. */
export type SystemKey = keyof Registry;

/** The name of a system in `sluice:systems`, such as `"event-aggregator"`. */
export type SystemName = Registry[SystemKey]["name"];

/** The registered systems, by key. */
export const SYSTEMS: Readonly<Record<SystemKey, SystemDescriptor<SystemName>>> = registry;

/** The people who hear of the alarms of all systems that name no topic of their own. */
export interface AlarmSettings {
  /** Addresses that a topic of the stack's own mails. */
  emails?: string[];
  /** A topic that is there already, in place of the stack's own; its policy and its key must let CloudWatch's alarms publish. */
  topicArn?: string;
}

/** The settings that a stack's `Pulumi.<stack>.yaml` may give under `sluice:`. Components check the limits of single values. */
export type Settings = {
  accountId?: string;
  systems: SystemName[];
  alarms: AlarmSettings;
  network: NetworkSettings;
} & {
  [Key in SystemKey]: z.infer<Registry[Key]["settings"]>;
};

/**
 * Makes the systems that the stack names, in one network, and tells of their alarms; returns one output object a system.
 * @throws RunError for settings that a system refuses
 */
export function createSystems(settings: Settings): Record<string, object> {
  const hasBastion = settings.systems.includes("bastion");
  checkNetwork(settings.network, hasBastion);
  const alarmTopicArns = [alarmTopicArn(settings.alarms)];
  const bastion = hasBastion ? { alarmTopicArns, ...settings.bastion } : undefined;
  const network = new StackNetwork(settings.network, bastion);
  return Object.fromEntries(
    settings.systems.map((name) => {
      const key = SYSTEM_KEYS.find((each) => SYSTEMS[each].name === name) as SystemKey;
      return [key, section(name, () => SYSTEMS[key].create({ alarmTopicArns, ...settings[key] }, network))];
    }),
  );
}

function alarmTopicArn({ emails = [], topicArn }: AlarmSettings): pulumi.Input<string> {
  if (topicArn !== undefined) return topicArn;
  const own = section("alarms", () => {
    const { AlarmTopic } = require("../components/alarmTopic") as typeof import("../components/alarmTopic");
    return { topicArn: new AlarmTopic("alarms", { emails }).topic.arn };
  });
  return own.topicArn;
}

/**
 * Makes a part of the program that follows from its modules and its arguments, and shares nothing with other parts but resources. Who
 * evaluates the program may offer a function for it, which leaves out parts that no edit touched since the last evaluation.
 */
function section<T extends object>(name: string, make: () => T): T {
  const run = (globalThis as { [key: symbol]: unknown })[Symbol.for("sluice.section")] as typeof section | undefined;
  return run ? run(name, make) : make();
}

const SYSTEM_KEYS = Object.keys(SYSTEMS) as SystemKey[];
