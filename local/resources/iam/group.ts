import { arn } from "../../base/arn";
import type { ResourceHandler } from "../../engine/resourceHandler";
import { uniqueId } from "../../iam/uniqueId";
import { iamName, iamPath } from "./names";

/** `aws.iam.Group`: nobody is in it, for the person at the laptop is the only user here. */
export function group(): ResourceHandler {
  return {
    type: "aws:iam/group:Group",
    properties: { name: "honoured", path: "honoured" },
    replaceOn: ["name", "path"],
    async create(context, inputs) {
      const name = iamName(context, inputs, 128);
      const path = iamPath(inputs.path as string | undefined);
      const groupArn = arn("iam", `group${path}${name}`);
      return { id: name, state: { ...inputs, name, path, arn: groupArn, uniqueId: uniqueId("AGPA", groupArn) } };
    },
    async update(_context, current, inputs) {
      return { id: current.id, state: { ...current.state, ...inputs } };
    },
    async delete() {},
  };
}
