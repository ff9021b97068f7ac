import type { PropertySupport, ResourceHandler } from "../../engine/resourceHandler";
import { checkConfiguration, SETTINGS_WITHOUT_EFFECT } from "../../provider/configuration";

const NO_EFFECT: PropertySupport = {
  noEffect: "nothing is signed, retried or tagged by it: calls stay in this process",
};
const HONOURED = ["region", "allowedAccountIds", "forbiddenAccountIds"];

/**
 * `new aws.Provider`: resources that name it are the local cloud's as all others are, in its one region and account. Settings for another
 * place are refused.
 */
export function awsProvider(): ResourceHandler {
  return {
    type: "pulumi:providers:aws",
    properties: {
      ...Object.fromEntries(SETTINGS_WITHOUT_EFFECT.map((name) => [name, NO_EFFECT] as const)),
      assumeRoles: { noEffect: "who deploys here may do everything: what is made is not held against the role" },
      ...Object.fromEntries(HONOURED.map((name) => [name, "honoured"] as const)),
    },
    replaceOn: [],
    async create(context, inputs) {
      check(inputs);
      return { id: context.physicalName(undefined, 64), state: inputs };
    },
    async update(_context, { id }, inputs) {
      check(inputs);
      return { id, state: inputs };
    },
    async delete() {},
  };
}

/** @throws Error naming the setting that does not fit the local cloud */
function check({ assumeRoles: _role, ...inputs }: Parameters<typeof checkConfiguration>[0]): void {
  for (const { property, reason } of checkConfiguration(inputs)) throw new Error(`${property} ${reason}`);
}
